"""What archives brought of the ledgers of other academies: their lines as they are, and no more."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import AppendOnlyQuerySet, AppendOnlyRow
from academy.organisms.models import Organism

from .credit import CreditRole

LONGEST_ACADEMY = 253


class ForeignChain(models.Model):
    """The lines of a path in the ledger of another academy, and where they end.

    Locked by whoever takes more of them in. `academy`: its host, as its last archive had it. The
    academy's own ledger has a line for each time that it took lines in, with `length` and `head`.
    """

    ledger = models.UUIDField()
    academy = models.CharField(_("academy"), max_length=LONGEST_ACADEMY)
    path_key = models.UUIDField(db_index=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("ledger of another academy")
        verbose_name_plural = _("ledgers of other academies")
        ordering = ["ledger", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "path_key"], name="courses_foreign_chain_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.academy}: {self.path_key} {self.length}"


class ForeignCredit(AppendOnlyRow):
    """A line of another ledger, as it was brought (`courses.cobuilding.chains.Entry`)."""

    chain = models.ForeignKey(ForeignChain, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    day = models.DateField(_("date"))
    role = models.CharField(max_length=10, choices=CreditRole.choices)
    page_key = models.UUIDField(null=True)
    block_id = models.CharField(max_length=36, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    organism_code = models.CharField(_("organism"), max_length=40)
    academy = models.CharField(_("academy"), max_length=LONGEST_ACADEMY, blank=True)
    words = models.PositiveIntegerField(_("words"))
    taken_from = models.UUIDField(null=True)
    entry = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        verbose_name = _("line of the ledger of another academy")
        verbose_name_plural = _("lines of the ledgers of other academies")
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="courses_foreign_credit_once")
        ]
        indexes = [
            models.Index(fields=["block_id", "language"], name="courses_foreign_credit_block")
        ]

    def __str__(self) -> str:
        return f"{self.organism_code}: {self.role} {self.words}"

    @property
    def iso_day(self) -> str:
        """The day as it travels."""
        return self.day.isoformat() if isinstance(self.day, date) else str(self.day)


class ForeignOrganism(models.Model):
    """What an organism of another academy is called there.

    `organism`: the one of this academy that it is, where code and name say so on its first day
    here; its credit is then told together with what it did here. None is ever made of it.
    """

    academy = models.CharField(_("academy"), max_length=LONGEST_ACADEMY)
    code = models.CharField(_("code"), max_length=40)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    organism = models.ForeignKey(
        Organism,
        verbose_name=pgettext_lazy("of another academy", "the same here"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("organism of another academy")
        verbose_name_plural = _("organisms of other academies")
        ordering = ["academy", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "code"], name="courses_foreign_organism_once"
            )
        ]

    def __str__(self) -> str:
        return self.name_fr or self.name_en or self.code

    @property
    def names(self) -> dict[str, str]:
        """Its names by language: those that it has."""
        named = {"fr": self.name_fr, "en": self.name_en}
        return {language: name for language, name in named.items() if name}
