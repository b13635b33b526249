"""What pages say of forecasts: a sentence, a picture, a table and a file of the same values."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from barometer.models import FrozenForecast, Release, ReleaseOutlook
from barometer.outlook import frozen as kept
from barometer.outlook.wording import Aim, arrival, held, sentences
from tests.factories.accounts import UserFactory
from tests.factories.organisms import RoleGrantFactory

pytestmark = pytest.mark.django_db


def english(name, *args):
    with translation.override("en"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture
def manager(client, frozen):
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, organism=frozen)
    client.force_login(user)
    return user


def figure_of(page):
    return page.split('<figure class="figure" id="outlook"')[1].split("</figure>")[0]


def change(**said):
    """Let the newest forecasts say something else."""
    for one in FrozenForecast.objects.filter(outlook__release=Release.objects.first()):
        one.said |= said
        one.save()
    ReleaseOutlook.objects.filter(release=Release.objects.first()).update(digest=str(said)[:64])


def told(client):
    page = client.get(english("organism", "O1")).content.decode()
    summary = re.search(r'figure-summary">([^<]+)<', figure_of(page))
    return summary[1].replace("\xa0", " ").replace("&#x27;", "'")


def test_picture_table_and_file_say_the_same(client, manager):
    change(early=False, low=[300] * 10, middle=[400] * 10, high=[500] * 10)
    page = client.get(english("organism", "O1")).content.decode()
    body = figure_of(page).split("<tbody>")[1].split("</tbody>")[0]
    rows = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in body.split("<tr>")
        if row.strip()
    ]
    foreseen = [row for row in rows if "(foreseen)" in row[0]]
    assert len(foreseen) == len(kept.SHOWN)
    assert {tuple(row[1:]) for row in foreseen} == {("40%", "30%", "50%")}
    file = client.get(english("organism-table", "O1", "outlook")).content.decode()
    data = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    assert len(data) == len(rows) + 1
    assert {tuple(row[2:]) for row in data if row[1] == "yes"} == {("0.4", "0.3", "0.5")}
    picture = client.get(english("organism-picture", "O1", "outlook", "light", 600))
    assert picture.status_code == 200
    assert "50%" in picture.content.decode()


def test_too_early_draws_nothing_ahead(client, manager):
    change(early=True)
    assert told(client).startswith("It is too early to say: what may come in 26 weeks lies more")
    page = client.get(english("organism", "O1")).content.decode()
    assert "(foreseen)" not in page


def test_the_forecast_of_peers_says_why(client, manager):
    change(early=False, basis="peers", obstacle="people")
    assert "There are fewer than 30 people here: this is the forecast of peers" in told(client)


def test_as_long_as_forecasts_are_not_made_there_is_no_figure(client, manager):
    ReleaseOutlook.objects.all().delete()
    page = client.get(english("organism", "O1"))
    assert page.status_code == 200
    assert 'id="outlook"' not in page.content.decode()


SAID = {
    "aheads": [13, 26],
    "early": False,
    "basis": "own",
    "size": "small",
    "today": 300,
    "low": [400, 500],
    "middle": [450, 550],
    "high": [500, 620],
    "quantiles": [[400 + 10 * n for n in range(13)], [500 + 10 * n for n in range(13)]],
}
DAY = timezone.datetime(2026, 11, 1).date()


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.3, "The target of 30% is reached."),
        (0.51, "At this pace, 51% between winter 2027 and spring 2027."),
        (0.59, "At this pace, 59% in spring 2027 at the earliest; perhaps much later."),
        (0.9, "At this pace, 90% will hardly be reached within two years."),
    ],
)
def test_a_season_is_said_rather_than_a_day(share, said):
    with translation.override("en"):
        assert arrival(SAID, DAY, Aim(share, DAY)) == said


def test_one_season_is_said_once():
    december = DAY.replace(month=12)
    with translation.override("en"):
        assert arrival(SAID, december, Aim(0.4, DAY)) == "At this pace, 40% in winter 2027."


def test_french_seasons_have_their_articles():
    with translation.override("fr"):
        assert arrival(SAID, DAY, Aim(0.51, DAY)).endswith(
            "entre l’hiver 2027 et le printemps 2027."
        )
        assert "au printemps 2027" in arrival(SAID, DAY, Aim(0.59, DAY))


def test_how_often_bands_held_is_said_with_its_denominator():
    record = {"ahead": {"26": {"forecasts": 663, "held": 808}}}
    of_all = "In the past, 8 bands of 10 held, whatever the size of the place (of 663 forecasts)."
    with translation.override("en"):
        assert held(record, SAID) == of_all
        assert held({"ahead": {"26": {"forecasts": 29, "held": 808}}}, SAID) == ""
        assert held({}, SAID) == ""
        assert sentences(SAID, DAY, record, None) == (
            "On May 2, 2027, the published share will be between 50% and 62%, eight times of ten. "
            + of_all
        ).replace("May 2", "May\xa02")


@pytest.mark.parametrize(
    ("basis", "size", "said"),
    [
        ("own", "small", "In the past, in places of fewer than 100 people, 7 such bands of 10"),
        ("own", "medium", "In the past, 8 bands of 10 held, whatever the size of the place"),
        ("own", "large", "In the past, 8 bands of 10 held, whatever the size of the place"),
        ("peers", "peers", "How often forecasts of peers hold is not known yet: fewer than 30"),
    ],
)
def test_a_forecast_is_vouched_for_by_those_of_its_kind(basis, size, said):
    record = {
        "ahead": {"26": {"forecasts": 663, "held": 808}},
        "size": {
            "small": {"forecasts": 30, "held": 700},
            "medium": {"forecasts": 29, "held": 900},
            "peers": {"forecasts": 29, "held": 900},
        },
    }
    with translation.override("en"):
        assert held(record, SAID | {"basis": basis, "size": size}).startswith(said)
        record["size"]["peers"]["forecasts"] = 30
        peers = held(record, SAID | {"basis": "peers", "size": "peers"})
    assert peers == "In the past, 9 bands of 10 of peers held (of 30 forecasts)."


def test_the_score_of_past_forecasts_is_public(client, manager):
    client.logout()
    row = {"forecasts": 663, "held": 710, "held_low": 674, "held_high": 745}
    row |= {"error": 78, "width": 185}
    few = dict(row, forecasts=12)
    ReleaseOutlook.objects.filter(release=Release.objects.first()).update(
        record={"ahead": {"26": row, "13": few}, "size": {"peers": row}, "alarms": [40, 6]}
    )
    page = client.get(english("forecasts")).content.decode()
    assert "71%" in page
    assert "67% to 75%" in page or "67% to 74%" in page
    assert "too few yet" in page
    assert "Of 40 alarms, 6 were false" in page
    ReleaseOutlook.objects.filter(release=Release.objects.first()).update(record={})
    assert (
        "Not known yet: fewer than 30 alarms" in client.get(english("forecasts")).content.decode()
    )
    ReleaseOutlook.objects.all().delete()
    assert "No forecast is frozen yet" in client.get(english("forecasts")).content.decode()
