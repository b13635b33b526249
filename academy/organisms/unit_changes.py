"""The changes that the page of a unit offers."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.core.errors import AcademyError
from academy.core.templatetags.addresses import breakable

from . import queries
from .forms import UnitForm
from .models import Membership, Organism, Unit
from .services import headcounts, unit_edits, units
from .services.units import UnitPart
from .tree_changes import Asked, Change, Values, both_organisms, other_organisms, present_names
from .tree_forms import (
    DatedForm,
    HeadcountForm,
    SplitUnitForm,
    ToOrganismForm,
    ToUnitForm,
    unit_choices,
)

# How many people a unit has at most when they are ticked one by one; a list does more.
PEOPLE_TO_TICK = 500


def _organism(asked: Asked) -> Organism:
    assert asked.organism is not None  # noqa: S101 - a unit's page has one
    return asked.organism


def _here(values: Values, asked: Asked) -> set[int]:
    return {_organism(asked).pk}


def _tree(asked: Asked) -> list[Any]:
    return queries.organism_tree(_organism(asked), asked.today)


def _unit(pk: int | None, asked: Asked) -> Unit | None:
    """Return the unit of the organism that a form chose."""
    if pk is None:
        return None
    return next(row.unit for row in _tree(asked) if row.unit_id == pk)


def _units_above(asked: Asked) -> dict[str, Any]:
    return {"parents": unit_choices(_tree(asked))}


def _other_units_above(asked: Asked) -> dict[str, Any]:
    tree = _tree(asked)
    branch = set(queries.branch_ids(_organism(asked), asked.node, asked.today))
    above = next((row.parent_id for row in tree if row.unit_id == asked.node.pk), None)
    names = present_names(asked)
    return {
        "parents": unit_choices(row for row in tree if row.unit_id not in branch),
        "unit": asked.node,
        "initial": names["initial"] | {"parent": above},
    }


def _in_its_place(values: Values, asked: Asked) -> Values:
    parent = _unit(values["parent"], asked)
    return {**values, "parent": parent, "organism": _organism(asked)}


def _other_units(asked: Asked) -> dict[str, Any]:
    return {"units": unit_choices(row for row in _tree(asked) if row.unit_id != asked.node.pk)}


def _people_to_tick(asked: Asked) -> dict[str, Any]:
    posts = Membership.objects.on(asked.today).filter(unit=asked.node).select_related("user")
    people = posts.order_by("user__last_name", "user__first_name", "pk")[: PEOPLE_TO_TICK + 1]
    return _other_units(asked) | {
        "choices": [
            (
                post.user_id,
                format_html("<span>{} ({})</span>", post.user, breakable(post.user.email)),
            )
            for post in people
        ],
        "label": gettext("People who move"),
    }


def _parts_of_the_unit(values: Values, asked: Asked) -> Values:
    going = frozenset(values["chosen"])
    posts = Membership.objects.filter(unit=asked.node).exclude(ends_on__lte=values["on"])
    everybody = frozenset(posts.values_list("user_id", flat=True))
    if len(everybody) > PEOPLE_TO_TICK:
        raise AcademyError(
            gettext(
                "This unit has more people than can be ticked one by one. Send a list of people "
                "that names their new units instead."
            )
        )
    target = _unit(values["unit"], asked)
    assert target is not None  # noqa: S101 - the form requires one
    parts = [UnitPart(target, going & everybody), UnitPart(asked.node, everybody - going)]
    return {"unit": asked.node, "parts": parts}


def _known_headcount(asked: Asked) -> dict[str, Any]:
    known = queries.headcount_of([asked.node.pk], asked.today)
    return {"initial": {"people": known.get(asked.node.pk)}}


OPEN_UNIT = Change(
    title=_("Open a unit"),
    lead=_("Lists of people refer to it by its code."),
    form_class=UnitForm,
    options=_units_above,
    service=units.open_unit,
    arguments=_in_its_place,
    touches=_here,
)
OF_A_UNIT = {
    "headcount": Change(
        title=_("Enter the headcount"),
        lead=_("How many people the unit has. The barometer calculates every share from it."),
        form_class=HeadcountForm,
        options=_known_headcount,
        service=headcounts.record_headcount,
        arguments=lambda values, asked: {"unit": asked.node, **values},
        touches=_here,
    ),
    "edit": Change(
        title=_("Rename the unit or move it within the organization"),
        lead=_(
            "Everything below moves with it. The former name and place are kept for the time "
            "before the change."
        ),
        form_class=UnitForm,
        options=_other_units_above,
        service=unit_edits.edit_unit,
        arguments=lambda values, asked: {"unit": asked.node, **_in_its_place(values, asked)},
        touches=_here,
    ),
    "move": Change(
        title=_("Move the unit to another organization"),
        lead=_(
            "It moves to the top level of the other organization with everything below it. Its "
            "people move with it; their past stays here."
        ),
        form_class=ToOrganismForm,
        options=other_organisms,
        service=units.move_unit,
        arguments=lambda values, asked: {"unit": asked.node, **values},
        touches=both_organisms,
        is_grave=True,
    ),
    "merge": Change(
        title=_("Merge the unit into another"),
        lead=_(
            "Its people, the units below it and its headcount move to the other unit, and it "
            "closes."
        ),
        form_class=ToUnitForm,
        options=_other_units,
        service=units.merge_units,
        arguments=lambda values, asked: {
            "sources": [asked.node],
            "into": _unit(values["unit"], asked),
        },
        touches=_here,
        is_grave=True,
    ),
    "split": Change(
        title=_("Split the unit"),
        lead=_(
            "The people whom you tick move to another unit of the organization. The others stay. "
            "If the other unit is new, open it first. Enter the headcounts of both units "
            "afterwards."
        ),
        form_class=SplitUnitForm,
        options=_people_to_tick,
        service=units.split_unit,
        arguments=_parts_of_the_unit,
        touches=_here,
    ),
    "close": Change(
        title=_("Close the unit"),
        lead=_("A unit can be closed once nobody is in it and no unit is below it."),
        form_class=DatedForm,
        service=units.close_unit,
        arguments=lambda values, asked: {"unit": asked.node},
        touches=_here,
        is_grave=True,
    ),
}
