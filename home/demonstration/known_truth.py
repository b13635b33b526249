"""The page that shows what the measures find of the demonstration's truth, as Markdown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from .plan import Size

COLUMNS = (
    "measure",
    "what is compared",
    "cases",
    "truth",
    "said",
    "off by",
    "accepted",
    "intervals that hold it",
    "recovered",
)
TITLE = "# The known truth, and what is found of it"
WRITTEN_BY = "manage.py recover_truth --write"


@dataclass(frozen=True, slots=True)
class Recovered:
    """A measure beside the truth.

    `measure` is the module of the barometer and its function, `compared` says what with what.
    `cases`: how many comparisons. `truth` and `said` are words with figures. `off`: by how much
    they differ, in `unit`, of which `tolerance` is accepted. `held` of `intervals` intervals hold
    the truth, which the measure promises of a share `level` of them.
    """

    measure: str
    compared: str
    cases: int
    truth: str
    said: str
    off: float | None = None
    unit: str = ""
    tolerance: float | None = None
    held: int = 0
    intervals: int = 0
    level: float | None = None

    @property
    def is_within(self) -> bool | None:
        """Whether it is off by no more than is accepted, None where nothing is compared."""
        if self.off is None or self.tolerance is None:
            return None
        return self.off <= self.tolerance


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page, and what is said about it."""

    title: str
    before: str
    after: str
    rows: Sequence[Recovered]


COUNTS = Section(
    "Counts, times and effects",
    "The facts are made from the statements alone; releases from the facts.",
    "What is missed: a band always has three numbers at least, so that of a small organism alone "
    "the share is known within some points only. What is expected within the bands adds up; bands "
    "tell little of how shares below one in ten are spread, so that sums stay a little too high "
    "where few have passed. The people known of a published figure are those of its roster, which "
    "follows hires and departures some months late. **An effect of a "
    "campaign** is read from these published figures, with all their coarseness: where organisms "
    "are small, its interval is wide, and a true effect may be told as none.",
    (),
)
DIFFERENCES = Section(
    "Differences",
    "In the demonstration the units of an organism are equal (one process for all), and organisms "
    "are not.",
    "What is missed: some portfolios whose organisms differ are not called uneven, their "
    "organisms being too small to tell. The funnel stands wider than chance alone would make it, "
    "because all organisms differ a little: most that differ in truth stay inside. It is made so, "
    "to name nobody by chance. The prior of the shrunk rate takes organisms that opened a path at "
    "quite different times for one class, and helps less than it would within a wave.",
    (),
)
CURVES = Section(
    "Curves and forecasts",
    "Each curve is fitted and forecast with what the curves of the other half of the organisms "
    "taught, and their past misses stretch its band; as long as these are too few, and beside it, "
    "the starting width of a new academy does. The prior knows those curves whole, which is "
    "more than an academy knows in its first years. In calendar weeks nothing is accepted nor "
    "refused: the parameters of the process are of operational weeks. Where a campaign moves "
    "people, a curve is read until it begins.",
    "What is missed: the product counts weeks of the calendar, while the process rests in July and "
    "December. In operational weeks the parameters come back; in calendar weeks p takes up where "
    "in the year a path was opened. p, q and the ceiling are hard to tell apart before half of "
    "the curve is there. Forecasts half a year ahead are off by more than the 6 points that were "
    "accepted before they were made. With 70 % behind, their middle is too high. One reason is how "
    "cases are chosen here: the truth says how much is behind, which a forecast doesn't know, and "
    "of curves that look alike so far, those with 70 % behind are the ones that end soon. What is "
    "promised is the band: it holds what comes about as often as it says. An organism with fewer "
    "than 5 passes or 6 weeks isn't compared here, its forecast being that of its peers.",
    (),
)
NOT_CHECKED = (
    ("`measures.retention`", "nobody is asked again after passing: no re-check is simulated"),
    (
        "`measures.gains.learning_gain`",
        "nobody is asked before learning: no first test is simulated",
    ),
    (
        "`measures.network.network_spread`",
        "people follow the process of their own organism, whatever co-builders elsewhere did: "
        "there is no link between persons to find, nor a truth to compare an odds ratio with",
    ),
    (
        "`measures.durations.drop_off`",
        "those who give up stop somewhere on their way, without a parameter of the lesson",
    ),
    (
        "`measures.coverage.mastery`",
        "no parameter says which share masters a path: whoever passes has reached the mastery "
        "score, so that it says the same as `measures.coverage.passed`",
    ),
    (
        "effects of deadlines and of phishing campaigns",
        "no deadline changes how fast people pass in the demonstration: the opening of paths in "
        "waves and the campaigns above are the only effects that are simulated. Phishing campaigns "
        "are drawn apart from what people learned",
    ),
    (
        "holidays and seasons",
        "they are in the truth, but no measure of the barometer says the activity of a month. "
        "The forecast meets them as weeks less regular than a binomial law says",
    ),
    (
        "difficulty of questions",
        "it is in the truth, but no measure of the barometer estimates it",
    ),
)


def page_of(size: Size, release: str, sections: Sequence[Section]) -> str:
    """Return the page about a demonstration of this size, `release` being its newest one."""
    rows = [row for section in sections for row in section.rows]
    judged = [row for row in rows if row.is_within is not None]
    missed = [row for row in judged if not row.is_within]
    intervals = [row for row in rows if row.intervals and row.level is not None]
    lines = [
        TITLE,
        "",
        f"<!-- Written by `{WRITTEN_BY}`: change the command, not this page. -->",
        "",
        "The [demonstration academy](../reference/demonstration.md) is made by a process whose "
        "parameters are known. This page gives the barometer's "
        "[measures](../reference/measures.md) what was recorded there, and puts what they find "
        "beside what is true.",
        "",
        f"Demonstration: {size.learners:,} people, seed {size.seed}, until "
        f"{size.until.isoformat()}; {size.joined:.0%} of the organisms have joined, participation "
        f"{size.participation:g}. Newest release: {release}.",
        "",
        f"Of {len(judged)} comparisons, {len(judged) - len(missed)} are off by no more than is "
        f"accepted. Of {sum(row.intervals for row in intervals):,} intervals, "
        f"{sum(row.held for row in intervals):,} hold the truth.",
    ]
    if missed:
        lines += ["", "Off by more than is accepted:", ""]
        lines += [f"- `{row.measure}`: {row.compared}." for row in missed]
    for section in sections:
        lines += ["", f"## {section.title}", "", section.before, ""]
        lines += _table(COLUMNS, [_cells(row) for row in section.rows])
        lines += ["", section.after]
    lines += [
        "",
        "How to read it: *off by* is the difference between the two in the unit that is written, "
        "*accepted* what the comparison may be off by. Of the intervals, the share in brackets is "
        "what the measure promises; they miss by chance too.",
        "",
        "## What this cannot check",
        "",
        *_table(("measure", "why"), NOT_CHECKED),
        "",
        "Measures that are not here are tested on data simulated for each of them, in "
        "`tests/barometer/`.",
        "",
        "## Make it again",
        "",
        "In an empty database:",
        "",
        "```sh",
        "python manage.py prepare",
        f"python manage.py load_demo --learners {size.learners} --seed {size.seed} "
        f"--until {size.until.isoformat()}",
        f"python {WRITTEN_BY}",
        "```",
        "",
        "The same size, seed and day make the same figures. Another seed makes others: what is "
        "within chance here may be outside of it there, and the other way round.",
        "",
    ]
    return "\n".join(lines)


def _cells(row: Recovered) -> tuple[str, ...]:
    off = "" if row.off is None else f"{_short(row.off)} {row.unit}"
    accepted = "" if row.tolerance is None else _short(row.tolerance)
    held = ""
    if row.intervals:
        promised = "" if row.level is None else f" ({row.level:.0%})"
        held = f"{row.held:,} of {row.intervals:,}{promised}"
    recovered = {True: "yes", False: "**no**", None: ""}[row.is_within]
    return (
        f"`{row.measure}`",
        row.compared,
        f"{row.cases:,}",
        row.truth,
        row.said,
        off,
        accepted,
        held,
        recovered,
    )


def _short(value: float) -> str:
    """Return a number with two digits after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(columns)} |",
        f"|{'---|' * len(columns)}",
        *(f"| {' | '.join(cells)} |" for cells in rows),
    ]
