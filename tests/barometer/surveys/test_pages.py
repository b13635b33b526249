"""What surveys say, in the browser: who sees what, and from how many people on."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from academy.organisms.models import Role
from courses.models import Enrolment, Moment, PublishedPath
from tests.courses.cobuilding.building import person_of
from tests.courses.surveys.asking import AT, OPTIONS, attached, make_survey
from tests.courses.surveys.asking import said as given
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organism():
    return OrganismFactory(code="RIV", name_fr="Rives", name_en="Rives")


@pytest.fixture
def path(organism):
    made = make_path(title="Passwords", built_by=[organism])
    attached(made, make_survey())
    return PublishedPath.objects.get(key=made.key)


def people(count, organism):
    unit = UnitFactory(organism=organism)
    return [MembershipFactory(unit=unit, user=UserFactory()).user for _number in range(count)]


def answer(users, path, moment=Moment.BEFORE, **answers):
    for place, user in enumerate(users):
        if moment == Moment.AFTER:
            Enrolment.objects.get_or_create(
                user=user,
                path_key=path.key,
                defaults={"enrolled_at": AT, "completed_at": AT},
            )
        own = {
            key: value[place % len(value)] if isinstance(value, tuple) else value
            for key, value in answers.items()
        }
        given(user, path, moment, at=AT + timedelta(minutes=place), **own)


def whole(path):
    return reverse("barometer:survey", args=[path.key])


def of(organism, path):
    return reverse("barometer:survey-organism", args=[f"{organism.code}/{path.key}"])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_it_hides_below_ten_and_shows_from_ten_on(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    users = people(10, organism)
    answer(users[:9], path, scale="4", words="Clear.")
    shown = text(desk.get(whole(path)))
    assert "Fewer than 10 people answered these questions" in shown
    assert "Clear." not in shown
    assert 'id="question-1"' not in shown
    assert desk.get(f"{whole(path)}figures/question-1.csv").status_code == 404
    answer(users[9:], path, scale="4", words="Clear.")
    shown = text(desk.get(whole(path)))
    assert "10 people answered before the path." in shown
    assert "at least 80%" in shown
    assert shown.count("Clear.") == 1
    assert "Written by 10 people" in shown
    rows = list(csv.reader(io.StringIO(text(desk.get(f"{whole(path)}figures/question-1.csv"))[1:])))
    assert rows[0] == ["Who", "When", "People", "Answer", "Share", "At least", "At most"]
    assert rows[4] == ["Everybody who answered", "Before the path", "10", "4", "0.9", "0.8", "1.0"]
    assert "<svg" in text(desk.get(f"{whole(path)}figures/question-1-light-600.svg"))


def test_answers_before_and_after_are_compared_for_those_who_gave_both(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    users = people(25, organism)
    answer(users, path, scale=("1", "2", "3"))
    answer(users[:20], path, Moment.AFTER, scale=("4", "5", "3"))
    shown = text(desk.get(whole(path)))
    assert "20 people answered before and after the path." in shown
    assert "The mean went from 1.9 to 4.0: +2.1" in shown
    assert "Whoever answered once is not counted." in shown


def test_a_mean_tells_of_no_five_people_by_subtraction(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    users = people(25, organism)
    for moment, said in ((Moment.BEFORE, ("1", "2", "3")), (Moment.AFTER, ("4", "5", "3"))):
        answer(users[:20], path, moment, scale=said)
    went = "went from 1.9 to 4.0: +2.1"
    assert f"The mean {went}" in text(desk.get(whole(path)))
    for number, user in enumerate(users[20:]):
        for moment, said in ((Moment.BEFORE, "5"), (Moment.AFTER, "1")):
            Enrolment.objects.get_or_create(
                user=user, path_key=path.key, defaults={"enrolled_at": AT, "completed_at": None}
            )
            Enrolment.objects.filter(user=user).update(
                completed_at=AT if moment == Moment.AFTER else None
            )
            given(user, path, moment, at=AT + timedelta(hours=1, minutes=number), scale=said)
    shown = text(desk.get(whole(path)))
    assert "25 people answered before and after the path." in shown
    assert f"The mean of the first 20 of them {went}" in shown


def test_words_are_added_by_whole_groups(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    users = people(20, organism)
    answer(users[:10], path, words="First.")
    for number, user in enumerate(users[10:]):
        assert "Later." not in text(desk.get(whole(path)))
        given(user, path, at=AT + timedelta(hours=1, minutes=number), words="Later.")
    shown = text(desk.get(whole(path)))
    assert (shown.count("First."), shown.count("Later.")) == (1, 1)
    assert shown.count("Written by 10 people") == 2


def test_many_texts_are_folded_behind_the_first_ones(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    for number, user in enumerate(people(20, organism)):
        given(user, path, at=AT + timedelta(minutes=number), words=f"Text {number}.")
    shown = text(desk.get(whole(path)))
    first, _summary, folded = shown.partition("8 other texts")
    assert (first.count("<blockquote>"), folded.count("<blockquote>")) == (12, 8)


def test_a_manager_sees_the_own_organism_alone_and_no_words(sign_in, path, organism):
    other = OrganismFactory(code="MON", name_fr="Monts", name_en="Monts")
    answer(people(12, organism), path, one=OPTIONS[0], words="Secret.")
    answer(people(12, other), path, one=OPTIONS[1])
    session = sign_in(person_of(other, Role.ORGANISM_MANAGER))
    listed = text(session.get(reverse("barometer:surveys")))
    assert of(other, path) in listed
    assert whole(path) not in listed
    shown = text(session.get(of(other, path)))
    assert "10 people answered before the path." in shown
    assert "Rives" not in shown
    assert "Secret." not in shown
    assert session.get(whole(path)).status_code == 404
    assert session.get(of(organism, path)).status_code == 404
    assert session.get(f"{of(organism, path)}figures/question-2.csv").status_code == 404


def test_an_organism_that_is_too_small_is_counted_with_others(sign_in, path, organism):
    small = OrganismFactory(code="PET", name_fr="Petit", name_en="Small")
    answer(people(20, organism), path, scale="4")
    answer(people(5, small), path, scale="1")
    session = sign_in(person_of(small, Role.ORGANISM_MANAGER))
    shown = text(session.get(of(small, path)))
    assert "Fewer than 10 people of the organization answered" in shown
    desk = sign_in(person_of(organism))
    shown = text(desk.get(whole(path)))
    assert "25 people" in shown
    assert "Small" not in shown


def test_those_who_lead_read_figures_and_no_words(sign_in, path, organism):
    answer(people(10, organism), path, scale="4", words="Secret.")
    session = sign_in(person_of(None, Role.GOVERNMENT_LEAD))
    shown = text(session.get(whole(path)))
    assert "10 people" in shown
    assert "Secret." not in shown


def test_designers_of_another_path_see_nothing(sign_in, path, organism):
    answer(people(10, organism), path, scale="4")
    session = sign_in(person_of(OrganismFactory()))
    assert whole(path) not in text(session.get(reverse("barometer:surveys")))
    assert session.get(whole(path)).status_code == 404


def test_who_leaves_is_no_longer_counted(sign_in, path, organism):
    users = people(10, organism)
    answer(users, path, scale="4")
    users[0].delete()
    shown = text(sign_in(person_of(organism)).get(whole(path)))
    assert "Fewer than 10 people answered" in shown


def test_the_page_costs_the_same_for_many_people(sign_in, path, organism):
    desk = sign_in(person_of(organism))
    answer(people(10, organism), path, scale="4", one=OPTIONS[0])

    def cost():
        desk.get(whole(path))
        with CaptureQueriesContext(connection) as queries:
            desk.get(whole(path))
        return len(queries)

    one = cost()
    answer(people(20, OrganismFactory()), path, scale="2", one=OPTIONS[1])
    assert cost() == one <= 16
