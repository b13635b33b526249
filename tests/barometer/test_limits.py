"""What a band lets one say: no middle where there may be nobody, no change that it leaves open."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from django.utils import translation

from barometer.drawing import charts
from barometer.drawing.journey_charts import bars
from barometer.headlines import (
    Context,
    answer,
    change_in,
    headline,
    share_between,
    share_said,
    since_last_release,
)
from barometer.limits import has_moved, limit_of, quartile_of
from barometer.one_path.figures import Titles, spread_said, stops_figure
from barometer.protection.bands import Total, band, total
from barometer.releases.models import Release, ReleasedPath

NOBODY = Total(22, 0, 4, 2)
EVERYBODY = Total(22, 18, 22, 20)
KNOWN = Total(100, 40, 50, 45)
STEPS = ("reached", "started", "completed", "passed")
DAYS = (date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def of_all(said):
    return dict.fromkeys(STEPS, said)


def frame(*cells):
    rows = [
        (label, path, said.share, said.low / said.people, said.high / said.people)
        for label, path, said in cells
    ]
    return pd.DataFrame(rows, columns=["label", "path", "share", "low", "high"])


@pytest.mark.parametrize(
    ("said", "long", "short"),
    [
        (NOBODY, "at most 18%", "0–18%"),
        (EVERYBODY, "at least 82%", "82–100%"),
        (KNOWN, "45%", "45%"),
        (Total(22, 0, 22, 11), None, None),
    ],
)
def test_a_share_is_said_as_far_as_it_is_known(said, long, short):
    assert share_said(said) == long
    assert share_said(said, short=True) == short


def test_a_table_says_no_middle_of_what_may_be_nobody():
    assert share_between(NOBODY) == "at most 18%"
    assert share_between(KNOWN) == "45% (40–50)"


def test_a_headline_says_at_most_where_it_may_be_nobody():
    stats = headline(of_all(NOBODY), {})
    assert {stat.value for stat in stats} == {"At most 18%"}
    assert answer(of_all(NOBODY), stats).startswith("At most 4 of the 22 people have passed")


def test_steps_that_coincide_are_said_to():
    said = "Nearly everybody who has joined has also passed."
    same, apart = of_all(KNOWN), of_all(KNOWN) | {"reached": Total(100, 60, 70, 65)}
    assert said in answer(same, headline(same, {}))
    assert said not in answer(apart, headline(apart, {}))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "In a typical organization, at most 18% of the people have passed “A”. Depending on "
            "the organization, the share goes from at most 18% to 45%.",
        ),
        (
            "fr",
            "Dans un organisme typique, au plus 18\u202f% des personnes ont réussi «\u00a0A\u00a0»."
            " Selon l’organisme, la part va d’au plus 18\u202f% à 45\u202f%.",
        ),
    ],
)
def test_a_median_and_a_range_begin_at_no_middle(language, said):
    cells = frame(("X", "A", NOBODY), ("Y", "A", NOBODY), ("Z", "A", KNOWN))
    summary = charts.heat_map_summary(cells, language, measure="passed", of="organism")
    assert summary == said


def test_units_are_said_the_same_way():
    rows = frame(("X", "A", NOBODY), ("Y", "A", NOBODY), ("Z", "A", KNOWN))
    rows["measure"] = "passed"
    assert charts.by_group_summary(rows, "en") == (
        "From one group to the next, at most 18% to 45% of the people have passed; the median is "
        "at most 18%."
    )


def test_no_path_is_the_furthest_where_all_may_be_nobody():
    cells = frame(("X", "A", NOBODY), ("X", "B", Total(30, 0, 3, 1.5)))
    assert "none is ahead" in charts.heat_map_summary(cells, "en", measure="passed")


def test_a_cell_of_the_heat_map_shows_the_end_that_is_known():
    drawn = charts.heat_map(frame(("X", "A", NOBODY), ("Y", "A", KNOWN)), language="en").to_dict()
    rows = drawn["data"]["values"] if "data" in drawn else next(iter(drawn["datasets"].values()))
    assert [(row["text"], row["limited"]) for row in rows] == [
        ("0–18%", True),
        ("45%", False),
    ]
    assert drawn["title"]["text"][0].startswith("Outlined: at most")


def test_quartiles_of_places_say_at_most():
    said = spread_said([of_all(NOBODY)] * 8, DAYS[1])
    assert "the median is at most 18%" in said
    assert "9%" not in said


def test_a_change_smaller_than_the_bands_is_none():
    assert not has_moved((0.20, 0.08, 0.32), (0.22, 0.10, 0.34))
    assert has_moved((0.20, 0.18, 0.22), (0.26, 0.24, 0.28))
    history = {DAYS[0]: of_all(Total(100, 30, 54, 42)), DAYS[1]: of_all(Total(100, 32, 56, 44))}
    change = change_in(history, "passed")
    assert (change.written, change.against) == ("About as many", "as on October\u00a01, 2026")
    assert since_last_release(history).startswith("About as many have passed")
    far = {DAYS[0]: of_all(Total(100, 30, 34, 32)), DAYS[1]: of_all(Total(100, 40, 44, 42))}
    assert change_in(far, "passed").written == "+10 points"


def test_the_curve_tells_no_change_that_its_bands_leave_open():
    rows = [("passed", 0.42, 0.30, 0.54), ("passed", 0.44, 0.32, 0.56)]
    months = pd.DataFrame(rows, columns=["measure", "share", "low", "high"])
    months["day"] = pd.to_datetime(list(DAYS))
    assert "about as many as on" in charts.over_time_summary(months, "en")


def test_limits():
    assert [limit_of(0, 0.2), limit_of(0.1, 0.2), limit_of(0.8, 1)] == ["most", "", "least"]


@pytest.mark.parametrize("stops", [[(None, 5), ("a", 5)], [(None, 20), ("a", 20)]])
def test_no_step_stands_out_among_equals(stops):
    context = Context("en", DAYS[1], 10)
    said = ReleasedPath(release=Release(day=DAYS[1]), stops=stops)
    figure = stops_figure(said, Titles("Path", {"a": "A"}, {}), context)
    assert figure.summary.startswith("No step stands out")
    assert figure.title == "Path – where people stop"


def test_a_long_name_of_a_step_is_on_two_lines():
    name = "Reconnaître un courriel piégé, une pièce jointe et une même pièce jointe déguisée"
    rows = [(name, "5%", name, 0.05), ("Court", "5%", "Court", 0.05)]
    drawn = bars(
        pd.DataFrame(rows, columns=["label", "written", "says", "share"]), language="fr"
    ).to_dict()
    values = str(drawn)
    assert " ".join(name.split()[:3]) in values
    assert "['\\xa0', 'Court']" in values


@pytest.mark.parametrize("few", [False, True], ids=["known", "from nobody on"])
@pytest.mark.parametrize("count", [8, 9, 40])
def test_the_map_and_the_page_of_a_path_tell_the_same_usual_share(count, few):
    """What is usual has one definition, whoever says it."""
    counts = [place % 3 if few else 5 + place for place in range(count)]
    said = [total([band(one, 53)]) for one in counts]
    frame = pd.DataFrame(
        [
            (f"O{place}", "A", one.share, one.low / one.people, one.high / one.people)
            for place, one in enumerate(said)
        ],
        columns=["label", "path", "share", "low", "high"],
    )
    on_map = charts.heat_map_summary(frame, "en", measure="passed", of="organism")
    with translation.override("en"):
        on_page = spread_said([{"passed": one} for one in said], date(2026, 11, 1))
    usual = re.search(r"In a typical organization, (.+?) of the people", on_map)[1]
    assert f"the median is {usual}." in on_page
    assert usual.startswith("at most") is few


def test_a_quartile_of_true_numbers_is_never_outside_of_what_is_said():
    rng = np.random.default_rng(7)
    for _trial in range(200):
        people = rng.integers(10, 60, 11)
        counts = rng.binomial(people, rng.beta(0.8, 2, 11))
        rows = [
            (one.share, one.low / of, one.high / of)
            for one, of in (
                (band(int(count), int(of)), int(of))
                for count, of in zip(counts, people, strict=True)
            )
        ]
        for part, share in enumerate(np.quantile(counts / people, (0.25, 0.5, 0.75))):
            _said, low, high = quartile_of(rows, part)
            assert low - 1e-9 <= share <= high + 1e-9


def test_organizations_that_are_counted_together_are_told_of():
    steps = [{"passed": total([band(20, 40)])}] * 9
    with translation.override("en"):
        said = spread_said(steps, date(2026, 11, 1), together=True)
    assert said.endswith("Organizations that are counted together count as one.")
