"""A test on its pages, over HTTP: begun, answered, sent, looked at again; and extra time."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from courses.models import Attempt, AttemptAnswer, ExtraTime
from courses.queries import drawn_in
from tests.factories.accounts import UserFactory
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.courses import lesson_pages
from tests.factories.organisms import OrganismFactory

from .asking import english, words

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path_with_test(make_bank(), {"phishing": 2}, attempts=2, minutes=20)


@pytest.fixture
def lesson(path):
    return lesson_pages(path, "en")[0]


@pytest.fixture
def learner(client, path):
    user = UserFactory(language="en")
    client.force_login(user)
    client.post(english("courses:enrol", path.key))
    return user


@pytest.fixture
def pages(lesson):
    block_id = next(iter(lesson.test_blocks))
    return {
        name: english(name, lesson.pk, block_id) for name in ("courses:test", "courses:begin-test")
    }


def begin(client, pages):
    page = client.get(pages["courses:test"]).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return client.post(pages["courses:begin-test"], {"token": token})


def choices(attempt, place, *, right=True):
    drawn = drawn_in(attempt, "en")[place - 1]
    question = drawn.asked_in("en")[1].block.value.question(str(drawn.key))
    return [one.id for one in question.choices if (one.credit == 1) == right][:1]


def send(client, attempt, place, chosen, **more):
    address = english("courses:question", attempt.pk, place)
    return client.post(address, {"choice": chosen} | more.pop("fields", {}), **more)


def test_the_whole_way_through_a_test(client, learner, lesson, pages):
    shown = words(client.get(lesson.get_url()))
    assert "2 questions 20 minutes at most 2 attempts left of 2" in shown
    reply = begin(client, pages)
    attempt = Attempt.objects.get()
    assert reply.url == english("courses:question", attempt.pk, 1)
    page = client.get(reply.url)
    assert "Question 1 of 2" in words(page)
    assert b"Feedback" not in page.content
    assert "Rétroaction" not in page.content.decode()
    reply = send(client, attempt, 1, choices(attempt, 1))
    assert reply.url == english("courses:question", attempt.pk, 2)
    reply = send(client, attempt, 2, choices(attempt, 2, right=False))
    assert reply.url == english("courses:attempt", attempt.pk)
    review = client.get(reply.url)
    assert "Answered: 2 of 2 questions." in words(review)
    assert "Rétroaction" not in review.content.decode()
    reply = client.post(english("courses:finish-attempt", attempt.pk), follow=True)
    said = words(reply)
    assert "50%" in said
    assert "1 attempt left of 2." in said
    assert reply.content.decode().count("Rétroaction") == 2
    assert "Your best result: 50%." in words(client.get(lesson.get_url()))


def test_what_was_chosen_is_there_again_on_another_device(client, learner, pages):
    begin(client, pages)
    attempt = Attempt.objects.get()
    chosen = choices(attempt, 1)
    send(client, attempt, 1, chosen)
    assert "An attempt is under way" in words(client.get(pages["courses:test"]))
    page = client.get(english("courses:question", attempt.pk, 1)).content.decode()
    assert re.search(rf'value="{chosen[0]}" checked', page)


def test_each_change_is_saved_by_the_script_and_says_so(client, learner, pages):
    begin(client, pages)
    attempt = Attempt.objects.get()
    reply = send(client, attempt, 1, choices(attempt, 1), headers={"hx-request": "true"})
    assert reply.content.decode().startswith("Saved at ")
    reply = send(client, attempt, 1, ["nothing"], headers={"hx-request": "true"})
    assert reply.content.decode().startswith("Not saved yet: ")
    assert AttemptAnswer.objects.count() == 1


LANGUAGES = re.compile(r'name="next" value="([^"]+)"')


def test_another_language_is_offered_of_each_page_of_a_test_and_not_of_its_lesson(
    client, learner, path, lesson, pages
):
    (french,) = (page for page in lesson_pages(path, "fr") if page.test_blocks)
    first = client.get(pages["courses:test"]).content.decode()
    (there,) = LANGUAGES.findall(first)
    assert there == pages["courses:test"].replace("/en/", "/fr/")
    reply = client.get(there)
    assert reply["Location"] == there.replace(f"/{lesson.pk}/", f"/{french.pk}/")
    assert client.get(reply["Location"]).status_code == 200

    begin(client, pages)
    attempt = Attempt.objects.get()
    question = english("courses:question", attempt.pk, 1)
    review = english("courses:attempt", attempt.pk)
    for _sent in range(2):
        for url in (question, review):
            page = client.get(url, follow=True)
            (there,) = LANGUAGES.findall(page.content.decode())
            here = page.redirect_chain[-1][0] if page.redirect_chain else url
            assert there == here.replace("/en/", "/fr/")
            assert client.get(there).status_code == 200
        client.post(english("courses:finish-attempt", attempt.pk))


def test_one_goes_on_without_an_answer_and_what_cannot_be_taken_is_told(client, learner, pages):
    begin(client, pages)
    attempt = Attempt.objects.get()
    assert send(client, attempt, 1, []).status_code == 302
    reply = send(client, attempt, 1, ["nothing"])
    assert reply.status_code == 200
    assert "This question has changed since you opened it." in words(reply)
    assert "Answered: 0 of 2 questions." in words(
        client.get(english("courses:attempt", attempt.pk))
    )


def test_when_time_is_up_the_next_look_shows_the_result(client, learner, pages):
    begin(client, pages)
    attempt = Attempt.objects.get()
    send(client, attempt, 1, choices(attempt, 1))
    now = timezone.now()
    Attempt.objects.update(started_at=now - 21 * MINUTE, ends_by=now - MINUTE)
    late = send(client, attempt, 2, choices(attempt, 2))
    assert late.url == english("courses:attempt", attempt.pk)
    said = words(client.get(late.url))
    assert "This attempt is finished: it takes no more answers." in said
    assert "Time was up: the test was sent as it was." in said
    assert "50%" in said
    late = client.get(english("courses:question", attempt.pk, 2))
    assert late.url == english("courses:attempt", attempt.pk)


def test_no_attempt_is_left_after_the_last(client, learner, pages):
    for _number in range(2):
        begin(client, pages)
        client.post(english("courses:finish-attempt", Attempt.objects.last().pk))
    said = words(client.get(pages["courses:test"]))
    assert "You have used all your attempts at this test." in said
    assert "Attempt 2" in said
    reply = client.post(pages["courses:begin-test"], {"token": ""}, follow=True)
    assert "You have used all your attempts at this test." in words(reply)
    assert Attempt.objects.count() == 2


def test_nobody_sees_the_attempt_of_another(client, learner, pages):
    begin(client, pages)
    attempt = Attempt.objects.get()
    client.force_login(UserFactory(language="en"))
    for name in ("courses:attempt", "courses:finish-attempt"):
        assert client.post(english(name, attempt.pk)).status_code in (404, 405)
    assert client.get(english("courses:attempt", attempt.pk)).status_code == 404
    assert client.get(english("courses:question", attempt.pk, 1)).status_code == 404
    assert client.get(pages["courses:test"]).status_code == 404


def test_a_test_page_costs_the_same_whatever_the_number_of_questions(
    client, learner, pages, django_assert_max_num_queries
):
    begin(client, pages)
    attempt = Attempt.objects.get()
    with django_assert_max_num_queries(14):
        client.get(english("courses:question", attempt.pk, 1))


# --- Extra time ----------------------------------------------------------------------
@pytest.fixture
def address():
    with translation.override("en"):
        return reverse("courses:extra-time")


def test_a_manager_gives_extra_time_and_the_person_sees_it(client, manager, place, path, address):
    place.clerk.first_name = "Dominique"
    place.clerk.save()
    page = client.get(address, {"q": "Dominique"})
    assert "1 person found" in words(page)
    given = {"q": "Dominique", "person": place.clerk.public_id, "factor": "2"}
    said = words(client.post(address, given, follow=True))
    assert "has more time from now on." in said
    assert "Twice the time" in said
    entry = AuditEntry.objects.get(action="courses.extra_time_given")
    assert (entry.target, entry.details) == (str(place.clerk.public_id), {})

    client.force_login(place.clerk)
    client.post(english("courses:enrol", path.key))
    lesson = lesson_pages(path, "en")[0]
    block_id = next(iter(lesson.test_blocks))
    said = words(client.get(english("courses:test", lesson.pk, block_id)))
    assert "40 minutes at most (with your extra time; 20 minutes for others)" in said

    client.force_login(place.manager)
    row = ExtraTime.objects.get()
    client.post(english("courses:end-extra-time", row.pk))
    row.refresh_from_db()
    assert row.ended_by == place.manager
    assert "Nobody has extra time" in words(client.get(address))


def test_another_factor_replaces_the_former_and_keeps_its_row(client, manager, place, address):
    given = {"q": place.clerk.email, "person": place.clerk.public_id}
    for factor in ("1.25", "1.25", "none"):
        client.post(address, given | {"factor": factor})
    rows = ExtraTime.objects.order_by("pk").values_list("factor", "ended_at")
    assert [(factor, ended is None) for factor, ended in rows] == [("1.25", False), ("none", True)]


def test_nobody_gives_time_to_oneself_or_to_people_of_others(client, manager, place, address):
    given = {"q": place.manager.email, "person": place.manager.public_id, "factor": "2"}
    assert "You can’t give time to yourself" in words(client.post(address, given))
    stranger = UserFactory()
    given = {"q": stranger.email, "person": stranger.public_id, "factor": "2"}
    assert client.post(address, given).status_code == 200
    assert not ExtraTime.objects.exists()


def test_the_manager_of_another_organism_sees_none_of_it(client, manager, place, address):
    other = OrganismFactory()
    row = ExtraTime.objects.create(
        user=place.clerk, organism=other, factor="2", given_at=timezone.now()
    )
    said = words(client.get(address, {"q": place.clerk.email}))
    assert "Nobody has extra time" in said
    assert client.post(english("courses:end-extra-time", row.pk)).status_code == 404
