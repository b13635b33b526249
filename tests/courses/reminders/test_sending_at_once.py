"""Several processes that send at the same moment: each person gets one mail."""

from datetime import timedelta

import pytest
from django.core import mail

from academy.accounts.models import Delivery, MailPreference
from academy.accounts.services import mails
from courses.reminders import services
from tests.courses.at_once import at_once
from tests.factories.courses import make_path

from .worlds import AT, TUESDAY, ask, new_organism, new_person

pytestmark = pytest.mark.usefixtures("own_database")


def test_each_person_gets_one_mail_however_many_send(monkeypatch):
    monkeypatch.setattr(services, "TAKEN", 3)
    organism = new_organism()
    ask(organism, make_path(lessons=1), TUESDAY)
    people = [new_person(organism) for _number in range(20)]
    mail.outbox.clear()
    at_once(lambda: services.send_batch(at=AT))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(one.email for one in people)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_what_failed_is_tried_again_by_one_of_them():
    organism = new_organism()
    ask(organism, make_path(lessons=1), TUESDAY)
    person = new_person(organism)
    Delivery.objects.create(
        user=person,
        kind="courses.digest",
        occasion="2026-10-05",
        state="failed",
        attempts=1,
        at=AT - timedelta(hours=1),
    )
    mail.outbox.clear()
    at_once(lambda: services.send_batch(at=AT))
    assert len(mail.outbox) == 1
    assert list(Delivery.objects.values_list("state", "attempts")) == [("sent", 2)]


def test_who_stops_twice_stops_once():
    person = new_person(new_organism())
    at_once(lambda: mails.stop(user=person, at=AT, by=None))
    assert MailPreference.objects.get().stopped_at == AT
