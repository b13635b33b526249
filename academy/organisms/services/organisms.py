"""Changes to organisms and portfolios; the past stays as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotAllowed
from academy.organisms import policies
from academy.organisms.models import (
    FormerName,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    RoleGrant,
    Succession,
    Unit,
    UnitPlacement,
)

from .placements import (
    TreeError,
    current_placement,
    hang,
    lock_organisms,
    organism_placement,
    rehome_branch,
)
from .roles import end_grants
from .units import clean_code


@dataclass(frozen=True, slots=True)
class OrganismPart:
    """One of the organisms that an organism is split into, and the top units that go there."""

    organism: Organism
    units: tuple[Unit, ...]


@transaction.atomic
def open_portfolio(
    *,
    code: str,
    name_fr: str,
    name_en: str,
    on: date,
    at: datetime,
    by: User | None,
    is_simulated: bool = False,
) -> Portfolio:
    """Open a portfolio."""
    _check(by, at)
    code = clean_code(code)
    if Portfolio.objects.filter(code=code).exists():
        raise TreeError(_("The code “%(code)s” is already that of a portfolio.") % {"code": code})
    portfolio = Portfolio.objects.create(
        code=code,
        name_fr=name_fr.strip(),
        name_en=name_en.strip() or name_fr.strip(),
        starts_on=on,
        is_simulated=is_simulated,
    )
    audit.record(at=at, actor=by, action="portfolio.open", target=code, details={"on": on})
    return portfolio


@transaction.atomic
def open_organism(
    *,
    code: str,
    name_fr: str,
    name_en: str,
    on: date,
    at: datetime,
    by: User | None,
    portfolio: Portfolio | None = None,
    is_simulated: bool = False,
) -> Organism:
    """Open an organism, in a portfolio where one is given."""
    _check(by, at)
    code = clean_code(code)
    if Organism.objects.filter(code=code).exists():
        raise TreeError(
            _("The code “%(code)s” is already that of an organization.") % {"code": code}
        )
    organism = Organism.objects.create(
        code=code,
        name_fr=name_fr.strip(),
        name_en=name_en.strip() or name_fr.strip(),
        starts_on=on,
        is_simulated=is_simulated,
    )
    if portfolio is not None:
        OrganismPlacement.objects.create(organism=organism, portfolio=portfolio, starts_on=on)
    details = {"on": on, "portfolio": portfolio.code if portfolio else ""}
    _note(at, by, "organism.open", organism, details)
    return organism


@transaction.atomic
def move_organism(
    *, organism: Organism, portfolio: Portfolio, on: date, at: datetime, by: User | None
) -> OrganismPlacement:
    """Put `organism` in another portfolio from `on`."""
    _check(by, at)
    lock_organisms(organism.pk)
    if not portfolio.holds_on(on):
        raise TreeError(
            _("The portfolio “%(portfolio)s” is not open on that day.") % {"portfolio": portfolio}
        )
    placement = organism_placement(organism, on)
    if placement is not None and placement.portfolio_id == portfolio.pk:
        return placement
    if placement is not None and placement.starts_on == on:
        placement.portfolio = portfolio
        placement.save(update_fields=["portfolio"])
    else:
        if placement is not None:
            placement.ends_on = on
            placement.save(update_fields=["ends_on"])
        placement = OrganismPlacement.objects.create(
            organism=organism, portfolio=portfolio, starts_on=on
        )
    _note(at, by, "organism.move", organism, {"on": on, "portfolio": portfolio.code})
    return placement


@transaction.atomic
def close_organism(*, organism: Organism, on: date, at: datetime, by: User | None) -> None:
    """Close an organism whose units are all closed or gone."""
    _check(by, at)
    lock_organisms(organism.pk)
    _close(organism, on=on, at=at, by=by)
    _note(at, by, "organism.close", organism, {"on": on})


@transaction.atomic
def close_portfolio(*, portfolio: Portfolio, on: date, at: datetime, by: User | None) -> None:
    """Close a portfolio whose organisms are all elsewhere; roles held in it end with it."""
    _check(by, at)
    portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if portfolio.ends_on is not None:
        raise TreeError(_("The portfolio “%(portfolio)s” is closed.") % {"portfolio": portfolio})
    if on <= portfolio.starts_on:
        raise TreeError(
            _("“%(portfolio)s” was opened on that day or later.") % {"portfolio": portfolio}
        )
    going = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    if OrganismPlacement.objects.filter(going, portfolio=portfolio).exists():
        raise TreeError(
            _("Organizations still belong to “%(portfolio)s”. Move or close them first.")
            % {"portfolio": portfolio}
        )
    portfolio.ends_on = on
    portfolio.save(update_fields=["ends_on"])
    held = RoleGrant.objects.filter(portfolio=portfolio, ends_on__isnull=True)
    end_grants(grants=list(held.select_related("user")), on=on, at=at, by=by)
    audit.record(
        at=at, actor=by, action="portfolio.close", target=portfolio.code, details={"on": on}
    )


@transaction.atomic
def merge_organisms(
    *, sources: Sequence[Organism], into: Organism, on: date, at: datetime, by: User | None
) -> None:
    """Merge organisms into another and close them: units and people go along.

    Roles held in the organisms that close end with them: who manages the larger organism is an
    administrator's choice, not a consequence.
    """
    _check(by, at)
    lock_organisms(into.pk, *(organism.pk for organism in sources))
    if not into.holds_on(on):
        raise TreeError(
            _("The organization “%(organism)s” is not open on that day.") % {"organism": into}
        )
    for organism in sources:
        if organism.pk == into.pk:
            raise TreeError(_("An organization can't be merged into itself."))
        for unit in _top_units(organism):
            _take(unit, organism_id=into.pk, on=on)
        _close(organism, on=on, at=at, by=by)
        Succession.objects.create(
            kind=Succession.Kind.MERGE, on=on, from_organism=organism, to_organism=into
        )
    sources_codes = [organism.code for organism in sources]
    _note(at, by, "organism.merge", into, {"on": on, "sources": sources_codes})


@transaction.atomic
def split_organism(
    *,
    organism: Organism,
    parts: Sequence[OrganismPart],
    on: date,
    at: datetime,
    by: User | None,
) -> None:
    """Split `organism` into open organisms and close it, unless it is one of them.

    Every unit at its top goes to one part, with everything below it.
    """
    _check(by, at)
    lock_organisms(organism.pk, *(part.organism.pk for part in parts))
    goes_on = any(part.organism.pk == organism.pk for part in parts)
    placed = [unit.pk for part in parts for unit in part.units]
    top = {unit.pk: unit for unit in _top_units(organism)}
    if len(placed) != len(set(placed)) or not set(placed) <= set(top):
        raise TreeError(_("Each unit at the top of the organization goes to one part."))
    if set(placed) != set(top) and not goes_on:
        raise TreeError(
            _("Some units of “%(organism)s” have no part to go to.") % {"organism": organism}
        )
    for part in parts:
        if part.organism.pk == organism.pk:
            continue
        if not part.organism.holds_on(on):
            raise TreeError(
                _("The organization “%(organism)s” is not open on that day.")
                % {"organism": part.organism}
            )
        for unit in part.units:
            _take(unit, organism_id=part.organism.pk, on=on)
        Succession.objects.create(
            kind=Succession.Kind.SPLIT, on=on, from_organism=organism, to_organism=part.organism
        )
    if not goes_on:
        _close(organism, on=on, at=at, by=by)
    codes = [part.organism.code for part in parts]
    _note(at, by, "organism.split", organism, {"on": on, "parts": codes})


@transaction.atomic
def rename(
    *,
    node: Portfolio | Organism | Unit,
    name_fr: str,
    name_en: str,
    on: date,
    at: datetime,
    by: User | None,
) -> None:
    """Give a portfolio, an organism or a unit a new name from `on`; the former one is kept.

    A new name dated on or before the day the present one started corrects the present one.
    """
    organism = _organism_of(node, on)
    if by is not None and not (
        policies.can_change_tree(by, organism, localdate(at))
        if isinstance(node, Unit) and organism is not None
        else policies.can_change_organisms(by, localdate(at))
    ):
        raise NotAllowed(_("You can't change this name."))
    name_fr = name_fr.strip()
    name_en = name_en.strip() or name_fr
    if not name_fr:
        raise TreeError(_("Give a name in French."))
    if (node.name_fr, node.name_en) == (name_fr, name_en):
        return
    kind = str(type(node)._meta.model_name)
    last = FormerName.objects.filter(**{kind: node}).order_by("-ends_on").first()
    since = last.ends_on if last is not None and last.ends_on else node.starts_on
    if since < on:
        FormerName.objects.create(
            **{kind: node},
            name_fr=node.name_fr,
            name_en=node.name_en,
            starts_on=since,
            ends_on=on,
        )
    node.name_fr, node.name_en = name_fr, name_en
    node.save(update_fields=["name_fr", "name_en"])
    audit.record(
        at=at,
        actor=by,
        action=f"{kind}.rename",
        target=node.code,
        organism_code=organism.code if organism else "",
        details={"on": on},
    )


def _organism_of(node: Portfolio | Organism | Unit, on: date) -> Organism | None:
    if isinstance(node, Organism):
        return node
    return current_placement(node, on).organism if isinstance(node, Unit) else None


def _check(by: User | None, at: datetime) -> None:
    if by is not None and not policies.can_change_organisms(by, localdate(at)):
        raise NotAllowed(_("Only an administrator changes organizations and portfolios."))


def _top_units(organism: Organism) -> list[Unit]:
    """Return the open units that hang from the organism itself."""
    placements = UnitPlacement.objects.filter(
        organism=organism, parent__isnull=True, ends_on__isnull=True
    )
    return [placement.unit for placement in placements.select_related("unit")]


def _take(unit: Unit, *, organism_id: int, on: date) -> None:
    placement = current_placement(unit, on)
    rehome_branch(placement, organism_id=organism_id, on=on)
    hang(placement, organism_id=organism_id, parent_id=None, on=on)


def _close(organism: Organism, *, on: date, at: datetime, by: User | None) -> None:
    if on <= organism.starts_on:
        raise TreeError(
            _("“%(organism)s” was opened on that day or later.") % {"organism": organism}
        )
    if UnitPlacement.objects.filter(organism=organism, ends_on__isnull=True).exists():
        raise TreeError(
            _("There are still units in “%(organism)s”. Move or close them first.")
            % {"organism": organism}
        )
    going = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    if Membership.objects.filter(going, organism=organism, starts_on__lt=on).exists():
        raise TreeError(
            _("People still belong to “%(organism)s”. Move them first.") % {"organism": organism}
        )
    placement = organism_placement(organism, on)
    if placement is not None:
        if placement.starts_on >= on:
            raise TreeError(
                _("“%(organism)s” was placed in its portfolio on that day.")
                % {"organism": organism}
            )
        placement.ends_on = on
        placement.save(update_fields=["ends_on"])
    organism.ends_on = on
    organism.save(update_fields=["ends_on"])
    held = RoleGrant.objects.filter(organism=organism, ends_on__isnull=True)
    end_grants(grants=list(held.select_related("user")), on=on, at=at, by=by)


def _note(at: datetime, by: User | None, action: str, organism: Organism, details: dict) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=organism.code,
        organism_code=organism.code,
        details=details,
    )
