"""Statements and what they are found by. Rows are only ever added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism

from .credentials import Credential


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
