"""Who may speak to the record store."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism


class Scope(models.TextChoices):
    """What a credential may do. Names of xAPI 1.0.3, Communication 4.2."""

    ALL = "all", _("everything")
    STATEMENTS_WRITE = "statements/write", _("store statements")
    STATEMENTS_READ_MINE = "statements/read/mine", _("read the statements it stored itself")
    STATEMENTS_READ = "statements/read", _("read statements")
    STATE = "state", _("read and write states")
    DEFINE = "define", _("redefine activities")
    PROFILE = "profile", _("read and write profiles")
    ALL_READ = "all/read", _("read everything")


# No client needs a million requests per minute; the column holds more.
LARGEST_LIMIT = 1_000_000


class Credential(models.Model):
    """A key and a secret with which a client speaks to the record store.

    The secret is long and random and shown once; `secret_digest` is its keyed hash.
    """

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(_("key"), max_length=64, unique=True)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField(_("scopes"), default=list)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it is set, the client never reads another organism's statements."),
    )
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # None: as XAPI_REQUESTS_PER_MINUTE says; 0: no limit.
    requests_per_minute = models.PositiveIntegerField(
        _("requests per minute"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """What the scopes allow, in words."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]
