"""Addresses elsewhere that lessons and paths lead to, and what answered there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.linting.replies import State

WAITING = "waiting"
_STATES = [
    (WAITING, "Waiting"),
    *((one.value, one.name.replace("_", " ").title()) for one in State),
]


class OutsideAddress(models.Model):
    """An address elsewhere, and what was found when the worker last asked it; it waits until then.

    `key`: the digest of the address, which may be longer than an index takes. `failures`: how often
    in a row nothing was there or nobody answered; `failing_since`: since when. `named_at`: when it
    was last read in a page.
    """

    key = models.CharField(max_length=64, unique=True)
    address = models.TextField(_("address"))
    state = models.CharField(max_length=12, choices=_STATES, default=WAITING)
    status = models.PositiveSmallIntegerField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(db_index=True)
    named_at = models.DateTimeField()

    class Meta:
        verbose_name = _("address elsewhere")
        verbose_name_plural = _("addresses elsewhere")

    def __str__(self) -> str:
        return self.address
