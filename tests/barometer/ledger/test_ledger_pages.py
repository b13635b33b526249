"""The ledger: frozen with a release, seen by every role, told in both languages, made again."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone, translation

from academy.core import recurring
from academy.organisms.models import Role
from barometer.ledger import queries, services
from barometer.ledger.recomputing import remade_of
from barometer.ledger.said import LEDGER_VERSION, SEEN
from barometer.models import Event, PathFact, Release, ReleasedTotal, ReleaseLedger
from barometer.outlook import services as outlook
from barometer.outlook.frozen import BEGINNINGS
from barometer.releases.told import told_of
from tests.factories.accounts import UserFactory
from tests.factories.organisms import RoleGrantFactory

pytestmark = pytest.mark.django_db


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"barometer:{name}", args=args)


def text_of(page):
    body = page.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\xa0", " ").split())


@pytest.fixture
def ledger(published):
    return services.freeze_due(at=timezone.now())


@pytest.fixture
def manager(client, published):
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, organism=published)
    client.force_login(user)
    return user


def test_it_is_frozen_once_with_the_newest_release(published):
    work = recurring.work("barometer.ledger")
    assert work.wanted()
    work.run(timezone.now())
    made = ReleaseLedger.objects.get()
    assert made.release == Release.objects.order_by("day").last()
    assert made.method == LEDGER_VERSION
    assert not work.wanted()
    assert services.freeze_due(at=timezone.now()) is None
    again = services.freeze(release=made.release, at=timezone.now())
    assert (again.pk, again.made_at) == (made.pk, made.made_at)


def test_it_is_made_of_what_is_published_alone(ledger):
    for (place, path), points in queries.organism_histories(ledger.release).items():
        for point in points:
            total = ReleasedTotal.objects.get(release__day=point.day, level="organism", place=place)
            assert told_of(point.passed) == total.figures[path]["passed"]
    # What is behind the bands may be gone: the same comes out.
    PathFact.objects.all().delete()
    assert remade_of(ledger.release).is_identical


def test_an_effect_is_told_in_both_languages(client, manager, ledger):
    (row,) = ledger.said["rows"]
    assert row["verdict"] == SEEN
    said = text_of(client.get(address("ledger")))
    assert "An effect was seen: more people passed." in said
    one, low, high = (round(end / 10) for end in row["effect"])
    found = f"{one} more passed: between {low} more and {high} more, 95 times of 100."
    assert f"For each 100 people who would not have passed half a year after it began, {found}" in (
        said
    )
    assert "Workshops" in said
    assert "Read in the releases from" in said
    assert "an effect was seen in 1 and none in 0" in said
    french = text_of(client.get(address("ledger", language="fr")))
    assert "Ateliers" in french
    assert "Un effet a été observé" in french
    assert "effect" not in french


def test_no_effect_is_as_large_as_a_success(client, manager, ledger):
    page = client.get(address("ledger")).content.decode()
    ledger.said["rows"].append(
        ledger.said["rows"][0] | {"fr": "Courriels", "en": "Emails", "verdict": "none"}
    )
    ledger.save()
    with_both = client.get(address("ledger")).content.decode()
    assert page.count('<p class="ledger-verdict">') == 1
    assert with_both.count('<p class="ledger-verdict">') == 2
    assert '<p class="ledger-verdict">No effect was seen: ' in with_both
    assert "what was found can’t be told from chance.</p>" in with_both
    assert with_both.count(" more passed: between ") >= 2


def test_people_are_counted_as_more_or_fewer(client, manager, ledger):
    (row,) = ledger.said["rows"]
    ledger.said["rows"] = [
        row | {"effect": [-80, -174, 12], "placebo": [-90, 104], "began": row["units"] + 6}
    ]
    ledger.save()
    said = text_of(client.get(address("ledger")))
    assert "8 fewer passed: between 17 fewer and 1 more, 95 times of 100." in said
    assert "the same starts find between 9 fewer and 10 more." in said
    assert "6 more began but don’t count: they began less than half a year ago" in said
    ledger.said["rows"][0] |= {"effect": [4, -30, 40], "began": row["units"]}
    ledger.save()
    said = text_of(client.get(address("ledger")))
    assert "as many passed as without it: between 3 fewer and 4 more" in said
    assert "count: they began" not in said


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("apart", "the organizations differed before"),
        ("early", "too early to tell"),
        ("few", "Too few organizations began"),
        ("unknown", "Too little is published of the time before"),
        ("mixed", "Another campaign began meanwhile"),
        ("alone", "Nobody is left to compare with"),
    ],
)
def test_what_cannot_be_told_says_what_is_missing(client, manager, ledger, verdict, says):
    row = ledger.said["rows"][0] | {"verdict": verdict, "ready": "2027-05-01"}
    if verdict != "apart":
        del row["effect"]
    ledger.said["rows"] = [row]
    ledger.save()
    said = text_of(client.get(address("ledger")))
    assert says in said
    assert "For 1, nothing can be told yet." in said
    # Nothing is measured, so nothing is drawn.
    assert client.get(address("ledger-table", "effects")).status_code == 404


def test_picture_table_and_files_say_the_same(client, manager, ledger):
    (row,) = ledger.said["rows"]
    file = client.get(address("ledger-table", "effects")).content.decode()
    heading, data = csv.reader(io.StringIO(file.removeprefix("\ufeff")))
    told = dict(zip(heading, data, strict=True))
    assert float(told["Effect (share)"]) == row["effect"][0] / 1000
    assert float(told["By chance alone (highest, 95%)"]) == row["placebo"][1] / 1000
    assert told["Campaign"] == "Workshops"
    picture = client.get(address("ledger-picture", "effects", "light", 600))
    assert picture.status_code == 200
    assert "Workshops" in picture.content.decode()
    for kind in ("xlsx", "json"):
        assert client.get(address("ledger-file", "effects", kind)).status_code == 200
    french = client.get(address("ledger-table", "effects", language="fr")).content.decode()
    assert "Ateliers" in french


def test_without_release_or_campaign_the_page_says_so(client, manager, published):
    assert "No effect is told yet" in text_of(client.get(address("ledger")))
    Event.objects.update(withdrawn_at=timezone.now() - timedelta(days=1))
    services.freeze_due(at=timezone.now())
    assert "No campaign is recorded" in text_of(client.get(address("ledger")))


def test_a_campaign_withdrawn_later_still_counts_where_it_is_made_again(ledger):
    Event.objects.update(withdrawn_at=timezone.now() + timedelta(minutes=1))
    assert remade_of(ledger.release).is_identical
    ledger.said["rows"][0]["effect"][0] += 1
    ledger.save()
    assert remade_of(ledger.release).changed == ("rows",)
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"effects told with .* aren't the same.*else: rows"):
        call_command("recompute", release=ledger.release.day, stdout=out)


def test_words_that_were_taken_back_are_said_no_more(client, manager, ledger):
    last = Event.objects.latest("pk")
    Event.objects.exclude(pk=last.pk).update(withdrawn_at=timezone.now())
    assert "Workshops" in text_of(client.get(address("ledger")))
    Event.objects.update(withdrawn_at=timezone.now())
    said = text_of(client.get(address("ledger")))
    assert "Workshops" not in said
    assert "A campaign that was withdrawn since" in said
    file = client.get(address("ledger-table", "effects")).content.decode()
    assert "Workshops" not in file
    assert "Ateliers" not in file


def test_it_costs_few_queries(client, manager, ledger, django_assert_max_num_queries):
    client.get(address("ledger"))
    with django_assert_max_num_queries(12):
        client.get(address("ledger"))


def test_who_sees_no_barometer_sees_no_ledger(client, ledger):
    client.force_login(UserFactory(language="en"))
    assert client.get(address("ledger")).status_code == 404
    lead = UserFactory(language="en")
    RoleGrantFactory(user=lead, role=Role.GOVERNMENT_LEAD, organism=None)
    client.force_login(lead)
    assert client.get(address("ledger")).status_code == 200


def law(ledger, **change):
    ledger.said["next"] = {
        "campaigns": 5,
        "mean": 0.12,
        "spread": 0.02,
        "between": 0.01,
        "freedom": 3,
        **change,
    }
    ledger.digest = str(change)[:64]
    ledger.save()


def told_by(client, **asked):
    page = client.get(address("organism", "O1"), asked).content.decode()
    figure = page.split('<figure class="figure" id="outlook"')[1].split("</figure>")[0]
    return figure.replace("\xa0", " ").replace("&#x27;", "'")


@pytest.fixture
def foreseen(published, ledger):
    """The newest forecast, not too early."""
    made = outlook.freeze(release=ledger.release, at=timezone.now())
    row = made.forecasts.get(level="organism", place=published.pk)
    row.said["early"] = False
    row.save()
    return row


def test_too_few_past_campaigns_say_how_many_are_missing(client, manager, foreseen):
    figure = told_by(client)
    assert "can be said once 3 past ones are measured; so far 1 is" in figure
    assert 'name="campaign"' not in figure


def test_one_more_campaign_is_drawn_beside_the_forecast(client, manager, foreseen, ledger):
    law(ledger)
    without = told_by(client)
    assert 'name="campaign"' in without
    assert re.search(r">On \w+ \d+, \d{4}</option>", without)
    assert "One more campaign that begins" not in without
    one = told_by(client, campaign=str(BEGINNINGS[0]))
    assert re.search(
        r"One more campaign that begins on \w+ \d+, \d{4} would add between \+\d+ and \+\d+ "
        r"points by \w+ \d+, \d{4}, eight times of ten\. "
        r"The published share would then be between \d+% and \d+%\. "
        r"It is learned from 5 past campaigns, which differ\.",
        one,
    )
    assert "With one more campaign" in one.split("<thead>")[1].split("</thead>")[0]
    asked = {"campaign": str(BEGINNINGS[0])}
    shown = client.get(address("organism-picture", "O1", "outlook", "light", 600), asked)
    assert "With one more campaign" in shown.content.decode()
    file = client.get(address("organism-table", "O1", "outlook"), {"campaign": "4"})
    assert "With one more campaign (share)" in file.content.decode()
    # Another period or path keeps it.
    page = client.get(address("organism", "O1"), asked).content.decode()
    filters = page.split('<form method="get" class="barometer-filters">')[1].split("</form>")[0]
    assert f'<input type="hidden" name="campaign" value="{BEGINNINGS[0]}">' in filters
    # What the address asks for and can't be is not asked for.
    assert told_by(client, campaign="5") == without


def test_one_that_may_add_nothing_says_so(client, manager, foreseen, ledger):
    law(ledger, mean=0.01, spread=0.1, between=0.09)
    assert "may add nothing: between −" in told_by(client, campaign="4")
    french = client.get(address("organism", "O1", language="fr"), {"campaign": "4"})
    assert "pourrait ne rien ajouter" in french.content.decode()


def test_too_early_draws_no_campaign(client, manager, foreseen, ledger):
    law(ledger)
    foreseen.said["early"] = True
    foreseen.save()
    assert 'name="campaign"' not in told_by(client, campaign="4")
