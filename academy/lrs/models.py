"""Rows of the record store. Statements are only ever added: none of these tables but the readers'
and the credentials' is updated, and nothing that two requests share is touched when one is stored.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
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

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One statement, as it is returned ever after.

    `payload` holds the text as it was received, member by member, with what the store assigns;
    the other columns repeat what readers and reports need without reading it again. Whether it is
    voided is told by StatementReference: a flag would be a row to update.
    """

    seq = models.BigAutoField(primary_key=True)
    statement_id = models.UUIDField(unique=True)
    stored = models.DateTimeField()
    timestamp = models.DateTimeField()
    registration = models.UUIDField(null=True)
    verb = models.TextField()
    # The identity of the actor, "" where it is an anonymous Group: xapi.agents.identity.
    actor = models.TextField()
    object_type = models.CharField(max_length=12)
    # The activity's IRI, the agent's identity or the UUID of a statement; "" for a SubStatement.
    object_id = models.TextField()
    version = models.CharField(max_length=16)
    # No constraint in the database: checking it would lock a row that all requests share.
    credential = models.ForeignKey(
        Credential,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organism = models.ForeignKey(
        Organism,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    payload = models.TextField()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        indexes = [
            models.Index(fields=["stored", "seq"], name="lrs_statement_stored"),
            models.Index(
                fields=["credential", "stored", "seq"],
                condition=Q(credential__isnull=False),
                name="lrs_statement_credential",
            ),
            models.Index(
                fields=["organism", "stored", "seq"],
                condition=Q(organism__isnull=False),
                name="lrs_statement_organism",
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement_id)


class StatementKey(models.Model):
    """What a statement is found by: `key` is a hash of a verb, agent, activity or registration
    and of how it stands there (xapi.keys). The primary key is the only index, in the order in
    which pages are read."""

    pk = models.CompositePrimaryKey("key", "stored", "seq")
    key = models.BinaryField(max_length=20)
    stored = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        verbose_name = _("key of a statement")
        verbose_name_plural = _("keys of statements")

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()} {self.seq}"


class StatementReference(models.Model):
    """A statement whose object is a StatementRef, and the statement that it targets, which may not
    have arrived yet."""

    seq = models.BigIntegerField(primary_key=True)
    statement_id = models.UUIDField()
    stored = models.DateTimeField()
    target_id = models.UUIDField()
    voids = models.BooleanField()
    # Whose client made it: it reaches that organism's statements alone. None: all.
    organism_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("reference to a statement")
        verbose_name_plural = _("references to statements")
        indexes = [models.Index(fields=["target_id", "voids"], name="lrs_reference_target")]

    def __str__(self) -> str:
        return f"{self.statement_id} > {self.target_id}"


class ReaderPosition(models.Model):
    """How far a reader that follows the store has come: every statement up to `seq` is done."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("position of a reader")
        verbose_name_plural = _("positions of readers")

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"


class ReaderFailure(models.Model):
    """Statements that a reader could not take in. They are stored; the reader has to be fed again
    (`manage.py replay_statements`)."""

    reader = models.CharField(_("reader"), max_length=80)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    error = models.TextField(_("error"))
    failed_at = models.DateTimeField(_("failed"))
    repaired_at = models.DateTimeField(_("repaired"), null=True, blank=True)

    class Meta:
        verbose_name = _("failure of a reader")
        verbose_name_plural = _("failures of readers")
        indexes = [
            models.Index(
                fields=["reader", "first_seq"],
                condition=Q(repaired_at__isnull=True),
                name="lrs_failure_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.first_seq} - {self.last_seq}"
