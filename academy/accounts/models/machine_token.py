"""What machines show to speak to an API of the academy."""

from abc import abstractmethod
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .acting import acting_person


class MachineToken(models.Model):
    """A token of a machine; each API has its own, which say what they open.

    The secret is long and random and shown once; `secret_digest` is its keyed hash.
    """

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(_("key"), max_length=32, unique=True)
    secret_digest = models.CharField(max_length=64)
    # None: as the setting of the API says; 0: no limit.
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), null=True)
    created_at = models.DateTimeField(_("created"))
    created_by = acting_person(_("created by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    @abstractmethod
    def audited(self) -> tuple[str, dict[str, Any]]:
        """What the audit log says of it: the code of its organism, "" for none, and its details."""
