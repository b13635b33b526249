"""The tree: portfolio > organism > unit, dated so that merges, splits and moves keep the past."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .dated import Dated, period_check


class Node(Dated):
    """What the three levels of the tree share: a stable code and a name in each language."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40)
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    is_simulated = models.BooleanField(
        _("simulated"),
        default=False,
        help_text=_("Part of the demonstration: shown as such everywhere."),
    )

    class Meta:
        abstract = True
        ordering = ["code"]

    @property
    def name(self) -> str:
        """The name in the language of the page, or in the other where it is missing."""
        if (get_language() or "fr").startswith("en"):
            return self.name_en or self.name_fr
        return self.name_fr or self.name_en

    def __str__(self) -> str:
        return self.name


class Portfolio(Node):
    """A group of organisms overseen by one information officer."""

    class Meta(Node.Meta):
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="organisms_portfolio_code_once"),
            period_check("organisms_portfolio_period"),
        ]


class Organism(Node):
    """A public organism: a ministry, an agency, a school service centre and so on."""

    class Meta(Node.Meta):
        verbose_name = _("organism")
        verbose_name_plural = _("organisms")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="organisms_organism_code_once"),
            period_check("organisms_organism_period"),
        ]


class OrganismPlacement(Dated):
    """The portfolio an organism belongs to during a period."""

    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="placements")
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="placements")

    class Meta:
        verbose_name = _("place of an organism")
        verbose_name_plural = _("places of organisms")
        ordering = ["organism", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism"],
                condition=Q(ends_on__isnull=True),
                name="organisms_placement_current_once",
            ),
            models.UniqueConstraint(
                fields=["organism", "starts_on"], name="organisms_placement_start_once"
            ),
            period_check("organisms_placement_period"),
        ]

    def __str__(self) -> str:
        return f"{self.organism} < {self.portfolio}"


class Unit(Node):
    """A part of an organism: a directorate, a service, a school. A unit keeps its identity when
    it moves: where it hangs is told by its placements."""

    class Meta(Node.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="organisms_unit_code_once"),
            period_check("organisms_unit_period"),
        ]


class UnitPlacement(Dated):
    """The organism, and the unit above where there is one, that a unit hangs from in a period."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="unit_placements")
    parent = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="child_placements"
    )

    class Meta:
        verbose_name = _("place of a unit")
        verbose_name_plural = _("places of units")
        ordering = ["unit", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ends_on__isnull=True),
                name="organisms_unit_placement_current_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "starts_on"], name="organisms_unit_placement_start_once"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="organisms_unit_placement_not_itself",
                violation_error_message=_("A unit does not hang from itself."),
            ),
            period_check("organisms_unit_placement_period"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} < {self.parent or self.organism}"


class Succession(models.Model):
    """What became of an organism or a unit: merged into another, split into several.

    The old one keeps its records; a reader who wants today's shape follows these rows.
    """

    class Kind(models.TextChoices):
        """How one becomes another."""

        MERGE = "merge", _("merged into")
        SPLIT = "split", _("split into")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("date"))
    from_organism = models.ForeignKey(
        Organism, null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    to_organism = models.ForeignKey(
        Organism, null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    from_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    to_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(from_organism__isnull=False, to_organism__isnull=False)
                    & Q(from_unit__isnull=True, to_unit__isnull=True)
                )
                | (
                    Q(from_organism__isnull=True, to_organism__isnull=True)
                    & Q(from_unit__isnull=False, to_unit__isnull=False)
                ),
                name="organisms_succession_one_level",
            )
        ]

    def __str__(self) -> str:
        if self.from_unit_id:
            return f"{self.from_unit} {self.get_kind_display()} {self.to_unit}"
        return f"{self.from_organism} {self.get_kind_display()} {self.to_organism}"


class FormerName(Dated):
    """A name that a portfolio, an organism or a unit bore during a period that is over."""

    portfolio = models.ForeignKey(
        Portfolio, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    organism = models.ForeignKey(
        Organism, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names"
    )
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(portfolio__isnull=False, organism__isnull=True, unit__isnull=True)
                | Q(portfolio__isnull=True, organism__isnull=False, unit__isnull=True)
                | Q(portfolio__isnull=True, organism__isnull=True, unit__isnull=False),
                name="organisms_former_name_of_one",
            ),
            period_check("organisms_former_name_period"),
        ]

    def __str__(self) -> str:
        return self.name_fr
