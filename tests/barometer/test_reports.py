"""A page by mail: once after each release, to who may still see it, until they stop it."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.mail.backends import locmem
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from academy.accounts.models import AuditEntry, Delivery
from academy.accounts.services import deliveries
from academy.core import recurring
from academy.core.errors import NotFound
from academy.organisms.models import Organism, Portfolio, RoleGrant
from barometer.models import Release, ReportDelivery, ReportSubscription
from barometer.releases import queries
from barometer.reports import services
from barometer.reports.mail import stop_token
from barometer.reports.models import Frequency
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next

pytestmark = pytest.mark.django_db
State, Reason = Delivery.State, ReportDelivery.Reason


@pytest.fixture(autouse=True)
def _empty_cache():
    """Pages are kept under their release, which no test here changes: each is drawn once."""
    caches["default"].clear()


@pytest.fixture(scope="module")
def released(module_database):
    """Two releases of an organism, and one of which nothing is published."""
    caches["local"].clear()
    with module_database():
        portfolio = PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")
        organism = OrganismFactory(
            code="O1", name_fr="Régie <des> rives", name_en="Shores Board", portfolio=portfolio
        )
        path = new_path()
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10, others=20)
        OrganismFactory(code="O2", portfolio=portfolio)
        publish_next()
        publish_next()


@pytest.fixture
def organism(released):
    return Organism.objects.get(code="O1")


@pytest.fixture
def manager(organism):
    user = UserFactory(email="camille@academie.example", language="fr", first_name="Camille")
    RoleGrantFactory(user=user, organism=organism)
    return user


@pytest.fixture
def asked(manager, organism):
    """The manager's wish, from before the newest release."""
    return ask(manager, organism)


def ask(user, place, level="organism", every=Frequency.EACH):
    subscription = services.subscribe(
        user=user, level=level, place=place, every=every, at=timezone.now()
    )
    before = queries.newest().made_at - timedelta(days=1)
    ReportSubscription.objects.filter(pk=subscription.pk).update(asked_at=before)
    return subscription


def deliver(after=timedelta()):
    return services.deliver(at=timezone.now() + after)


def told():
    rows = ReportDelivery.objects.select_related("delivery").order_by("pk")
    return [(one.delivery.state, one.delivery.reason) for one in rows]


def noted(subscription, release, state):
    """Have the log tell what became of the mail of a subscription after a release."""
    delivery = Delivery.objects.create(
        user=subscription.user,
        kind=services.REPORT,
        occasion=services.occasion_of(subscription, release),
        state=state,
        at=timezone.now(),
    )
    return ReportDelivery.objects.create(
        subscription=subscription, release=release, delivery=delivery
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_comes_once_in_the_language_of_the_person(asked, manager, language):
    manager.language = language
    manager.save(update_fields=["language"])
    assert services.is_due()
    assert deliver() == 1
    assert deliver() == 0
    assert not services.is_due()
    assert told() == [(State.SENT, "")]
    (message,) = mail.outbox
    ((html, kind),) = message.alternatives
    with translation.override(language):
        page = reverse("barometer:organism", args=["O1"])
        stop = reverse("barometer:report-stop", args=[stop_token(asked)])
    assert message.to == ["camille@academie.example"]
    assert kind == "text/html"
    assert f'<html lang="{language}">' in html
    assert "<des>" not in html
    for said in (message.body, html):
        assert page in said
        assert stop in said
    assert stop in message.extra_headers["List-Unsubscribe"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_says_what_the_page_says(client, asked, manager):
    client.force_login(manager)
    with translation.override("fr"):
        page = client.get(reverse("barometer:organism", args=["O1"])).context["barometer"]
    deliver()
    message = mail.outbox[0]
    for said in (message.body, message.alternatives[0][0]):
        assert page.answer in said
        for stat in page.stats:
            assert stat.value in said
            assert stat.of in said
    assert str(page.title) in message.subject


def test_who_lost_the_right_gets_nothing_and_the_log_says_so(asked, manager):
    RoleGrant.objects.filter(user=manager).delete()
    assert deliver() == 0
    assert mail.outbox == []
    assert told() == [(State.SKIPPED, Reason.NO_RIGHT)]
    assert not services.is_due()


def test_an_account_that_is_closed_gets_nothing(asked, manager):
    manager.is_active = False
    manager.save(update_fields=["is_active"])
    deliver()
    assert told() == [(State.SKIPPED, Reason.INACTIVE)]
    assert mail.outbox == []


def test_a_page_of_which_nothing_is_published_is_not_sent(released, manager):
    other = Organism.objects.get(code="O2")
    RoleGrantFactory(user=manager, organism=other)
    ask(manager, other)
    deliver()
    assert told() == [(State.SKIPPED, Reason.NOT_PUBLISHED)]
    assert mail.outbox == []


def test_who_asks_after_a_release_waits_for_the_next(manager, organism):
    services.subscribe(
        user=manager,
        level="organism",
        place=organism,
        every=Frequency.EACH,
        at=queries.newest().made_at + timedelta(seconds=1),
    )
    assert not services.is_due()
    assert deliver() == 0


def test_one_release_in_three(manager, organism):
    subscription = ask(manager, organism, every=Frequency.THIRD)
    newest, first = queries.all_releases()
    noted(subscription, first, State.SENT)
    deliver()
    assert told()[1:] == [(State.SKIPPED, Reason.NOT_DUE)]
    Delivery.objects.filter(
        pk__in=ReportDelivery.objects.filter(release=newest).values("delivery")
    ).delete()
    # As if two more releases lay between.
    for days in (1, 2):
        Release.objects.create(
            day=first.day + timedelta(days=days),
            made_at=first.made_at,
            as_of=first.as_of,
            method=first.method,
            digest="0" * 64,
            compressed=b"",
        )
    assert deliver() == 1


class Refusing(locmem.EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected


def test_what_the_mail_server_did_not_take_is_tried_again_and_then_given_up(asked, settings):
    settings.EMAIL_BACKEND = "tests.barometer.test_reports.Refusing"
    assert deliver() == 0
    assert told() == [(State.FAILED, Delivery.Reason.MAIL_SERVER)]
    assert deliver(timedelta(minutes=5)) == 0
    assert ReportDelivery.objects.get().delivery.attempts == 1
    for hour in (1, 2, 3, 4):
        deliver(timedelta(hours=hour))
    assert ReportDelivery.objects.get().delivery.attempts == deliveries.MOST_ATTEMPTS
    assert not services.is_due()


def test_what_failed_is_sent_once_the_server_is_back(asked, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.barometer.test_reports.Refusing"
    deliver()
    settings.EMAIL_BACKEND = backend
    assert deliver(timedelta(hours=1)) == 1
    assert told() == [(State.SENT, "")]
    assert len(mail.outbox) == 1


def test_who_lost_the_right_after_a_failure_gets_nothing(asked, manager, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.barometer.test_reports.Refusing"
    deliver()
    settings.EMAIL_BACKEND = backend
    RoleGrant.objects.filter(user=manager).delete()
    assert deliver(timedelta(hours=1)) == 0
    assert told() == [(State.SKIPPED, Reason.NO_RIGHT)]


def test_a_mail_that_was_interrupted_is_not_sent_twice(asked):
    noted(asked, queries.newest(), State.SENDING)
    assert not services.is_due()
    assert deliver(timedelta(days=1)) == 0
    assert mail.outbox == []


def test_the_worker_sends_them(asked):
    work = recurring.work("barometer.reports")
    assert work.wanted()
    work.run(timezone.now())
    assert len(mail.outbox) == 1
    assert not work.wanted()


def test_nobody_asks_for_a_page_that_they_do_not_see(manager):
    for level, place in (
        ("organism", Organism.objects.get(code="O2")),
        ("portfolio", Portfolio.objects.get(code="P1")),
        ("government", None),
        ("organism", None),
    ):
        with pytest.raises(NotFound):
            services.subscribe(
                user=manager, level=level, place=place, every=Frequency.EACH, at=timezone.now()
            )


def test_wider_pages_come_too(released, manager):
    RoleGrantFactory(user=manager, lead=True)
    manager = type(manager).objects.get(pk=manager.pk)
    ask(manager, Portfolio.objects.get(code="P1"), "portfolio")
    ask(manager, None, "government")
    assert deliver() == 2
    with translation.override("fr"):
        places = ["Territoires", gettext("The whole government")]
    for place, message in zip(places, mail.outbox, strict=True):
        assert f"\xa0: {place}, " in message.subject


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_asking_changing_and_stopping_from_the_page(client, manager, organism, english):
    client.force_login(manager)
    page = client.get(reverse("barometer:organism", args=["O1"])).content.decode()
    address = reverse("barometer:organism-report", args=["O1"])
    assert f'href="{address}"' in page
    assert client.post(address, {"every": "2"}).status_code == 422
    reply = client.post(address, {"every": "3"}, follow=True)
    assert "after one release in three" in reply.content.decode()
    client.post(address, {"every": "1"})
    subscription = ReportSubscription.objects.get()
    assert subscription.every == Frequency.EACH
    client.post(reverse("barometer:report-stop-own", args=[subscription.public_id]))
    subscription.refresh_from_db()
    assert subscription.stopped_at
    assert "You get no page by email" in client.get(reverse("barometer:reports")).content.decode()
    client.post(address, {"every": "1"})
    subscription.refresh_from_db()
    assert subscription.stopped_at is None
    actions = AuditEntry.objects.filter(action__startswith="report.").order_by("id")
    assert [one.action for one in actions] == [
        "report.subscribe",
        "report.subscribe",
        "report.stop",
        "report.subscribe",
    ]


def test_nobody_stops_the_mails_of_somebody_else(client, asked, organism):
    other = UserFactory()
    RoleGrantFactory(user=other, organism=organism)
    client.force_login(other)
    address = reverse("barometer:report-stop-own", args=[asked.public_id])
    assert client.post(address).status_code == 404
    assert ReportSubscription.objects.get().stopped_at is None


def test_one_click_in_a_mail_stops_it_and_looking_does_not(client, asked, english):
    deliver()
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    address = address.partition("//")[2].partition("/")[2]
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(f"/{address}").status_code == 200
    assert ReportSubscription.objects.get().stopped_at is None
    reply = strict.post(f"/{address}", {"List-Unsubscribe": "One-Click"})
    assert reply.status_code == 200
    stopped_at = ReportSubscription.objects.get().stopped_at
    assert stopped_at
    strict.post(f"/{address}")
    assert ReportSubscription.objects.get().stopped_at == stopped_at


def test_a_link_that_we_did_not_sign_stops_nothing(client, asked, english):
    token = stop_token(asked)
    for forged in (asked.public_id.hex, f"{token}x", f"{asked.public_id.hex}:{'0' * 43}"):
        assert client.post(reverse("barometer:report-stop", args=[forged])).status_code == 404
    assert ReportSubscription.objects.get().stopped_at is None


def test_the_log_is_for_the_person_and_for_administrators(client, asked, manager, english):
    deliver()
    lead, administrator = UserFactory(), UserFactory()
    RoleGrantFactory(user=lead, lead=True)
    RoleGrantFactory(user=administrator, administrator=True)
    seen = {}
    for name, user in (("manager", manager), ("lead", lead), ("administrator", administrator)):
        client.force_login(user)
        seen[name] = client.get(reverse("barometer:reports")).content.decode()
    assert "What was sent to you" in seen["manager"]
    assert "What was sent to everybody" not in seen["manager"]
    assert "What was sent" not in seen["lead"]
    assert "What was sent to everybody" in seen["administrator"]
    assert str(manager) in seen["administrator"]


def test_who_lost_every_right_still_sees_and_stops_their_mails(client, asked, manager, english):
    RoleGrant.objects.filter(user=manager).delete()
    deliver()
    client.force_login(manager)
    page = client.get(reverse("barometer:reports")).content.decode()
    assert "the person may not see the page any more" in page
    assert client.post(reverse("barometer:report-stop-own", args=[asked.public_id])).status_code
    assert ReportSubscription.objects.get().stopped_at
