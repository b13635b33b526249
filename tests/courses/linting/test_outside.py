"""What the worker finds of addresses elsewhere, night after night; what the check says of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.core import recurring
from academy.core.templatetags.figures import day_in_words
from courses.linting import asking
from courses.linting.outside import ask_outside
from courses.linting.replies import Reply, State
from courses.models import LessonPage, OutsideAddress
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import lesson_pages, make_path, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
SOUND = "https://www.sound.example/"
BROKEN = "https://www.broken.example/guide"


@pytest.fixture
def answers(monkeypatch, settings):
    """What is elsewhere, by address, and what was asked."""
    settings.CHECK_OUTSIDE_LINKS = True

    class Elsewhere(dict):
        asked: list[str]

    found = Elsewhere({SOUND: Reply(State.FOUND, 200)})
    found.asked = []

    def ask(address, agent):
        assert "Academie-link-check (+http" in agent
        found.asked.append(address)
        return found.get(address, Reply(State.UNREACHABLE))

    monkeypatch.setattr(asking, "ask", ask)
    return found


@pytest.fixture
def lesson():
    path = make_path(courses=1, lessons=1, questions=0, languages=["fr"])
    LessonPage.objects.update(review_by=timezone.localdate() + 365 * DAY)
    return lesson_pages(path)[0]


def lead_to(lesson, *addresses):
    links = " ".join(f'<a href="{one}">ici</a>' for one in addresses)
    body = [text(f"<p>Voyez {links}.</p>")]
    lesson.body = lesson._meta.get_field("body").stream_block.to_python(body)
    return lesson.save_revision()


@pytest.fixture
def sentences(client, lesson):
    client.force_login(SuperuserFactory(language="en"))
    path = lesson.get_parent().get_parent()

    def found():
        reply = client.get(reverse("courses_linting:check", args=[path.pk]))
        (shown,) = reply.context["languages"]
        return [one.sentence for page in shown["pages"] for one in page["findings"]]

    return found


def test_a_page_that_is_gone_is_said_in_the_check_after_one_night(lesson, answers, sentences):
    lead_to(lesson, SOUND, f"{BROKEN}#part")
    assert sentences() == []
    answers[BROKEN] = Reply(State.GONE, 404)
    night = timezone.now()
    ask_outside(at=night)
    day = day_in_words(timezone.localdate(night))
    assert sentences() == [
        f"The link “ici” leads to a page elsewhere that is gone: its site has answered 404 since "
        f"{day} ({BROKEN}#part). Find where it moved, or remove the link."
    ]


def test_a_site_that_does_not_answer_is_said_from_the_second_night_on(lesson, answers, sentences):
    lead_to(lesson, SOUND, BROKEN)
    night = timezone.now()
    ask_outside(at=night)
    assert sentences() == []
    ask_outside(at=night + DAY)
    day = day_in_words(timezone.localdate(night))
    (said,) = sentences()
    assert f"leads to a site that has not answered since {day}" in said
    answers[BROKEN] = Reply(State.FOUND, 200)
    ask_outside(at=night + 2 * DAY)
    assert sentences() == []


def test_a_site_that_does_not_speak_with_machines_is_not_broken(lesson, answers, sentences):
    lead_to(lesson, SOUND, BROKEN)
    answers[BROKEN] = Reply(State.UNSURE, 403)
    for night in range(3):
        ask_outside(at=timezone.now() + night * DAY)
    assert sentences() == []


def test_where_nothing_answers_the_academy_has_no_way_out_and_nothing_is_kept(
    lesson, answers, sentences, caplog
):
    lead_to(lesson, SOUND, BROKEN)
    answers.clear()
    for night in range(3):
        assert ask_outside(at=timezone.now() + night * DAY) is None
    assert sentences() == []
    assert set(OutsideAddress.objects.values_list("state", flat=True)) == {"waiting"}
    assert "No address elsewhere answers" in caplog.text


def test_what_is_sound_is_asked_again_two_weeks_later_and_what_is_not_the_next_night(
    lesson, answers
):
    lead_to(lesson, SOUND, BROKEN)
    night = timezone.now()
    ask_outside(at=night)
    answers.asked.clear()
    ask_outside(at=night + timedelta(hours=1))
    assert answers.asked == []
    ask_outside(at=night + DAY)
    # What answered last is asked first: it says whether there is a way out.
    assert answers.asked == [SOUND, BROKEN]
    ask_outside(at=night + 14 * DAY)
    assert OutsideAddress.objects.get(address=SOUND).asked_at == night + 14 * DAY


def test_what_no_page_names_any_more_is_forgotten(lesson, answers):
    lead_to(lesson, SOUND, BROKEN)
    ask_outside(at=timezone.now())
    lead_to(lesson, SOUND)
    ask_outside(at=timezone.now() + DAY)
    assert list(OutsideAddress.objects.values_list("address", flat=True)) == [SOUND]


def test_many_addresses_are_asked_some_at_a_time_and_no_host_twice_at_once(lesson, answers):
    many = [f"https://www.sound.example/{place}" for place in range(10)]
    answers.update(dict.fromkeys(many, Reply(State.FOUND, 200)))
    lead_to(lesson, *many)
    night = timezone.now()
    assert ask_outside(at=night) is recurring.AGAIN
    # One that says whether there is a way out, and five.
    assert OutsideAddress.objects.filter(state="found").count() == 6
    assert len(set(answers.asked)) == len(answers.asked) == 6
    answers.asked.clear()
    assert ask_outside(at=night) is None
    assert len(answers.asked) == 4, "no other question whether there is a way out"
    assert OutsideAddress.objects.filter(state="found").count() == 10


def test_a_night_in_which_only_others_fail_asks_what_is_sound_once(lesson, answers):
    lead_to(lesson, SOUND)
    night = timezone.now()
    ask_outside(at=night)
    lead_to(lesson, SOUND, *[f"https://www.gone{number}.example/" for number in range(50)])
    answers.asked.clear()
    assert ask_outside(at=night + DAY) is recurring.AGAIN
    assert ask_outside(at=night + DAY) is None
    assert answers.asked.count(SOUND) == 1
    assert len(answers.asked) == 51


def test_only_what_is_elsewhere_is_asked(lesson, answers, sentences, settings):
    settings.PUBLIC_ADDRESS = "https://academie.example"
    own = "https://academie.example/fr/catalogue/"
    lead_to(lesson, own, "mailto:aide@sound.example", "tel:+14185550100", "/fr/", "#block-x")
    ask_outside(at=timezone.now())
    assert answers.asked == []
    assert not OutsideAddress.objects.exists()
    assert f"an address of the academy written by hand ({own})" in sentences()[0]


def test_it_is_a_work_of_the_night_that_a_setting_switches_off(
    lesson, answers, sentences, settings
):
    assert recurring.work("courses.links").wanted()
    lead_to(lesson, SOUND, BROKEN)
    answers[BROKEN] = Reply(State.GONE, 404)
    recurring.work("courses.links").run(timezone.now())
    assert len(sentences()) == 1
    settings.CHECK_OUTSIDE_LINKS = False
    assert not recurring.work("courses.links").wanted()
    assert sentences() == []
