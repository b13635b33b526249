"""What a change of the tree will do, in sentences."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.templatetags.figures import whole

from .services.rehearsal import Consequences, HeadcountChange


def consequences_in_words(found: Consequences) -> list[str]:
    """Return what changes, then what the past keeps, in the language of the moment."""
    counted = [
        (
            found.people,
            ngettext(
                "%(count)s person moves to another unit or organization.",
                "%(count)s people move to another unit or organization.",
                found.people,
            ),
        ),
        (
            found.leaving,
            ngettext(
                "%(count)s of them no longer belongs to these organizations.",
                "%(count)s of them no longer belong to these organizations.",
                found.leaving,
            ),
        ),
        (
            found.units_opened,
            ngettext("%(count)s unit opens.", "%(count)s units open.", found.units_opened),
        ),
        (
            found.units_moved,
            ngettext(
                "%(count)s unit changes place in the tree.",
                "%(count)s units change place in the tree.",
                found.units_moved,
            ),
        ),
        (
            found.units_closed,
            ngettext("%(count)s unit closes.", "%(count)s units close.", found.units_closed),
        ),
        (
            found.organisms_moved,
            ngettext(
                "%(count)s organization moves to another portfolio.",
                "%(count)s organizations move to another portfolio.",
                found.organisms_moved,
            ),
        ),
        (
            found.organisms_closed,
            ngettext(
                "%(count)s organization closes.",
                "%(count)s organizations close.",
                found.organisms_closed,
            ),
        ),
        (
            found.roles_ended,
            ngettext("%(count)s role ends.", "%(count)s roles end.", found.roles_ended),
        ),
    ]
    said = [words % {"count": whole(count)} for count, words in counted if count]
    said += [_headcount(change) for change in found.headcounts]
    return said or [_("Nobody moves, and no unit changes place.")]


def what_the_past_keeps(on: date, *, today: date) -> list[str]:
    """Return what stays, and when the change shows."""
    said = [_("What people learned before that day still counts in the unit where they were then.")]
    if on < today:
        said.append(_("That day is in the past: the barometer recalculates everything since then."))
    elif on > today:
        said.append(_("The change is recorded now and takes effect on that day."))
    return said


def _headcount(change: HeadcountChange) -> str:
    if change.before is None:
        words = _("Headcount of “%(organism)s”: %(after)s. None was known before.")
    elif change.after is not None:
        words = _("Headcount of “%(organism)s”: %(before)s before, %(after)s from that day on.")
    elif change.closes:
        words = _("Headcount of “%(organism)s”: %(before)s until it closes.")
    else:
        words = _("Headcount of “%(organism)s”: %(before)s before. Enter the new one afterwards.")
    return words % {
        "organism": change.organism,
        "before": whole(change.before),
        "after": whole(change.after),
    }
