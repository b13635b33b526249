"""Designers are told once a month, and on the desk's first page, what was to be read again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from academy.core import recurring
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.linting.reminding import tell_of_ageing
from courses.models import LessonPage
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)


def somebody(role, organism=None):
    user = UserFactory(language="en")
    grant(user=user, role=role, organism=organism, at=timezone.now(), by=None)
    return user


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def path(organism):
    path = make_path(courses=1, lessons=2, questions=0, languages=["fr"], built_by=[organism])
    LessonPage.objects.update(review_by=timezone.localdate() + 5 * DAY)
    return path


def date(lesson, day):
    LessonPage.objects.filter(pk=lesson.pk).update(review_by=day)


def test_the_designers_of_the_path_get_one_mail_a_month(path, organism):
    designer = somebody(Role.DESIGNER, organism)
    somebody(Role.DESIGNER, OrganismFactory())
    somebody(Role.ADMINISTRATOR)
    at = timezone.now()
    assert not recurring.work("courses.ageing").wanted()
    assert tell_of_ageing(at=at) == 0
    lesson = lesson_pages(path)[0]
    date(lesson, timezone.localdate(at) - DAY)
    assert recurring.work("courses.ageing").wanted()
    first = timezone.localtime(at).replace(day=1)
    assert tell_of_ageing(at=at) == 1
    assert tell_of_ageing(at=at) == 0, "once a month"
    (message,) = mail.outbox
    assert message.to == [designer.email]
    assert message.subject == "1 lesson to read again"
    assert lesson.title in message.body
    assert lesson_pages(path)[1].title not in message.body
    assert f"{reverse('courses_linting:ageing')}?state=past" in message.body
    assert tell_of_ageing(at=first + 32 * DAY) == 1


def test_where_nobody_designs_the_administrators_are_told(path):
    administrator = somebody(Role.ADMINISTRATOR)
    date(lesson_pages(path)[0], timezone.localdate() - DAY)
    assert tell_of_ageing(at=timezone.now()) == 1
    assert mail.outbox[0].to == [administrator.email]


def test_a_withdrawn_lesson_is_nobodys_reading(path, organism):
    somebody(Role.DESIGNER, organism)
    lesson = lesson_pages(path)[0]
    date(lesson, timezone.localdate() - DAY)
    lesson.refresh_from_db()
    lesson.unpublish()
    assert tell_of_ageing(at=timezone.now()) == 0


def test_the_first_page_of_the_desk_counts_what_one_may_edit(
    path, organism, client, with_second_factor
):
    designer = somebody(Role.DESIGNER, organism)
    with_second_factor(designer)
    client.force_login(designer)
    home = reverse("wagtailadmin_home")
    assert "to be read again by now" not in client.get(home).content.decode()
    for lesson in lesson_pages(path):
        date(lesson, timezone.localdate() - DAY)
    theirs = make_path(languages=["fr"], built_by=[OrganismFactory()])
    date(lesson_pages(theirs)[0], timezone.localdate() - DAY)
    html = client.get(home).content.decode()
    assert "2 lessons were to be read again by now." in html
    assert f"{reverse('courses_linting:ageing')}?state=past" in html
