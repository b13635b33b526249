"""Findings as pages tell them: what, where, and what was done, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from academy.core.templatetags.figures import percent, whole
from academy.organisms.models import Unit
from barometer.protection.bands import Figure, Total

from . import exposure
from .expecting import Expecting
from .exposure import Group
from .loop import Plan
from .models import Evidence, Finding, Retest
from .queries import units_by_id
from .wording import say_rule, severity_name

_MOST_NAMES = 3
TONES = {
    Finding.State.FOUND: "warning",
    Finding.State.PRESCRIBED: "info",
    Finding.State.RETEST: "warning",
    Finding.State.CLOSED: "success",
}


def band_in_words(figure: Figure | Total) -> str:
    """Return what is published of a number of people: between two numbers, of how many."""
    return _("%(low)s to %(high)s of %(people)s people") % {
        "low": whole(figure.low),
        "high": whole(figure.high),
        "people": whole(figure.people),
    }


def share_in_words(figure: Total) -> str:
    """Return the number to expect in what is published, as a percentage of the people."""
    return percent(figure.share)


def names_of(units: Sequence[Unit], position: str = "") -> str:
    """Return the names of units, of few of them where they are many, with a position."""
    names = [unit.name for unit in units[:_MOST_NAMES]]
    said = ", ".join(names) or _("The whole organization")
    more = len(units) - len(names)
    if more:
        said = ngettext(
            "%(names)s and %(count)s other unit", "%(names)s and %(count)s other units", more
        ) % {"names": said, "count": more}
    return f"{said} – {position}" if position else said


def what(finding: Finding, known: Expecting) -> str:
    """Return what was found, in a few words. `known`: what to expect within a band."""
    clicked = finding.clicked
    if clicked is None:
        return finding.title or finding.rule
    return _("Clicked on a simulated phishing email: %(share)s") % {
        "share": share_in_words(known.one(clicked))
    }


def where(finding: Finding) -> str:
    """Return whom a finding is about."""
    return names_of(list(finding.units.all()), finding.position)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in a list."""

    finding: Finding
    what: str
    where: str
    detail: str
    tone: str


def rows_of(findings: Iterable[Finding], known: Expecting) -> list[FindingRow]:
    """Return findings as a list shows them; `known` as for `what`."""
    return [
        FindingRow(one, what(one, known), where(one), _detail(one), TONES[Finding.State(one.state)])
        for one in findings
    ]


def _detail(finding: Finding) -> str:
    clicked = finding.clicked
    if clicked is not None:
        return band_in_words(clicked)
    places = ngettext("%(count)s place", "%(count)s places", finding.count or 0) % {
        "count": whole(finding.count)
    }
    severity = _("severity: %(severity)s") % {"severity": severity_name(finding.severity)}
    return " · ".join((finding.source, severity, places))


@dataclass(frozen=True, slots=True)
class RetestRow:
    """A re-test as the page of a finding shows it."""

    retest: Retest
    figure: str
    sentence: str
    tone: str


def retests_of(finding: Finding, known: Expecting) -> list[RetestRow]:
    """Return the re-tests of a finding, the first one first; `known` as for `what`."""
    return [
        RetestRow(one, _figure_of(one, known), _verdict(finding, one.verdict), _tone(one.verdict))
        for one in finding.retests.all()
    ]


def _figure_of(retest: Retest, known: Expecting) -> str:
    if retest.people is None or retest.low is None or retest.high is None:
        return ""
    figure = known.one(Figure(retest.people, retest.low, retest.high))
    return f"{share_in_words(figure)} ({band_in_words(figure)})"


def _tone(verdict: str) -> str:
    return {Retest.Verdict.PASSED: "success", Retest.Verdict.TOO_FEW: "info"}.get(
        Retest.Verdict(verdict), "warning"
    )


def _verdict(finding: Finding, verdict: str) -> str:
    if not finding.is_about_people:
        if verdict == Retest.Verdict.PASSED:
            return _("The scan doesn’t find it any more: the finding is closed.")
        return _("The scan still finds it.")
    return {
        Retest.Verdict.PASSED: _(
            "Fewer clicked, more than chance explains: the finding is closed."
        ),
        Retest.Verdict.NOT_LOWER: _(
            "No fall that chance alone wouldn’t explain: the finding stays open."
        ),
        Retest.Verdict.TOO_FEW: _(
            "Too few to tell: even if nobody had clicked, chance could explain it. The finding "
            "stays open."
        ),
    }[Retest.Verdict(verdict)]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words; the first cell of a row says what it is about."""

    key: str
    title: str
    headings: list[str]
    cells: list[list[str]]
    note: str = ""

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell after the name of its column."""
        return [list(zip(self.headings, row, strict=True)) for row in self.cells]


@dataclass(frozen=True, slots=True)
class Told:
    """What a campaign or a scan says, and what storing it does."""

    tables: list[Table]
    notices: list[str]


def tell(evidence: Evidence, plan: Plan | None, known: Expecting) -> Told:
    """Return what is, or will be, stored of `evidence`; `plan` is what storing it will do, and
    `known` as for `what`."""
    groups = exposure.from_data(evidence.content.get("groups", ()))
    runs = evidence.content.get("runs", ())
    ids = {unit for group in groups for unit in group.units}
    ids |= {one["unit"] for run in runs for one in run["weaknesses"] if one["unit"]}
    units = units_by_id(ids)
    tables = [
        _groups(groups, units, plan, known),
        _weaknesses(runs, units, plan),
        _retests(plan, known),
    ]
    return Told([one for one in tables if one.cells], _notices(evidence.content))


def _groups(
    groups: list[Group], units: Mapping[int, Unit], plan: Plan | None, known: Expecting
) -> Table:
    exposed = {one.group for one in plan.opened} if plan else set()
    headings = [
        _("Group"),
        _("People written to"),
        _("Clicked"),
        _("Clicked, and didn’t report it in time"),
        _("Typed data"),
    ]
    cells = [
        [
            names_of([units[pk] for pk in group.units if pk in units], group.position),
            whole(group.people),
            *(
                f"{share_in_words(known.one(one, count))} ({band_in_words(one)})"
                for count, one in ((count, getattr(group, count)) for count in exposure.COUNTS)
            ),
            *([_("opens a finding") if group in exposed else ""] if plan else []),
        ]
        for group in groups
    ]
    return Table(
        "groups",
        _("Groups of people"),
        [*headings, *([_("What follows")] if plan else [])],
        cells,
        _(
            "Each figure is one of few bands, shown at the number to expect in it: so no answer of "
            "anybody follows."
        ),
    )


def _weaknesses(
    runs: Iterable[Mapping[str, Any]], units: Mapping[int, Unit], plan: Plan | None
) -> Table:
    opened = {
        (one.source, one.weakness["unit"], one.weakness["rule"])
        for one in (plan.opened if plan else ())
        if one.group is None
    }
    headings = [_("Weakness"), _("Tool"), _("Severity"), _("Places"), _("Unit")]
    cells = [
        [
            one["title"] or one["rule"],
            run["source"],
            severity_name(one["severity"]),
            whole(one["count"]),
            units[one["unit"]].name if one["unit"] in units else "",
            *([_outcome((run["source"], one["unit"], one["rule"]) in opened)] if plan else []),
        ]
        for run in runs
        for one in run["weaknesses"]
    ]
    follows = [_("What follows")] if plan else []
    return Table("weaknesses", _("Weaknesses"), [*headings, *follows], cells)


def _retests(plan: Plan | None, known: Expecting) -> Table:
    cells = [
        [what(finding, known), where(finding), _verdict(finding, test.verdict)]
        for finding, test in (plan.retests if plan else ())
    ]
    headings = [_("Finding"), _("Where"), _("What follows")]
    return Table("retests", _("Open findings that are tested again"), headings, cells)


def _outcome(is_new: bool) -> str:
    return _("opens a finding") if is_new else _("known already")


def _notices(content: Mapping[str, Any]) -> list[str]:
    aside = content.get("aside", {})
    said = []
    if count := aside.get("unknown", 0):
        said.append(
            ngettext(
                "%(count)s address belonged to nobody of the organization that day: it isn’t "
                "counted.",
                "%(count)s addresses belonged to nobody of the organization that day: they aren’t "
                "counted.",
                count,
            )
            % {"count": whole(count)}
        )
    if count := aside.get("not_sent", 0):
        said.append(
            ngettext(
                "%(count)s email didn’t leave: its recipient isn’t counted.",
                "%(count)s emails didn’t leave: their recipients aren’t counted.",
                count,
            )
            % {"count": whole(count)}
        )
    if count := content.get("left_out", 0):
        said.append(
            ngettext(
                "%(count)s result says that nothing is wrong, or was accepted by somebody: it is "
                "left out.",
                "%(count)s results say that nothing is wrong, or were accepted by somebody: they "
                "are left out.",
                count,
            )
            % {"count": whole(count)}
        )
    said += [
        _("The run of %(tool)s didn’t end well: what it doesn’t tell may still be there.")
        % {"tool": run["source"]}
        for run in content.get("runs", ())
        if not run["complete"]
    ]
    return said


def reasons_for(finding: Finding) -> tuple[str, str]:
    """Return what people are told of why a path is asked of them, in French and in English."""

    def reason(language: str) -> str:
        with override(language):
            if finding.is_about_people:
                return _("A phishing simulation showed us where we can all get better.")
            return _("A scan of our systems showed us what we can all learn.")

    return reason("fr"), reason("en")


def steps_of(finding: Finding) -> list[dict[str, Any]]:
    """Return how far the loop has come, for the component of steps."""
    order = list(Finding.State)
    here = order.index(Finding.State(finding.state))
    closed = finding.state == Finding.State.CLOSED
    return [
        {
            "title": capfirst(str(state.label)),
            "state": "done" if at < here or closed else "current" if at == here else "todo",
        }
        for at, state in enumerate(order)
    ]


def why(finding: Finding) -> str:
    """Return why a finding is classed as it is: what the rule saw, or what somebody wrote."""
    return finding.factor_reason or say_rule(finding.rule_name)


def prescribed(finding: Finding, titles: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Return the paths that were asked, with the day by which they are due."""
    return [
        (titles.get(one.path_key, _("A path that was withdrawn")), date_format(one.due_on))
        for one in finding.prescriptions.all()
    ]
