"""Rules and measures of the criteria in words."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.core.templatetags.figures import NO_BREAK_SPACE, whole

from .agreement import FEWEST_PAIRS, TARGET
from .grid import Level
from .levels import FEWEST_PEERS, SIZE_BOUNDS, Lack
from .models import Assessment
from .queries import TwiceRated


def lack_in_words(lack: Lack) -> str:
    """Return what a rating lacks, and what to do."""
    return {
        Lack.LEVEL: _("Choose a level."),
        Lack.JUSTIFICATION: _("Say in a few words why this level."),
        Lack.EVIDENCE: _("From level 2 on, add at least one piece of evidence."),
        Lack.PARTS: _(
            "Complete the evidence: a title, a link or a text, a date, and who answers for it."
        ),
        Lack.FUTURE: _("The date of a piece of evidence can't be after today."),
        Lack.RECENT: _(
            "From level 3 on, at least one piece of evidence must be less than 12 months old on "
            "the day you submit."
        ),
        Lack.CORRECTION: _(
            "The reviewer has returned this criterion and nothing of it has changed since: correct "
            "the level or the evidence, or explain it anew."
        ),
    }[lack]


def lacks_in_words(lacks: Sequence[Lack]) -> str:
    """Return what a rating lacks, as one text."""
    return " ".join(map(lack_in_words, lacks))


def state_in_words(assessment: Assessment) -> str:
    """Return how far an assessment came."""
    if assessment.is_draft:
        return _("Returned, to be corrected") if assessment.round else _("Being written")
    if assessment.state == Assessment.State.SUBMITTED:
        return _("Submitted, waiting for its review")
    return _("Reviewed")


def tone_of(assessment: Assessment) -> str:
    """Return the tone of the badge of that state."""
    if assessment.is_draft:
        return "warning" if assessment.round else ""
    return "info" if assessment.state == Assessment.State.SUBMITTED else "success"


def size_names() -> list[str]:
    """Return the size classes in words, the smallest first."""
    first, *middle = SIZE_BOUNDS
    names = [_("fewer than %(people)s people") % {"people": whole(first)}]
    for low, high in zip(SIZE_BOUNDS, middle, strict=False):
        names.append(_("%(low)s to %(high)s people") % {"low": whole(low), "high": whole(high - 1)})
    names.append(_("%(people)s people or more") % {"people": whole(SIZE_BOUNDS[-1])})
    return names


def levels_in_a_line(levels: Sequence[Level]) -> str:
    """Return the names of the levels behind their numbers, in one line."""
    return " · ".join(f"{one.level}{NO_BREAK_SPACE}{one.name}" for one in levels)


def too_few_peers(count: int, year: int) -> str:
    """Say why no comparison with peers is shown."""
    return ngettext(
        "Only %(count)s organization to compare with has a reviewed assessment for %(year)s under "
        "the same grid: from %(fewest)s on, the comparison is shown.",
        "Only %(count)s organizations to compare with have a reviewed assessment for %(year)s "
        "under the same grid: from %(fewest)s on, the comparison is shown.",
        count,
    ) % {"count": count, "year": year, "fewest": FEWEST_PEERS}


def agreement_in_words(rated: TwiceRated) -> str:
    """Say how far the two raters agree, or why that can't be told."""
    found = rated.agreement
    pairs = ngettext(
        "%(count)s rating has been given twice.",
        "%(count)s ratings have been given twice.",
        found.pairs,
    ) % {"count": whole(found.pairs)}
    if found.pairs < FEWEST_PAIRS:
        return f"{pairs} " + _(
            "That is too few to say how far reviewers agree: from %(fewest)s on, it is told."
        ) % {"fewest": FEWEST_PAIRS}
    if found.kappa is None:
        return f"{pairs} " + _("All are at the same level, so that chance alone explains it.")
    values = {
        "kappa": _decimal(found.kappa),
        "low": _decimal(found.low),
        "high": _decimal(found.high),
        "target": _decimal(TARGET),
    }
    said = _("The weighted kappa is %(kappa)s (95%% interval from %(low)s to %(high)s).") % values
    verdict = (
        _("The target of %(target)s is reached.")
        if found.is_enough
        else _("The target of %(target)s is not reached: the levels are read differently.")
    ) % values
    return f"{pairs} {said} {verdict}"


def _decimal(value: float | None) -> str:
    return number_format(value, 2) if value is not None else "–"
