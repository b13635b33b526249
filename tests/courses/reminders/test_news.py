"""What the weekly mail says of answers to requests, and of who saw the person by name."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from academy.accounts.models import Delivery
from academy.organisms.models import Role
from courses.models import ExemptionRequest, NamedLook, PersonShown
from courses.reminders import services
from courses.reminders.rules import Answered, Known, Rule, Shown, lines_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path

from .worlds import AT, TUESDAY, ask, local, new_organism, new_person

DAY = date(2026, 10, 6)
ONE = UUID(int=1)
RIVES = SimpleNamespace(name="Rives")
SHOWN = Shown(ONE, DAY, "Ada Roy", "training officer", RIVES, "To help", "", 7)


def lines(**known):
    return lines_on(Known(**known), DAY)


@pytest.mark.parametrize(("ago", "is_told"), [(0, True), (6, True), (7, False), (-1, False)])
def test_news_is_told_for_a_week(ago, is_told):
    day = DAY - timedelta(days=ago)
    answers = (Answered(ONE, day, RIVES, is_granted=True),)
    assert bool(lines(answers=answers)) is is_told
    assert bool(lines(shown=(replace(SHOWN, day=day),))) is is_told


def test_who_looked_several_times_is_named_once_with_the_last_day():
    earlier = replace(SHOWN, day=DAY - timedelta(days=3))
    other = replace(SHOWN, who="Bo Li")
    found = lines(shown=(SHOWN, earlier, other))
    assert [(line.rule, line.news.who, line.day) for line in found] == [
        (Rule.SHOWN, "Ada Roy", DAY),
        (Rule.SHOWN, "Bo Li", DAY),
    ]


@pytest.fixture
def organism():
    return new_organism(name="Rives")


@pytest.fixture
def learner(organism):
    return new_person(organism, language="en", email="learner@example.org")


def opened(organism, learner, assignment, looker, on):
    look = NamedLook.objects.create(
        organism=organism,
        assignment=assignment,
        looker=looker,
        looked_as=Role.TRAINING_OFFICER,
        reason=NamedLook.Reason.HELP,
        opened_at=local(on),
        until=local(on) + timedelta(minutes=15),
    )
    for way in (PersonShown.Way.PAGE, PersonShown.Way.CSV):
        PersonShown.objects.create(
            look=look, user=learner, way=way, shown_at=local(on), state="not_begun"
        )
    return look


@pytest.mark.django_db
def test_who_opened_the_list_is_in_the_mail_and_its_reason(organism, learner, client):
    path = make_path(title="Passwords", slug="passwords")
    asked = ask(organism, path, TUESDAY + timedelta(days=90))
    officer = UserFactory(first_name="Ada", last_name="Roy")
    opened(organism, learner, asked, officer, TUESDAY - timedelta(days=3))
    opened(organism, learner, asked, officer, TUESDAY - timedelta(days=30))
    other = new_person(organism)
    assert services.send_batch(at=AT).sent == 1, "nobody else is told"
    (message,) = mail.outbox
    assert message.subject == "Somebody opened a list on which you are"
    text = " ".join(message.body.replace("\xa0", " ").split())
    assert "Ada Roy (training officer, Rives <Board>) opened the list of those of whom" in text
    assert "October 3, 2026, and saw how far you are." in text
    assert "The reason given: To help those who haven’t finished" in text
    with translation.override("en"):
        assert reverse("courses:looks") in text
    assert text.count("opened the list") == 1, "the one of a month ago is told no more"
    assert not Delivery.objects.filter(user=other, state="sent").exists()
    delivery = Delivery.objects.get(user=learner)
    assert "Ada" not in str(delivery.told), "the log keeps no name"
    client.force_login(learner)
    with translation.override("en"):
        why = client.get(reverse("courses:mail-why", args=[delivery.public_id]))
    assert "Who saw you by name" in why.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "said"),
    [("granted", "has exempted you"), ("refused", "has refused to exempt you")],
)
def test_an_answer_is_told_and_its_words_stay_on_the_page(organism, learner, state, said):
    path = make_path(title="Passwords", slug="passwords")
    ask(organism, path, TUESDAY + timedelta(days=90))
    ExemptionRequest.objects.create(
        organism=organism,
        path_key=path.key,
        user=learner,
        reason="My own reason.",
        asked_at=local(TUESDAY - timedelta(days=5)),
        state=state,
        answer="Words about a person.",
        answered_at=local(TUESDAY - timedelta(days=2)),
    )
    assert services.send_batch(at=AT).sent == 1
    (message,) = mail.outbox
    whole = message.body + message.alternatives[0].content
    assert message.subject == "A request of yours was answered"
    assert f"Rives <Board> {said}" in " ".join(message.body.split())
    assert "Your page says why, and who decided." in message.body
    assert "My own reason." not in whole
    assert "Words about a person." not in whole
