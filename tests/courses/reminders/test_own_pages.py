"""One's own mails: when they come, stopping them without signing in, why one came."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import translation

from academy.accounts.models import AuditEntry, Delivery, MailPreference
from academy.accounts.services.mails import stop_token
from courses.models import DigestSwitch
from courses.reminders import services
from tests.factories.courses import make_path

from .worlds import AT, TUESDAY, ask, new_organism, new_person, prefer

pytestmark = pytest.mark.django_db
TIMES = {"weekday": "1", "hour": "9", "quiet_from": "18", "quiet_until": "8"}


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        return make_path(lessons=1, title="Phishing")


@pytest.fixture
def organism(path):
    organism = new_organism()
    ask(organism, path, TUESDAY + timedelta(days=7), reason_en="To protect us.")
    return organism


@pytest.fixture
def person(organism):
    return new_person(organism, language="en", first_name="Camille")


@pytest.fixture(autouse=True)
def _now():
    """A Tuesday at five past nine, in English."""
    with translation.override("en"), time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def page(client):
    return client.get(reverse("courses:mails")).content.decode()


def test_the_page_says_when_the_next_one_leaves_what_it_would_say_and_why(signed_in):
    said = page(signed_in)
    assert "leaves on <strong>Tuesday October\xa013, 2026 at 9:00\xa0a.m.</strong>" in said
    assert "Due on October\xa013, 2026." in said
    assert "Rives &lt;Board&gt; asks it of you. To protect us." in said
    assert "Nothing yet." in said


def test_the_account_leads_to_it(signed_in):
    menu = signed_in.get(reverse("account_email")).content.decode()
    assert f'href="{reverse("courses:mails")}"' in menu


def test_who_is_in_no_organism_that_sends_is_told_so(signed_in):
    DigestSwitch.objects.update(off_at=AT)
    assert "Your organization does not send the weekly email" in page(signed_in)


def test_the_next_one_leaves_no_sooner_than_the_organism_begins(signed_in):
    DigestSwitch.objects.update(first_week=TUESDAY + timedelta(days=20))
    assert "leaves on <strong>Tuesday October\xa027, 2026" in page(signed_in)


def test_choosing_a_time(signed_in, person):
    chosen = {
        "weekday": "3",
        "hour": "14",
        "quiet_from": "20",
        "quiet_until": "7",
        "away_from": "2026-10-12",
        "away_until": "2026-10-16",
    }
    reply = signed_in.post(reverse("courses:mails"), chosen, follow=True)
    assert "Your choice is kept." in reply.content.decode()
    assert "Thursday October\xa08, 2026 at 2:00\xa0p.m." in reply.content.decode()
    wish = MailPreference.objects.get(user=person).wish
    assert (wish.weekday, wish.hour, wish.quiet_from, wish.quiet_until) == (3, 14, 20, 7)
    assert str(wish.away_until) == "2026-10-16"


def test_a_new_time_that_is_over_counts_from_the_next_week(signed_in, person):
    signed_in.post(reverse("courses:mails"), TIMES | {"weekday": "0"})
    assert services.send_batch(at=AT + timedelta(hours=1)) == services.Sent()
    assert services.send_batch(at=AT + timedelta(days=6)).sent == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hour": "3"}, "This hour is among your quiet hours."),
        ({"hour": "30"}, "Select a valid choice."),
        ({"weekday": "6"}, "Select a valid choice."),
        ({"away_from": "2026-12-01"}, "Say until when you are away."),
        ({"away_until": "2026-12-01"}, "Say from when you are away."),
        (
            {"away_from": "2026-12-02", "away_until": "2026-12-01"},
            "The last day of an absence can&#x27;t be before its first.",
        ),
    ],
)
def test_times_at_which_nothing_would_come_are_refused(signed_in, changed, said):
    reply = signed_in.post(reverse("courses:mails"), TIMES | changed)
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not MailPreference.objects.exists()


def test_stopping_and_having_it_again_from_the_page(signed_in, person):
    switch = reverse("courses:mails-switch")
    assert "You have stopped the weekly email" in (
        signed_in.post(switch, follow=True).content.decode()
    )
    assert services.send_batch(at=AT) == services.Sent()
    said = signed_in.post(switch, {"wanted": "yes"}, follow=True).content.decode()
    assert "You will get the weekly email again." in said
    # That of this week isn't sent late.
    assert services.send_batch(at=AT + timedelta(hours=1)) == services.Sent()
    assert services.send_batch(at=AT + timedelta(days=7)).sent == 1
    actions = AuditEntry.objects.filter(action__startswith="mail.").order_by("id")
    assert [(one.action, one.actor) for one in actions] == [
        ("mail.stop", person),
        ("mail.resume", person),
    ]


def test_the_link_of_a_mail_stops_it_without_signing_in_and_takes_that_back(client, person):
    services.send_batch(at=AT)
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    address = "/" + link.partition("//")[2].partition("/")[2]
    strict = type(client)(enforce_csrf_checks=True)
    looked = strict.get(address)
    assert "Stop the weekly email?" in looked.content.decode()
    assert "no-store" in looked.headers["Cache-Control"]
    assert MailPreference.objects.get().stopped_at is None, "programs look at links"
    assert "The weekly email is stopped" in strict.post(address).content.decode()
    assert MailPreference.objects.get().stopped_at == AT
    said = strict.post(address, {"again": "yes"}).content.decode()
    assert "You will get the weekly email again" in said
    assert MailPreference.objects.get().stopped_at is None
    assert [one.details for one in AuditEntry.objects.filter(action="mail.stop")] == [
        {"by": "link"}
    ]


def test_a_link_that_we_did_not_sign_stops_nothing(client, person):
    preference = prefer(person)
    token = stop_token(preference)
    for forged in (preference.key.hex, f"{token}x", f"{preference.key.hex}:{'0' * 43}", "a:b"):
        assert client.post(reverse("courses:mails-stop", args=[forged])).status_code == 404
    assert MailPreference.objects.get().stopped_at is None


def test_the_link_works_as_long_as_the_account_and_tells_nothing_of_the_person(client, person):
    token = stop_token(prefer(person))
    assert person.public_id.hex not in token
    with time_machine.travel(AT + timedelta(days=2000), tick=False):
        assert client.post(reverse("courses:mails-stop", args=[token])).status_code == 200
    person.delete()
    assert client.post(reverse("courses:mails-stop", args=[token])).status_code == 404


def test_duties_stay_on_the_dashboard_of_who_stopped_the_mails(signed_in):
    signed_in.post(reverse("courses:mails-switch"))
    assert "Phishing" in signed_in.get(reverse("home:dashboard")).content.decode()


def test_the_log_says_what_became_of_mails_and_why_each_line_was_there(signed_in, person):
    services.send_batch(at=AT)
    said = page(signed_in)
    why = reverse("courses:mail-why", args=[Delivery.objects.get().public_id])
    assert "Weekly email" in said
    assert f'href="{why}"' in said
    assert why in mail.outbox[0].body
    explained = signed_in.get(why).content.decode()
    assert "Phishing" in explained
    assert "its day is in two weeks at most" in explained
    assert "Rives &lt;Board&gt; asks it of everybody there." in explained


def test_why_outlives_the_path_and_the_assignment(signed_in, person, organism):
    Delivery.objects.create(
        user=person,
        kind="courses.digest",
        occasion="2026-09-07",
        state="sent",
        at=AT,
        told=[
            {
                "rule": "overdue",
                "path": "00000000-0000-0000-0000-000000000007",
                "day": "2026-09-01",
                "assignment": 999_999,
            }
        ],
    )
    why = reverse("courses:mail-why", args=[Delivery.objects.get().public_id])
    assert "A path that is gone" in signed_in.get(why).content.decode()


def test_nobody_reads_why_somebody_else_got_a_mail(client, person, organism):
    services.send_batch(at=AT)
    client.force_login(new_person(organism))
    why = reverse("courses:mail-why", args=[Delivery.objects.get().public_id])
    assert client.get(why).status_code == 404
    assert "Why did I get this?" not in page(client)
