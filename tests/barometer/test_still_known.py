"""What is still known of a path, from questions that were asked again at random."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from academy.accounts.models import User
from academy.organisms.models import Role
from barometer.measures.retention import FEWEST_ANSWERS, FEWEST_PEOPLE, Recalled, retained, told_of
from barometer.releases import queries, remembering, rows, ways
from barometer.releases.inputs import beginning_of
from barometer.releases.models import Release, ReleasedRecall
from barometer.releases.services import publish_due
from courses.models import Enrolment, RecheckAnswer
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import RoleGrantFactory

ON = date(2026, 6, 30)
JULY = date(2026, 7, 1)
GUESS = 1 / 3
STABILITY = 60.0


def recalls(count, *, people=FEWEST_PEOPLE, stability=STABILITY, longest=300, seed=1):
    """Answers as people who forget along the curve give them."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        days = chance.uniform(7, longest)
        known = retained(days, stability)
        right = chance.random() < GUESS + (1 - GUESS) * known
        found.append(Recalled(days, right, GUESS, f"person {number % people}"))
    return found


def test_the_curve_is_recovered_to_the_step_it_is_said_in():
    told = told_of(recalls(4_000), ON)
    assert [days for days, *_shares in told] == [30, 90, 180]
    for days, share, low, high in told:
        assert abs(share / 100 - retained(days, STABILITY)) <= 0.05
        assert low <= share <= high
        assert all(points % 5 == 0 for points in (share, low, high))


def test_too_few_answers_or_people_say_nothing():
    assert told_of(recalls(FEWEST_ANSWERS - 1), ON) == []
    assert told_of(recalls(1_000, people=FEWEST_PEOPLE - 1), ON) == []
    assert told_of(recalls(FEWEST_ANSWERS), ON)


def test_nothing_is_said_beyond_what_was_seen():
    assert [days for days, *_shares in told_of(recalls(2_000, longest=60), ON)] == [30]
    assert [days for days, *_ in told_of(recalls(2_000, longest=500), ON)] == [30, 90, 180, 365]


def test_a_document_of_before_is_made_again_as_it_was():
    known = [ways.Recalls(str(uuid4()), None, JULY, tuple(recalls(400)))]
    assert b'"known"' not in ways.document_of([], known, JULY, method="ways-1")
    document = ways.document_of([], known, JULY)
    assert b'"known":[{"after":[[30,' in document
    assert ways.document_of(*ways.unpack(ways.pack([], known)), JULY) == document


# --- From rows to a page ---------------------------------------------------
@pytest.fixture
def path(db):
    return make_path(lessons=1, questions=1)


def release_of(day):
    return Release.objects.create(
        day=day,
        made_at=beginning_of(day),
        as_of=beginning_of(day),
        method="m",
        digest=f"{day:%Y%m%d}".ljust(64, "0"),
        compressed=b"",
    )


def people_are_asked(path, count, *, until, at_random=True, block=None, right=0.8):
    """`count` people passed in January and are asked again until the day `until`, once each."""
    lesson = path.outline["courses"][0]["lessons"][0]
    passed = datetime(2026, 1, 10, 15, tzinfo=UTC)
    users = User.objects.bulk_create(
        User(email=f"{uuid4().hex}@academie.example", public_id=uuid4()) for _ in range(count)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, path_key=path.key, enrolled_at=passed, passed_at=passed)
        for user in users
    )
    last = beginning_of(until) - timedelta(minutes=1)
    RecheckAnswer.objects.bulk_create(
        RecheckAnswer(
            statement_id=uuid4(),
            enrolment=enrolment,
            lesson_key=lesson["key"],
            block_id=block or lesson["questions"][0],
            at=last - timedelta(days=number % 20),
            scaled=1.0,
            success=number < right * count,
            at_random=at_random,
        )
        for number, enrolment in enumerate(enrolments)
    )


def said_on(day, path):
    known = list(remembering.known_on(day, [path.key]))
    document = ways.document_of([], known, day)
    return list(rows.recalls_of(release_of(day), document))


def test_each_answer_is_told_of_once(path):
    people_are_asked(path, 330, until=JULY)
    (said,) = said_on(JULY, path)
    said.save()
    assert (said.since, said.until) == (None, JULY)
    assert [days for days, *_shares in said.after] == [30, 90]
    # In August there are new answers, yet too few; in September they are enough.
    people_are_asked(path, 200, until=date(2026, 8, 1))
    assert said_on(date(2026, 8, 1), path) == []
    people_are_asked(path, 200, until=date(2026, 9, 1))
    (after,) = remembering.known_on(date(2026, 9, 1), [path.key])
    assert (after.since, len(after.answers)) == (JULY, 400)
    assert queries.still_known(path.key, date(2026, 8, 1)).until == JULY
    assert queries.still_known(path.key, date(2026, 6, 1)) is None


def test_only_what_was_drawn_of_questions_that_are_there_counts(path):
    people_are_asked(path, 330, until=JULY, at_random=False)
    assert list(remembering.known_on(JULY, [path.key])) == []
    people_are_asked(path, 330, until=JULY, block=uuid4())
    (known,) = remembering.known_on(JULY, [path.key])
    assert known.answers == ()
    assert b'"known":[]' in ways.document_of([], [known], JULY)


def test_the_chance_to_guess_is_that_of_the_question(path):
    people_are_asked(path, 330, until=JULY)
    (known,) = remembering.known_on(JULY, [path.key])
    (block,) = lesson_pages(path, "fr")[0].question_blocks.values()
    assert {one.guess for one in known.answers} == {
        round(1 / len(block.value.question(block.id).choices), 4)
    }


def test_the_page_of_the_path_says_it(path, client):
    release = publish_due(at=beginning_of(JULY) + timedelta(hours=8))
    ReleasedRecall.objects.create(
        release=release,
        path_key=path.key,
        until=release.day,
        after=[[30, 90, 85, 95], [180, 75, 65, 85]],
    )
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.GOVERNMENT_LEAD, organism=None)
    client.force_login(user)
    with translation.override("en"):
        address = reverse("barometer:path", args=[path.key])
    page = client.get(address).content.decode()
    assert "After six months, about 75% of what was passed is still known" in page
    table = client.get(f"{address}figures/known.json").json()
    assert table["rows"] == [
        ["After a month", 0.9, 0.85, 0.95],
        ["After six months", 0.75, 0.65, 0.85],
    ]


@pytest.mark.parametrize("name", ["barometer:government", "barometer:path"])
def test_an_academy_without_people_has_pages(path, client, name):
    publish_due(at=beginning_of(JULY) + timedelta(hours=8))
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.GOVERNMENT_LEAD, organism=None)
    client.force_login(user)
    with translation.override("en"):
        address = reverse(name, args=[path.key] if name.endswith("path") else [])
    assert client.get(address).status_code == 200
