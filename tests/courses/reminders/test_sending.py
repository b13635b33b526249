"""The weekly mail: to whom it is time, once, in their language, with a way to stop it."""

import re
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.accounts.mail_times import USUAL, may_leave
from academy.accounts.models import Delivery, MailPreference, User
from academy.accounts.services import deliveries
from academy.core import recurring
from academy.organisms.models import Membership
from courses.models import Assignment, DigestSwitch, PublishedPath
from courses.reminders import queries, services
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import MembershipFactory, UnitFactory

from .worlds import AT, MONDAY, MONTREAL, TUESDAY, ask, follow, local, new_organism, new_person
from .worlds import prefer as prefers

pytestmark = pytest.mark.django_db
State, Reason = Delivery.State, Delivery.Reason


@pytest.fixture(scope="module")
def paths(module_database):
    """Three paths, made once."""
    with module_database():
        for title in ("Hameçonnage", "Mots de passe", "Télétravail"):
            make_path(lessons=1, title=title)


@pytest.fixture
def path(paths):
    return PublishedPath.objects.order_by("first_published_at", "key")[0]


@pytest.fixture
def organism(paths):
    return new_organism()


@pytest.fixture
def person(organism):
    return new_person(organism, email="camille@academie.example", first_name="Camille")


@pytest.fixture
def due(organism, path):
    """A path that the organism asks, due in a week."""
    return ask(
        organism,
        path,
        TUESDAY + timedelta(days=7),
        reason_fr="Pour nous protéger.",
        reason_en="To protect us.",
    )


def told():
    return [(one.state, one.reason) for one in Delivery.objects.order_by("pk")]


def test_what_is_due_comes_once_in_a_week_and_again_the_next(person, due):
    assert services.send_batch(at=AT) == services.Sent(looked_at=1, sent=1)
    assert services.send_batch(at=AT) == services.Sent()
    assert services.send_batch(at=AT + timedelta(days=2)) == services.Sent()
    assert services.send_batch(at=AT + timedelta(days=7)).sent == 1
    assert told() == [(State.SENT, "")] * 2
    assert [one.occasion for one in Delivery.objects.order_by("pk")] == ["2026-10-05", "2026-10-12"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Régie <Rives>", "Pour nous protéger.", "2026"]),
        (
            "en",
            [
                "Rives <Board> asks it of you. To protect us.",
                "Due on October\xa013, 2026.",
                "Stop these emails",
            ],
        ),
    ],
)
def test_it_speaks_the_language_of_the_person_as_text_and_as_html(
    person, due, path, language, said
):
    person.language = language
    person.save(update_fields=["language"])
    services.send_batch(at=AT)
    (message,) = mail.outbox
    ((html, kind),) = message.alternatives
    assert message.to == ["camille@academie.example"]
    assert kind == "text/html"
    assert f'<html lang="{language}">' in html
    for words in [*said, path.text_in(language)["title"], path.text_in(language)["url"]]:
        assert words in message.body
        assert words.replace("<", "&lt;").replace(">", "&gt;") in html
    assert "<Board>" not in html
    assert "<Rives>" not in html


def test_it_holds_no_picture_nothing_from_elsewhere_and_no_personal_data_in_a_link(person, due):
    services.send_batch(at=AT)
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    links = re.findall(r'https?://[^\s"<>]+', message.body + html)
    assert not re.search(r"<(?:img|script|link|iframe)\b|url\(", html)
    assert links
    for link in links:
        assert link.startswith("http://lms.localhost"), link
        for secret in (person.email, "camille", person.public_id.hex, str(person.public_id)):
            assert secret not in link.lower()


def test_programs_for_mail_can_stop_it_in_one_click(client, person, due):
    services.send_batch(at=AT)
    (message,) = mail.outbox
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link in message.body
    address = "/" + link.partition("//")[2].partition("/")[2]
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert services.send_batch(at=AT + timedelta(days=7)) == services.Sent()


def test_who_has_nothing_to_be_told_gets_nothing_and_is_not_looked_at_again(person):
    assert services.send_batch(at=AT) == services.Sent(looked_at=1, nothing=1)
    assert services.send_batch(at=AT) == services.Sent()
    assert told() == [(State.SKIPPED, Reason.NOTHING)]
    assert mail.outbox == []


def test_who_completed_what_is_asked_is_not_reminded_of_it(person, due, path):
    follow(person, path, seen=date(2026, 9, 2), completed=date(2026, 9, 3))
    assert services.send_batch(at=AT).nothing == 1


def test_only_the_unit_that_is_asked_is_reminded(organism, person, path):
    other = UnitFactory(organism=organism)
    ask(organism, path, TUESDAY, unit=other)
    there = UserFactory()
    MembershipFactory(user=there, unit=other, organism=organism)
    services.send_batch(at=AT)
    assert [message.to for message in mail.outbox] == [[there.email]]


def test_what_was_withdrawn_or_is_published_no_more_is_not_spoken_of(person, due, path):
    Assignment.objects.update(withdrawn_at=AT)
    assert services.send_batch(at=AT).nothing == 1
    Delivery.objects.all().delete()
    Assignment.objects.update(withdrawn_at=None)
    PublishedPath.objects.filter(key=path.key).update(is_live=False)
    assert services.send_batch(at=AT).nothing == 1


def test_a_pass_that_ends_a_path_that_was_left_and_a_new_pass_are_told(person):
    one, two, three = PublishedPath.objects.order_by("first_published_at", "key")
    PublishedPath.objects.filter(key=one.key).update(
        validity=[{"since": "0001-01-01", "months": 12}]
    )
    follow(
        person, one, seen=date(2025, 11, 1), completed=date(2025, 11, 1), passed=date(2025, 11, 1)
    )
    follow(person, two, seen=date(2026, 9, 20))
    follow(
        person, three, seen=date(2026, 10, 2), completed=date(2026, 10, 2), passed=date(2026, 10, 2)
    )
    person.language = "en"
    person.save(update_fields=["language"])
    services.send_batch(at=AT)
    body = mail.outbox[0].body
    assert "valid until November\xa01, 2026" in body
    assert f"/en/learn/paths/{two.key}/resume/" in body
    assert f"/en/learn/paths/{three.key}/certificate/" in body
    assert Delivery.objects.get().told == [
        {"rule": "ends_soon", "path": str(one.key), "day": "2026-11-01", "assignment": None},
        {"rule": "left_off", "path": str(two.key), "day": "2026-09-20", "assignment": None},
        {"rule": "passed", "path": str(three.key), "day": "2026-10-02", "assignment": None},
    ]


def test_it_goes_to_no_closed_or_unopened_account_and_to_nobody_elsewhere(organism, due):
    new_person(organism, is_active=False)
    unopened = UnopenedUserFactory()
    unit = organism.unit_placements.first().unit
    MembershipFactory(user=unopened, unit=unit, organism=organism)
    MembershipFactory(unit=unit, organism=organism, starts_on=date(2026, 11, 1))
    new_person(new_organism(on=False))
    assert services.send_batch(at=AT) == services.Sent()


def test_an_organism_that_is_off_or_not_on_yet_sends_nothing(organism, person, due):
    DigestSwitch.objects.update(first_week=MONDAY + timedelta(weeks=1))
    assert services.send_batch(at=AT) == services.Sent()
    assert services.send_batch(at=AT + timedelta(weeks=1)).sent == 1
    DigestSwitch.objects.update(off_at=AT)
    assert services.send_batch(at=AT + timedelta(weeks=2)) == services.Sent()


def test_the_database_asks_what_the_rules_say(organism, settings):
    settings.PUBLIC_HOLIDAYS = ["2026-10-08"]
    wishes = [
        {},
        {"weekday": 0, "hour": 7, "quiet_from": 20, "quiet_until": 6},
        {"weekday": 3, "hour": 13, "quiet_from": 9, "quiet_until": 11},
        {"weekday": 4, "hour": 23, "quiet_from": 5, "quiet_until": 5},
        {"weekday": 0, "away_from": MONDAY, "away_until": TUESDAY},
        {"weekday": 0, "starts_on": date(2026, 10, 7)},
        {"weekday": 2, "hour": 0, "quiet_from": 22, "quiet_until": 0},
    ]
    people = {new_person(organism).pk: USUAL}
    for wish in wishes:
        user = new_person(organism)
        people[user.pk] = prefers(user, **wish).wish
    prefers(new_person(organism), stopped_at=AT)
    for hours in range(7 * 24):
        moment = local(MONDAY, 0, 20) + timedelta(hours=hours)
        expected = {
            pk
            for pk, wish in people.items()
            if may_leave(moment.astimezone(MONTREAL), wish, settings.PUBLIC_HOLIDAYS)
        }
        assert set(queries.people_due(moment).values_list("pk", flat=True)) == expected, moment


def test_a_change_of_the_clocks_changes_nothing_of_the_hour(person, due):
    Assignment.objects.update(due_on=date(2026, 11, 9))
    # The clocks go back on the first of November: nine is an hour later in UTC from then on.
    for day, utc_hour in ((date(2026, 10, 27), 13), (date(2026, 11, 3), 14)):
        nine = local(day, 9, 0)
        assert nine.hour == utc_hour
        assert services.send_batch(at=nine - timedelta(minutes=1)) == services.Sent()
        assert services.send_batch(at=nine).sent == 1


class Refusing(locmem.EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected


class Choosy(locmem.EmailBackend):
    """A mail server that refuses some addresses."""

    def send_messages(self, messages):
        if any("refused" in message.to[0] for message in messages):
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


class Away(locmem.EmailBackend):
    """A mail server that can't be reached."""

    def open(self):
        raise ConnectionRefusedError


HERE = "tests.courses.reminders.test_sending"


def test_what_the_server_did_not_take_is_tried_again_and_then_given_up(person, due, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    for number, after in enumerate((0, 1, 2), start=1):
        batch = services.send_batch(at=AT + timedelta(hours=after))
        assert (batch.failed, batch.is_away) == (1, True)
        assert Delivery.objects.get().attempts == number
        assert services.send_batch(at=AT + timedelta(hours=after, minutes=30)) == services.Sent()
    assert services.send_batch(at=AT + timedelta(hours=5)) == services.Sent()
    assert told() == [(State.FAILED, Reason.MAIL_SERVER)]


def test_what_failed_leaves_once_the_server_is_back(person, due, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    services.send_batch(at=AT)
    settings.EMAIL_BACKEND = backend
    assert services.send_batch(at=AT + timedelta(hours=1)).sent == 1
    assert told() == [(State.SENT, "")]
    assert len(mail.outbox) == 1


def test_what_failed_is_dropped_once_there_is_nothing_to_say(person, due, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    services.send_batch(at=AT)
    Assignment.objects.update(withdrawn_at=AT)
    services.send_batch(at=AT + timedelta(hours=1))
    assert told() == [(State.SKIPPED, Reason.NOTHING)]


def test_one_address_that_is_refused_keeps_nobody_else_waiting(organism, due, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Choosy"
    new_person(organism, email="refused@academie.example")
    new_person(organism)
    assert services.send_batch(at=AT) == services.Sent(looked_at=2, sent=1, failed=1)


def test_while_the_server_is_away_nobody_is_counted_as_tried(person, due, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Away"
    assert services.send_batch(at=AT).is_away
    assert services.send_due(at=AT) is None
    assert told() == []


def test_a_mail_that_was_interrupted_is_never_sent_again(person, due):
    Delivery.objects.create(
        user=person, kind=queries.DIGEST, occasion="2026-10-05", state=State.SENDING, at=AT
    )
    for hours in (0, 5, 48):
        assert services.send_batch(at=AT + timedelta(hours=hours)) == services.Sent()
    assert mail.outbox == []


def test_a_process_that_dies_leaves_a_few_in_doubt_and_the_others_get_theirs(
    organism, due, monkeypatch
):
    people = [new_person(organism) for _number in range(6)]
    monkeypatch.setattr(services, "TAKEN", 2)
    left = []

    class Killed(BaseException):
        pass

    def die(self, messages):
        if len(left) == 3:
            raise Killed
        left.extend(messages)
        return len(messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", die)
    with pytest.raises(Killed):
        services.send_batch(at=AT)
    monkeypatch.undo()
    services.send_batch(at=AT)
    got = [message.to[0] for message in [*left, *mail.outbox]]
    assert len(got) == len(set(got)) == len(people) - 1
    assert Delivery.objects.filter(state=State.SENDING).count() == 2


def test_the_worker_sends_hourly_and_comes_back_while_there_are_others(organism, due, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    for _number in range(3):
        new_person(organism)
    work = recurring.work("courses.digests")
    assert work.rhythm is recurring.Rhythm.HOURLY
    assert work.wanted()
    assert work.run(AT) is recurring.AGAIN
    assert work.run(AT) is recurring.AGAIN
    assert work.run(AT) is None
    assert len(mail.outbox) == 3
    DigestSwitch.objects.update(off_at=AT)
    assert not work.wanted()


def test_more_people_in_a_batch_and_more_paths_cost_no_more_queries(organism, path, person, due):
    def cost(at):
        with CaptureQueriesContext(connection) as captured:
            assert services.send_batch(at=at).sent
        return len(captured)

    few = cost(AT)
    for number in range(services.TAKEN - 1):
        follow(new_person(organism), path, seen=date(2026, 9, 1 + number))
    for other in PublishedPath.objects.exclude(key=path.key):
        ask(organism, other, TUESDAY + timedelta(days=9))
    many = cost(AT + timedelta(weeks=1))
    assert many == few
    assert len(mail.outbox) == services.TAKEN + 1


def test_a_whole_batch_stays_within_its_budget(organism, due):
    unit = organism.unit_placements.first().unit
    users = User.objects.bulk_create(
        User(email=f"p{number}@academie.example", password="!x", last_login=AT)
        for number in range(services.BATCH + 1)
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            unit=unit,
            organism=organism,
            starts_on=date(2020, 1, 1),
            person_number=f"{number:06}",
        )
        for number, user in enumerate(users)
    )
    with CaptureQueriesContext(connection) as captured:
        assert services.send_batch(at=AT).sent == services.BATCH
    # Seventeen for the batch; six for each twenty-five mails, savepoints included.
    assert len(captured) <= 17 + 6 * (services.BATCH // services.TAKEN)
    assert services.send_batch(at=AT).sent == 1


def test_old_lines_of_the_log_are_forgotten(person):
    for weeks, state, reason in (
        (60, State.SENT, Reason.NONE),
        (50, State.SENT, Reason.NONE),
        (4, State.SKIPPED, Reason.NOTHING),
        (1, State.SKIPPED, Reason.NOTHING),
    ):
        Delivery.objects.create(
            user=person,
            kind=queries.DIGEST,
            occasion=f"{weeks}",
            state=state,
            reason=reason,
            at=AT - timedelta(weeks=weeks),
        )
    assert deliveries.forget_old(AT) == 2
    assert {one.occasion for one in Delivery.objects.all()} == {"50", "1"}


def test_the_account_takes_its_preference_and_its_log_with_it(person, due):
    services.send_batch(at=AT)
    person.delete()
    assert not Delivery.objects.exists()
    assert not MailPreference.objects.exists()
