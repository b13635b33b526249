"""Whose name the lake must not hold any more."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

# A batch that was being written when somebody was erased may still have their name.
_SETTLED = timedelta(minutes=5)


class ErasedName(models.Model):
    """The random name that takes the place of that of a person whose account was erased.

    `digest` is keyed: it finds the name again when a statement of theirs is written once more, and
    tells nobody whose it is. `former`, their own name, and `texts` and `words`, their addresses
    and their name in statements of other systems, are kept until no file has them.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.UUIDField()
    former = models.UUIDField(null=True)
    texts = models.JSONField(default=list)
    words = models.JSONField(default=list)
    erased_at = models.DateTimeField()

    class Meta:
        verbose_name = _("erased name")
        verbose_name_plural = _("erased names")
        indexes = [
            models.Index(
                fields=["erased_at"],
                condition=Q(former__isnull=False),
                name="barometer_erased_waiting",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def waiting(cls, *, at: datetime) -> QuerySet["ErasedName"]:
        """Return those whose own name files may still have, and can be rewritten."""
        return cls.objects.filter(former__isnull=False, erased_at__lt=at - _SETTLED)
