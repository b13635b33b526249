"""The ledger of credits: who did what of which block, by organism; append-only, hash-chained."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import AppendOnlyRow, ChainedQuerySet
from academy.core.audit import Fields


class CreditRole(models.TextChoices):
    """What an organism did; "taken in" is what the academy did, and nobody's credit."""

    WROTE = "wrote", pgettext_lazy("an organization, of a path", "wrote")
    TRANSLATED = "translated", pgettext_lazy("an organization, of a path", "translated")
    REVIEWED = "reviewed", pgettext_lazy("an organization, of a path", "reviewed")
    TESTED = "tested", pgettext_lazy("an organization, of a path", "tested")
    FUNDED = "funded", pgettext_lazy("an organization, of a path", "funded")
    TAKEN_IN = "taken_in", pgettext_lazy("the academy, of a path", "taken in")


class CreditQuerySet(ChainedQuerySet):
    """Lines of the ledger, to be read; every way to write them but one is shut."""

    def of_organisms(self) -> "CreditQuerySet":
        """Return the lines that credit somebody."""
        return self.exclude(role=CreditRole.TAKEN_IN)


class CreditedPerson(models.Model):
    """The random name under which somebody stands in the ledger.

    It goes with the account: the lines stay, the organism keeps its credit, and nothing leads from
    them to anybody any more.
    """

    alias = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="credited_as"
    )

    class Meta:
        verbose_name = _("person in the ledger of credits")
        verbose_name_plural = _("people in the ledger of credits")

    def __str__(self) -> str:
        return str(self.alias)


class Credit(AppendOnlyRow):
    """A line of the ledger, written by `courses.cobuilding.crediting` alone.

    `digest` covers the line and the digest before it (`manage.py verify_credits`). `block_id`: ""
    for the path as a whole; `revision`: the number of the version that was published; `taken_from`:
    the path from which the block came with this line; `academy`: that of an organism of elsewhere.

    Two kinds of lines say what was taken in. One has in `taken_in` the ledger of another academy,
    how many of its lines are here and the digest of the last one, and in `academy` whose it is. The
    other is about a page, whose version `revision` an archive brought with its ledger: it is
    nobody's work here.
    """

    at = models.DateTimeField(_("date"))
    role = models.CharField(max_length=10, choices=CreditRole.choices)
    path_key = models.UUIDField()
    page_key = models.UUIDField(null=True)
    block_id = models.CharField(max_length=36, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    organism_code = models.CharField(_("organism"), max_length=40, blank=True)
    academy = models.CharField(_("academy"), max_length=253, blank=True)
    alias = models.CharField(max_length=36, blank=True)
    words = models.PositiveIntegerField(_("words"))
    revision = models.PositiveBigIntegerField(null=True)
    taken_from = models.UUIDField(null=True)
    taken_in = models.CharField(max_length=130, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = models.Manager.from_queryset(CreditQuerySet)()

    class Meta:
        verbose_name = _("line of the ledger of credits")
        verbose_name_plural = _("ledger of credits")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["path_key"], name="courses_credit_path"),
            models.Index(fields=["block_id", "language"], name="courses_credit_block"),
            models.Index(fields=["alias"], name="courses_credit_alias"),
        ]

    def __str__(self) -> str:
        return f"{self.organism_code}: {self.role} {self.words}"

    @property
    def fields(self) -> Fields:
        """What the digest covers."""
        return Fields(
            at=self.at,
            actor_public_id=self.alias,
            action=f"credit.{self.role}",
            target=f"{self.path_key}/{self.page_key or ''}/{self.block_id}/{self.language}",
            organism_code=self.organism_code,
            result="done",
            details={
                "words": self.words,
                "revision": self.revision,
                "taken_from": str(self.taken_from or ""),
                # Lines written before there were others have neither.
                **({"academy": self.academy} if self.academy else {}),
                **({"taken_in": self.taken_in} if self.taken_in else {}),
            },
        )


class CreditHead(models.Model):
    """The one row that says where the ledger ends; locked by whoever appends to it.

    `ledger` is its name for other academies.
    """

    ONLY = 1

    ledger = models.UUIDField(default=uuid.uuid4, editable=False)
    last_digest = models.CharField(max_length=64, blank=True)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("end of the ledger of credits")
        verbose_name_plural = _("end of the ledger of credits")

    def __str__(self) -> str:
        return f"{self.length} {self.last_digest}"
