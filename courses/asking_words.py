"""What is asked, of whom and by when, in whole sentences."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.alphabet import alphabetical
from academy.core.templatetags.figures import day_in_words, whole
from academy.organisms.models import Role

from .audience import Rule
from .deadlines import Begun, Deadline, Terms

# As in the barometer, which this part doesn't know.
_SMALLEST = 10


def conditions(rule: Rule, units: Mapping[int, str]) -> list[str]:
    """Return the conditions of a rule, all of which have to hold; none for everybody.

    `units`: the names of units by id.
    """
    said = []
    if rule.units:
        names = sorted((units[one] for one in rule.units if one in units), key=alphabetical)
        said.append(
            _("In %(units)s, or a unit below") % {"units": _one_of(names) if names else "–"}
        )
    if rule.roles:
        labels = [str(role.label) for role in Role if role.value in rule.roles]
        said.append(_("Holds the role: %(roles)s") % {"roles": _one_of(labels)})
    if rule.arrived_since is not None:
        said.append(_("Arrived on %(day)s or later") % {"day": day_in_words(rule.arrived_since)})
    if rule.arrived_within is not None:
        said.append(
            ngettext(
                "Arrived in the last %(count)s day",
                "Arrived in the last %(count)s days",
                rule.arrived_within,
            )
            % {"count": rule.arrived_within}
        )
    return said


def terms_in_words(terms: Terms) -> str:
    """Return how a due date is counted, as whoever asks reads it; without the grace."""
    if terms.counted == "fixed":
        return day_in_words(terms.on) if terms.on else ""
    said = {
        "asking": ngettext(
            "%(count)s day after it is asked of the person",
            "%(count)s days after it is asked of the person",
            terms.days,
        ),
        "arrival": ngettext(
            "%(count)s day after the arrival in the organization",
            "%(count)s days after the arrival in the organization",
            terms.days,
        ),
        "unit_arrival": ngettext(
            "%(count)s day after the arrival in the unit",
            "%(count)s days after the arrival in the unit",
            terms.days,
        ),
    }[terms.counted]
    return said % {"count": terms.days}


def grace_in_words(days: int) -> str:
    """Return the grace as whoever asks reads it; empty without any."""
    if not days:
        return ""
    return ngettext("then %(count)s day of grace", "then %(count)s days of grace", days) % {
        "count": days
    }


def how_computed(deadline: Deadline, begun: Begun) -> str:
    """Return to the person who is asked how the due date was computed."""
    if deadline.counted == "fixed":
        return _("A fixed day, the same for everybody.")
    if deadline.counted == "notice":
        return _notice(deadline.days, begun.since)
    start, said = {
        "asking": (
            begun.since,
            ngettext(
                "%(count)s day after it was asked of you, on %(day)s.",
                "%(count)s days after it was asked of you, on %(day)s.",
                deadline.days,
            ),
        ),
        "arrival": (
            begun.arrived_on,
            ngettext(
                "%(count)s day after your arrival in the organization, on %(day)s.",
                "%(count)s days after your arrival in the organization, on %(day)s.",
                deadline.days,
            ),
        ),
        "unit_arrival": (
            begun.unit_arrived_on,
            ngettext(
                "%(count)s day after your arrival in the unit, on %(day)s.",
                "%(count)s days after your arrival in the unit, on %(day)s.",
                deadline.days,
            ),
        ),
    }[deadline.counted]
    return said % {"count": deadline.days, "day": day_in_words(start)}


def _notice(days: int, since: date) -> str:
    if not days:
        return _("The day on which it was asked of you.")
    return ngettext(
        "%(count)s day after it was asked of you, on %(day)s: whoever is asked late has this time "
        "at least.",
        "%(count)s days after it was asked of you, on %(day)s: whoever is asked late has this time "
        "at least.",
        days,
    ) % {"count": days, "day": day_in_words(since)}


def who_asks(organism: str, unit: str, role: str) -> str:
    """Return who asks a path of a person, and as what. `unit`: the one unit of the person that is
    asked, empty where more people are; `role`: empty where it isn't known."""
    said = {
        (False, False): _("Asked by %(organism)s."),
        (False, True): _("Asked by %(organism)s (%(role)s)."),
        (True, False): _("Asked by %(organism)s of your unit, %(unit)s."),
        (True, True): _("Asked by %(organism)s (%(role)s) of your unit, %(unit)s."),
    }[bool(unit), bool(role)]
    return said % {"organism": organism, "unit": unit, "role": Role(role).label if role else ""}


def people_in_words(count: int) -> str:
    """Return how many people there are; fewer than the smallest group are not told apart."""
    smallest = max(_SMALLEST, settings.BAROMETER_SMALLEST_GROUP)
    if count == 0:
        return _("nobody")
    if count < smallest:
        return _("fewer than %(smallest)s people") % {"smallest": smallest}
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": whole(count)}


def _one_of(names: list[str]) -> str:
    if len(names) < 2:
        return capfirst(names[0]) if names else ""
    return _("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
