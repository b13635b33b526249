"""What would leave before it leaves, the switch of an organism, the log, the command."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from academy.accounts.mail_times import week_of
from academy.accounts.models import AuditEntry, Delivery
from academy.core.errors import NotFound
from courses.models import Assignment, DigestSwitch, PublishedPath
from courses.reminders import plan as plans
from courses.reminders import services
from courses.reminders.plan import Count, plan_of, rehearse
from courses.reminders.rules import Rule
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import RoleGrantFactory

from .worlds import AT, TUESDAY, ask, follow, local, new_organism, new_person, prefer

pytestmark = pytest.mark.django_db
NEXT = TUESDAY + timedelta(days=7)


@pytest.fixture(scope="module")
def paths(module_database):
    with module_database():
        return [make_path(lessons=1, title=title) for title in ("Phishing", "Passwords")]


@pytest.fixture
def organism(paths):
    """An organism of thirteen people that is asked a path due in two weeks; its mail is off."""
    organism = new_organism(on=False)
    ask(organism, paths[0], TUESDAY + timedelta(days=14), reason_en="To protect us.")
    for _number in range(13):
        new_person(organism)
    return organism


@pytest.fixture(autouse=True)
def _now():
    with translation.override("en"), time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def manager(organism):
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, organism=organism)
    return user


@pytest.fixture
def administrator(paths):
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, administrator=True)
    return user


def mails_of(plan, day):
    week = next(one for one in plan.weeks if one.monday == week_of(day))
    return week.days[day.weekday()]


def test_the_calendar_tells_the_days_to_come_and_sends_nothing(organism):
    prefer(new_person(organism), weekday=3)
    plan = plan_of(organism, AT)
    assert [week.monday.day for week in plan.weeks] == [12, 19, 26, 2]
    assert mails_of(plan, NEXT) == Count(at_least=10), "thirteen, rounded down"
    assert mails_of(plan, date(2026, 10, 15)) == Count(fewer_than=10)
    assert mails_of(plan, date(2026, 10, 12)) == Count(fewer_than=10), "as many as where none is"
    assert dict(plan.kinds)[Rule.DUE_SOON] == Count(at_least=10)
    assert dict(plan.kinds)[Rule.OVERDUE] == Count(fewer_than=10)
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_the_calendar_is_what_then_leaves(organism, administrator):
    services.switch_on(by=administrator, organism=organism, at=AT)
    planned = plan_of(organism, AT)
    sent = [services.send_batch(at=local(week)).sent for week in (NEXT, NEXT + timedelta(weeks=1))]
    assert sent == [13, 13]
    for week in (NEXT, NEXT + timedelta(weeks=1)):
        assert mails_of(planned, week) == Count(at_least=10)


def test_who_stopped_mails_is_in_no_number(organism):
    for user in [new_person(organism) for _number in range(2)]:
        prefer(user, stopped_at=AT)
    assert plan_of(organism, AT).people == Count(at_least=10)


def test_a_public_holiday_is_told_and_its_mails_move(organism, settings):
    settings.PUBLIC_HOLIDAYS = [NEXT.isoformat()]
    plan = plan_of(organism, AT)
    assert mails_of(plan, NEXT) is None
    assert mails_of(plan, NEXT + timedelta(days=1)) == Count(at_least=10)


def test_of_few_people_no_number_is_told(paths):
    organism = new_organism(on=False)
    for _number in range(9):
        new_person(organism)
    plan = plan_of(organism, AT)
    assert plan.is_small
    assert plan.weeks == plan.kinds == ()
    assert plan.people == Count(fewer_than=10)


def test_of_many_people_some_are_looked_at_and_stand_for_the_others(
    organism, monkeypatch, client, administrator
):
    monkeypatch.setattr(plans, "MOST_LOOKED_AT", 15)
    for _number in range(11):
        new_person(organism)
    plan = plan_of(organism, AT)
    assert plan.one_in == 2
    assert mails_of(plan, NEXT) == plan.people == Count(at_least=20), "some twelve of twenty-four"
    assert mails_of(plan, NEXT + timedelta(days=1)) == Count(fewer_than=20)
    client.force_login(administrator)
    page = client.get(reverse("courses:digest", args=[organism.public_id])).content.decode()
    assert "one in 2 was looked at" in page


def test_asking_for_a_path_is_tried_out_before_it_is_asked(organism, paths):
    Assignment.objects.all().delete()
    tried = Assignment(
        organism=organism,
        path_key=paths[1].key,
        due_on=NEXT + timedelta(days=20),
        assigned_at=AT,
    )
    plan = plan_of(organism, AT, if_asked=tried)
    none, some = Count(fewer_than=10), Count(at_least=10)
    first, second, *_later = [(one.mails, one.about, one.alone) for one in plan.weeks]
    assert first == (none, none, none), "neither new nor due soon any more"
    assert second == (some, some, some)
    ask(organism, paths[0], NEXT)
    again = plan_of(organism, AT, if_asked=tried)
    second = again.weeks[1]
    assert (second.mails, second.about, second.alone) == (some, some, none)
    assert Assignment.objects.count() == 1


def test_a_due_date_that_is_counted_is_tried_out_as_it_would_be_asked(
    client, manager, organism, paths
):
    Assignment.objects.all().delete()
    client.force_login(manager)
    address = reverse("courses:digest-if-asked", args=[organism.public_id])
    said = {"path": str(paths[1].key), "counted": "asking"}
    refused = client.get(address, said)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"due_days"}
    tried = client.get(address, said | {"due_days": "20"}).context["plan"]
    day = (TUESDAY + timedelta(days=20)).isoformat()
    fixed = client.get(address, {"path": str(paths[1].key), "due_on": day}).context["plan"]
    assert tried.weeks == fixed.weeks
    assert any(week.about == Count(at_least=10) for week in tried.weeks)
    page = client.get(address, {"path": str(paths[1].key), "counted": "fixed"})
    assert page.context["form"].errors.keys() == {"due_on"}
    assert not Assignment.objects.exists()


def test_more_people_cost_the_calendar_no_more_queries(organism, paths):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            plan_of(organism, AT)
        return len(captured)

    few = cost()
    for number in range(10):
        follow(new_person(organism), paths[0], seen=date(2026, 9, 1 + number))
    assert cost() == few


def test_switching_on_shows_what_would_leave_first_and_starts_next_week(client, manager, organism):
    client.force_login(manager)
    assert (
        client.get(reverse("courses:digests"))
        .headers["Location"]
        .endswith(reverse("courses:digest", args=[organism.public_id]))
    )
    address = reverse("courses:digest", args=[organism.public_id])
    page = client.get(address).content.decode()
    assert "Off: nobody gets it." in page
    assert "10 or a few more" in page
    assert "October\xa012, 2026" in page
    assert "A whole email, as a sample" in page
    assert "To protect us." in page
    said = client.post(address, {"wanted": "yes"}, follow=True).content.decode()
    assert "On, from the week of October\xa012, 2026." in said
    assert services.send_batch(at=AT) == services.Sent()
    assert services.send_batch(at=local(NEXT)).sent == 13
    client.post(address, {"wanted": "no"})
    assert services.send_batch(at=local(NEXT + timedelta(weeks=1))) == services.Sent()
    actions = AuditEntry.objects.filter(action__startswith="digest.").order_by("id")
    assert [(one.action, one.organism_code) for one in actions] == [
        ("digest.on", organism.code),
        ("digest.off", organism.code),
    ]


def test_switching_twice_is_switching_once(organism, administrator):
    first = services.switch_on(by=administrator, organism=organism, at=AT)
    again = services.switch_on(by=administrator, organism=organism, at=AT + timedelta(weeks=2))
    assert (again.pk, again.first_week) == (first.pk, first.first_week)
    assert AuditEntry.objects.filter(action="digest.on").count() == 1


def test_nobody_switches_the_mails_of_another_organism(manager, paths):
    other = new_organism(on=False)
    with pytest.raises(NotFound):
        services.switch_on(by=manager, organism=other, at=AT)
    with pytest.raises(NotFound):
        services.switch_off(by=manager, organism=other, at=AT)
    assert not DigestSwitch.objects.exists()


def test_the_page_that_tries_a_path_out(client, manager, organism, paths):
    client.force_login(manager)
    address = reverse("courses:digest-if-asked", args=[organism.public_id])
    assert "For it alone" not in client.get(address).content.decode()
    asked = {"path": str(paths[1].key), "due_on": NEXT.isoformat()}
    page = client.get(address, asked).content.decode()
    assert "For it alone" in page
    assert "as long as it is, asking for a path sends nothing" in page
    for wrong in ({"path": "nothing"}, {"due_on": "2020-01-01"}, {"due_on": ""}):
        assert client.get(address, asked | wrong).status_code == 422
    assert Assignment.objects.count() == 1


def test_an_administrator_finds_every_organism_and_whether_it_is_on(
    client, administrator, organism
):
    client.force_login(administrator)
    new_organism(name="Dunes")
    address = reverse("courses:digests")
    assert "Dunes &lt;Board&gt;" in client.get(address).content.decode()
    found = client.get(address, {"q": "rives"}).content.decode()
    assert "Rives &lt;Board&gt;" in found
    assert "Dunes" not in found
    assert "No organization found" in client.get(address, {"q": "zzz"}).content.decode()


def test_the_log_says_to_whom_when_which_kind_and_how_it_ended_and_no_more(
    client, administrator, organism
):
    services.switch_on(by=administrator, organism=organism, at=AT)
    services.send_batch(at=local(NEXT))
    new_person(new_organism(name="Dunes"), first_name="Silent")
    services.send_batch(at=local(NEXT))
    with time_machine.travel(local(NEXT) + timedelta(hours=1), tick=False):
        client.force_login(administrator)
        page = client.get(reverse("courses:mail-log")).content.decode()
        skipped = client.get(reverse("courses:mail-log"), {"state": "skipped"}).content.decode()
    person = Delivery.objects.filter(state="sent").first().user
    assert str(person) in page
    assert re.search(r"Weekly email</th><td>Email sent</td><td class=\"number\">13<", page)
    assert "Phishing" not in page
    assert person.email not in page
    assert "Silent" not in page
    assert "No email sent: there was nothing to say" in skipped


def test_the_pages_of_the_desk_cost_the_same_for_many_people(client, administrator, organism):
    services.switch_on(by=administrator, organism=organism, at=AT)
    client.force_login(administrator)

    def cost():
        client.get(reverse("courses:mail-log"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("courses:mail-log"))
        return len(captured)

    services.send_batch(at=local(NEXT))
    few = cost()
    services.send_batch(at=local(NEXT + timedelta(weeks=1)))
    assert cost() == few


def run(*options):
    out = StringIO()
    call_command("send_digests", *options, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_would_leave_and_sends_nothing(organism, administrator):
    services.switch_on(by=administrator, organism=organism, at=AT)
    said = run("--dry-run", "--at", "2026-10-13T09:00")
    assert "At 2026-10-13 09:00, nothing was sent:" in said
    assert "13 mails would leave; 0 of the 13 people" in said
    assert "due_soon: 13 mails" in said
    assert mail.outbox == []
    assert rehearse(AT).people == 0


def test_the_command_sends_what_is_due_in_as_many_batches_as_it_takes(
    organism, administrator, monkeypatch
):
    monkeypatch.setattr(services, "BATCH", 5)
    services.switch_on(by=administrator, organism=organism, at=AT - timedelta(weeks=1))
    assert "13 mails left" in run()
    assert "0 mails left" in run()
    assert len(mail.outbox) == 13


def test_the_command_refuses_to_send_before_the_time(organism):
    with pytest.raises(CommandError, match="before their time"):
        run("--at", "2026-10-13T09:00")
    with pytest.raises(CommandError, match="is no moment"):
        run("--at", "soon")


def test_the_command_says_when_the_mail_server_takes_nothing(organism, administrator, settings):
    services.switch_on(by=administrator, organism=organism, at=AT - timedelta(weeks=1))
    settings.EMAIL_BACKEND = "tests.courses.reminders.test_sending.Away"
    with pytest.raises(CommandError, match="takes nothing at the moment"):
        run()
    assert not Delivery.objects.exists()


def test_samples_need_a_path_to_speak_of(client, manager, organism):
    PublishedPath.objects.update(is_live=False)
    client.force_login(manager)
    page = client.get(reverse("courses:digest", args=[organism.public_id])).content.decode()
    assert "What would leave" in page
    assert "A whole email, as a sample" not in page
