"""The changes that the screens of the tree offer: what each asks for, and which service does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import User

from . import policies, queries
from .models import Organism, Portfolio, Unit, UnitPlacement
from .services import organisms
from .services.organisms import OrganismPart
from .tree_forms import (
    DatedForm,
    NamesForm,
    OpenForm,
    OpenOrganismForm,
    SplitOrganismForm,
    ToOrganismForm,
    ToPortfolioForm,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, about what; `organism` is the one of a unit's page."""

    by: User
    at: datetime
    today: date
    node: Any = None
    organism: Organism | None = None


Values = Mapping[str, Any]


def _as_answered(values: Values, asked: Asked) -> Values:
    return values


def _nothing_more(asked: Asked) -> dict[str, Any]:
    return {}


def _nothing(values: Values, asked: Asked) -> set[int]:
    return set()


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its words, its form, the service that does it, the organisms that it touches.

    `options` are what the form takes beside its data, `arguments` what the service takes beside
    the day, the moment and the person who asks.
    """

    title: Promise
    lead: Promise
    form_class: type[forms.Form]
    service: Callable[..., Any]
    options: Callable[[Asked], dict[str, Any]] = _nothing_more
    arguments: Callable[[Values, Asked], Values] = _as_answered
    touches: Callable[[Values, Asked], set[int]] = _nothing
    is_grave: bool = False

    def form(self, data: QueryDict | None, asked: Asked) -> forms.Form:
        """Return the form, which starts with today."""
        options = self.options(asked)
        initial = {"on": asked.today} | options.pop("initial", {})
        return self.form_class(data, initial=initial, **options)

    def apply(self, values: Values, asked: Asked) -> None:
        """Do what was answered; raises what the service raises."""
        arguments = dict(self.arguments(values, asked))
        self.service(**arguments | {"on": values["on"], "at": asked.at, "by": asked.by})


def other_organisms(asked: Asked) -> dict[str, Any]:
    """Offer the organisms where the person may change something, without the present one."""
    found = queries.with_portfolios(Organism.objects.on(asked.today), asked.today)
    if not policies.is_administrator(asked.by, asked.today):
        found = found.filter(pk__in=policies.managed_organism_ids(asked.by, asked.today))
    return {"organisms": found.exclude(pk=(asked.organism or asked.node).pk)}


def present_names(asked: Asked) -> dict[str, Any]:
    """Start with the names as they are."""
    return {"initial": {"name_fr": asked.node.name_fr, "name_en": asked.node.name_en}}


def _portfolios(asked: Asked) -> dict[str, Any]:
    return {"portfolios": Portfolio.objects.on(asked.today)}


def _of_the_node(values: Values, asked: Asked) -> Values:
    return {"node": asked.node, **values}


def _itself(values: Values, asked: Asked) -> set[int]:
    return {asked.node.pk}


# --- Portfolios -----------------------------------------------------------------

OPEN_PORTFOLIO = Change(
    title=_("Open a portfolio"),
    lead=_("A group of organizations overseen by one information officer."),
    form_class=OpenForm,
    service=organisms.open_portfolio,
)
OPEN_ORGANISM = Change(
    title=_("Open an organization"),
    lead=_("A ministry, an agency, a school service centre and so on. Its units come next."),
    form_class=OpenOrganismForm,
    options=_portfolios,
    service=organisms.open_organism,
)
OF_A_PORTFOLIO = {
    "rename": Change(
        title=_("Rename the portfolio"),
        lead=_("The former name is kept for the time before the change."),
        form_class=NamesForm,
        options=present_names,
        service=organisms.rename,
        arguments=_of_the_node,
    ),
    "close": Change(
        title=_("Close the portfolio"),
        lead=_("A portfolio can be closed once it is empty. Roles held in it end."),
        form_class=DatedForm,
        service=organisms.close_portfolio,
        arguments=lambda values, asked: {"portfolio": asked.node},
        is_grave=True,
    ),
}


# --- Organisms ------------------------------------------------------------------


def _top_units(organism: Organism) -> list[Unit]:
    placed = UnitPlacement.objects.filter(
        organism=organism, parent__isnull=True, ends_on__isnull=True
    )
    return [placement.unit for placement in placed.select_related("unit").order_by("unit__code")]


def _units_to_tick(asked: Asked) -> dict[str, Any]:
    return other_organisms(asked) | {
        "choices": [(unit.pk, f"{unit.name} ({unit.code})") for unit in _top_units(asked.node)],
        "label": gettext("Units that move, with those below them"),
    }


def _parts_of_the_organism(values: Values, asked: Asked) -> Values:
    top = _top_units(asked.node)
    going = tuple(unit for unit in top if unit.pk in values["chosen"])
    staying = tuple(unit for unit in top if unit.pk not in values["chosen"])
    parts = [OrganismPart(values["organism"], going), OrganismPart(asked.node, staying)]
    return {"organism": asked.node, "parts": parts}


def both_organisms(values: Values, asked: Asked) -> set[int]:
    """Return the organism of the page and the one that was chosen."""
    here = asked.organism or asked.node
    return {here.pk, values["organism"].pk}


OF_AN_ORGANISM = {
    "rename": Change(
        title=_("Rename the organization"),
        lead=_("The former name is kept for the time before the change."),
        form_class=NamesForm,
        options=present_names,
        service=organisms.rename,
        arguments=_of_the_node,
        touches=_itself,
    ),
    "move": Change(
        title=_("Move the organization to another portfolio"),
        lead=_("Its units and its people stay as they are."),
        form_class=ToPortfolioForm,
        options=_portfolios,
        service=organisms.move_organism,
        arguments=lambda values, asked: {"organism": asked.node, **values},
        touches=_itself,
    ),
    "merge": Change(
        title=_("Merge the organization into another"),
        lead=_(
            "Its units and its people move to the other organization, and it closes. Roles held "
            "in it end: give them again in the other organization where they are needed."
        ),
        form_class=ToOrganismForm,
        options=other_organisms,
        service=organisms.merge_organisms,
        arguments=lambda values, asked: {"sources": [asked.node], "into": values["organism"]},
        touches=both_organisms,
        is_grave=True,
    ),
    "split": Change(
        title=_("Split the organization"),
        lead=_(
            "The units that you tick move to another organization, with their people and the "
            "units below them. The others stay. If the other organization is new, open it first."
        ),
        form_class=SplitOrganismForm,
        options=_units_to_tick,
        service=organisms.split_organism,
        arguments=_parts_of_the_organism,
        touches=both_organisms,
        is_grave=True,
    ),
    "close": Change(
        title=_("Close the organization"),
        lead=_(
            "An organization can be closed once it has no unit and nobody in it. Roles held in it "
            "end."
        ),
        form_class=DatedForm,
        service=organisms.close_organism,
        arguments=lambda values, asked: {"organism": asked.node},
        touches=_itself,
        is_grave=True,
    ),
}
