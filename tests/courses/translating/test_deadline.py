"""A path that people are asked to follow can't stay out of date in one of its languages."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from academy.accounts.models import Delivery
from academy.core.errors import AcademyError
from academy.organisms.models import Role, RoleGrant
from academy.organisms.services.roles import grant
from courses.audience import Rule
from courses.models import Assignment, LessonPage, StalePage
from courses.services import change_assignment
from courses.translating.reminding import any_behind, remind
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.organisms import MembershipFactory

from .pages import ask, first_place, pages_of, put_block

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
# More than thirty days whatever the hour, also where a night of an hour more lies between.
LATE = 32 * DAY


@pytest.fixture(autouse=True)
def _thirty_days(settings):
    settings.TRANSLATION_DAYS = 30


def fall_behind(path, days):
    """Publish a change of the French lesson that many days ago; return both pages."""
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    StalePage.objects.update(since=timezone.now() - days * DAY)
    return french, english


def test_a_late_path_is_asked_of_nobody_else(path):
    fall_behind(path, 30)
    ask(path)
    StalePage.objects.update(since=timezone.now() - LATE)
    with pytest.raises(AcademyError) as refused:
        ask(path)
    assert refused.value.message == (
        "The version of this path in this language has been out of date for more than 30 days: "
        "English. Ask those who build it to bring it up to date, then ask the path of your people."
    )
    assert Assignment.objects.count() == 1


def test_a_late_path_that_is_asked_is_not_left_further_behind(path):
    french, english = fall_behind(path, 10)
    ask(path)
    put_block(french, "<p>Bonne nuit.</p>")
    StalePage.objects.update(since=timezone.now() - LATE)
    other, _ = pages_of(path, 1)
    for page in (french, other):
        with pytest.raises(ValidationError) as refused:
            put_block(page, "<p>Encore autre chose.</p>")
        assert "would leave it further behind" in refused.value.messages[0]
    french.refresh_from_db()
    assert french.body.raw_data[0]["value"] == "<p>Bonne nuit.</p>"
    # What leaves nothing further behind goes on being published: other facts, and the translation.
    draft = LessonPage.objects.get(pk=other.pk)
    draft.duration_minutes += 1
    draft.save_revision().publish()
    put_block(english, "<p>Good night.</p>")


def test_a_late_path_is_asked_of_nobody_else_by_another_rule(path):
    asked = ask(path)
    by = RoleGrant.objects.get(organism=asked.organism, role=Role.ORGANISM_MANAGER).user
    person = MembershipFactory(unit__organism=asked.organism).user
    grant(
        user=person, role=Role.TRAINING_OFFICER, organism=asked.organism, at=timezone.now(), by=None
    )
    fall_behind(path, 32)

    def change(**rule):
        change_assignment(
            by=by, assignment=asked, due_on=asked.due_on, at=timezone.now(), rule=Rule(**rule)
        )

    # Of fewer people, it may be asked.
    change(roles=frozenset({Role.ORGANISM_MANAGER}))
    with pytest.raises(AcademyError) as refused:
        change()
    assert "has been out of date for more than 30 days" in refused.value.message
    asked.refresh_from_db()
    assert asked.rule == Rule(roles=frozenset({Role.ORGANISM_MANAGER}))


def test_a_path_that_nobody_is_asked_to_follow_is_published_as_before(path):
    french, _english = fall_behind(path, 100)
    put_block(french, "<p>Encore.</p>")
    french.refresh_from_db()
    assert french.body.raw_data[0]["value"] == "<p>Encore.</p>"


def test_the_editor_refuses_in_a_sentence_and_loses_nothing(designer, path, client):
    french, _english = fall_behind(path, 10)
    ask(path)
    StalePage.objects.update(since=timezone.now() - LATE)
    draft = put_block(french, "<p>Tout autre chose.</p>", publish=False).as_object()
    form = {
        "title": draft.title,
        "slug": draft.slug,
        "summary": draft.summary,
        "duration_minutes": draft.duration_minutes,
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "body-count": len(draft.body),
    }
    for number, child in enumerate(draft.body.raw_data):
        form[f"body-{number}-deleted"] = ""
        form[f"body-{number}-order"] = number
        form[f"body-{number}-type"] = child["type"]
        form[f"body-{number}-id"] = child["id"]
    from .test_desk import rich

    # A lesson of one text: questions have a form of their own.
    form["body-count"] = 1
    form["body-0-value"] = rich("<p>Tout autre chose.</p>")
    reply = client.post(reverse("wagtailadmin_pages:edit", args=[french.pk]), form, follow=True)
    assert "would leave it further behind" in reply.content.decode()
    french.refresh_from_db()
    assert french.body.raw_data[0]["value"] == "<p>Bonsoir.</p>"


def test_a_change_without_effect_on_the_meaning_is_published_all_the_same(designer, path, client):
    french, _english = fall_behind(path, 10)
    ask(path)
    StalePage.objects.update(since=timezone.now() - LATE)
    revision = put_block(french, "<p>Bonsoir !</p>", publish=False)
    address = reverse("courses_translating:meaning", args=[french.pk])
    html = client.get(address).content.decode()
    assert "No effect on the meaning" in html
    reply = client.post(address, {"seen": revision.pk, "place": [first_place(french)]})
    assert reply.status_code == 302
    revision.publish()
    french.refresh_from_db()
    assert french.body.raw_data[0]["value"] == "<p>Bonsoir !</p>"


def test_a_mark_of_an_older_draft_is_not_taken(designer, path, client):
    french, _english = pages_of(path)
    old = put_block(french, "<p>Bonjou.</p>", publish=False)
    put_block(french, "<p>Tout autre chose.</p>", publish=False)
    address = reverse("courses_translating:meaning", args=[french.pk])
    reply = client.post(address, {"seen": old.pk, "place": [first_place(french)]})
    assert reply.status_code == 422
    assert "Somebody saved this page since you opened it." in reply.content.decode()
    reply = client.post(address, {"seen": french.revisions.latest("pk").pk})
    assert "Tick the changes" in reply.content.decode()


@pytest.mark.parametrize(
    ("readers", "said"),
    [
        (0, "Nobody who follows this path reads it in English yet."),
        (3, "Fewer than 10 people who follow this path read it in English."),
        (12, "12 people who follow this path read it in English."),
    ],
)
def test_what_a_publication_changes_is_announced_before_it(designer, path, client, readers, said):
    ask(path)
    french, _english = pages_of(path)
    for _number in range(readers):
        EnrolmentFactory(path=path, user__language="en")
    put_block(french, "<p>Bonsoir.</p>", publish=False)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).content.decode()
    assert "This draft changes 1 text that the version in English follows." in html
    assert said in html
    assert "published today, it has to be followed by" in html
    assert reverse("courses_translating:meaning", args=[french.pk]) in html


def test_who_builds_the_path_is_told_four_times_at_most(designer, path):
    administrator = UserFactory(language="en")
    grant(user=administrator, role=Role.ADMINISTRATOR, at=timezone.now() - DAY, by=None)
    now = timezone.now()
    fall_behind(path, 0)
    assert any_behind()
    assert remind(at=now) == 0
    ask(path)
    assert remind(at=now) == 1
    assert remind(at=now + DAY) == 0
    assert remind(at=now + 24 * DAY) == 1
    assert remind(at=now + 32 * DAY) == 1
    # Nothing became of it: the academy's administrators are told too.
    assert remind(at=now + 40 * DAY) == 2
    assert remind(at=now + 60 * DAY) == 0
    people = [[designer.email]] * 4 + [[administrator.email]]
    assert sorted(message.to for message in mail.outbox) == sorted(people)
    first, _second, last = (message.body for message in mail.outbox[:3])
    assert "It has to follow by" in first
    assert "It had to follow by" in last
    assert "/translations/path/" in first
    kinds = Delivery.objects.filter(user=designer).values_list("kind", flat=True)
    assert set(kinds) == {"courses.translation"}


def test_nobody_is_told_of_each_text_that_falls_behind(designer, path):
    now = timezone.now()
    ask(path)
    first, second = (pages_of(path, number)[0] for number in (0, 1))
    put_block(first, "<p>Bonsoir.</p>")
    put_block(second, "<p>Bonne nuit.</p>")
    of_second = StalePage.objects.filter(page_key=second.translation_key)
    of_second.update(since=now + 3 * DAY)
    assert remind(at=now) == 1
    # The first is brought up to date: the other is behind since later.
    put_block(first, "<p>Bonjour.</p>")
    assert list(StalePage.objects.all()) == list(of_second)
    assert remind(at=now + 3 * DAY) == 0
    assert remind(at=now + 8 * DAY) == 1
    assert remind(at=now + 9 * DAY) == 0


def test_readers_are_told_what_is_newer_until_the_translation_follows(path, client):
    french, english = fall_behind(path, 0)
    html = client.get(english.get_url()).content.decode()
    assert "The version in French of this page is newer." in html
    block_id = french.body.raw_data[0]["id"]
    assert f'href="{french.get_url()}#block-{block_id}"' in html
    assert "Hello." in html
    # The source has nothing to say of it, nor has another lesson.
    assert "is newer" not in client.get(french.get_url()).content.decode()
    assert "is newer" not in client.get(pages_of(path, 1)[1].get_url()).content.decode()
    page = Page.objects.get(pk=french.pk).specific
    page.unpublish()
    assert "is newer" not in client.get(english.get_url()).content.decode()
