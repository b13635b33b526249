"""Targets: who sets them, what stays of them, and that an owner is told once for each crossing."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry, Delivery
from academy.core import recurring
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import RoleGrant
from barometer.models import FrozenForecast, Release, ReleaseOutlook, Target, TargetAlert
from barometer.outlook import frozen as kept
from barometer.outlook import queries
from barometer.outlook.target_services import (
    AlreadyReached,
    raise_alerts,
    set_target,
    tell_owners,
    withdraw_target,
)
from barometer.outlook.wording import chance_in_words
from courses.models import PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def english(name, *args):
    with translation.override("en"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture
def organism(frozen):
    return frozen


@pytest.fixture
def manager(organism):
    user = UserFactory(language="en", email="manager@example.org")
    RoleGrantFactory(user=user, organism=organism)
    return user


@pytest.fixture
def setting(organism, manager):
    """What a target is made of."""
    return {
        "by": manager,
        "organism": organism,
        "path_key": PublishedPath.objects.get().key,
        "percent": 60,
        "due_on": timezone.localdate() + timedelta(weeks=26),
        "owner": manager,
        "at": timezone.now(),
    }


def foresee(organism, share):
    """Let the forecast of the newest release be that all futures have this share in a month."""
    outlook = ReleaseOutlook.objects.get(release=Release.objects.first())
    one = FrozenForecast.objects.get(outlook=outlook, level="organism", place=organism.pk)
    quantiles = [[share * 10] * len(kept.PARTS)] * len(kept.AHEADS)
    one.said |= {"early": False, "today": 250, "quantiles": quantiles}
    one.save()
    return outlook


def test_a_target_set_anew_ends_the_one_before(setting, organism):
    first = set_target(**setting)
    assert set_target(**setting) == first
    second = set_target(**setting | {"percent": 70})
    first.refresh_from_db()
    assert (first.percent, first.ended_by) == (60, setting["by"])
    assert [one.pk for one in queries.current_targets(organism)] == [second.pk]
    withdraw_target(by=setting["by"], target=second, at=setting["at"])
    withdraw_target(by=setting["by"], target=second, at=setting["at"])
    assert queries.current_targets(organism) == []
    assert {one.pk for one in queries.former_targets(organism)} == {first.pk, second.pk}
    actions = AuditEntry.objects.filter(action__startswith="target.").values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["target.set", "target.set", "target.withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"percent": 0}, "between 1% and 100%"),
        ({"percent": 101}, "between 1% and 100%"),
        ({"due_in": 0}, "within two years"),
        ({"due_in": 800}, "within two years"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(setting, wrong, says):
    if "due_in" in wrong:
        wrong = {"due_on": timezone.localdate() + timedelta(days=wrong["due_in"])}
    with translation.override("en"), pytest.raises(AcademyError, match=says):
        set_target(**setting | wrong)


def test_a_target_that_is_reached_already_is_refused_with_what_is_reached(
    client, setting, organism, manager
):
    release, reached = queries.reached_by(organism, setting["path_key"])
    assert 0 < reached < 60
    said = rf"About {reached}% .*{release.day.year}. Choose a larger share."
    with translation.override("en"), pytest.raises(AlreadyReached, match=said):
        set_target(**setting | {"percent": reached})
    client.force_login(manager)
    sent = {"path": str(setting["path_key"]), "percent": str(reached)}
    sent |= {"due_on": setting["due_on"].isoformat(), "owner": str(manager.public_id)}
    refused = client.post(english("target-new", "O1"), sent)
    assert refused.status_code == 422
    assert f"About {reached}% of the people here have passed" in refused.content.decode()
    assert not Target.objects.exists()
    set_target(**setting | {"percent": reached + 1})


@pytest.mark.parametrize(
    ("chance", "english_words", "french_words"),
    [
        (0.04, "none of ten possible futures", "aucune des dix suites possibles"),
        (0.1, "1 of ten possible futures", "1 des dix suites possibles"),
        (0.7, "7 of ten possible futures", "7 des dix suites possibles"),
        (1.0, "all of ten possible futures", "chacune des dix suites possibles"),
    ],
)
def test_a_chance_is_said_in_whole_words(chance, english_words, french_words):
    release = Release(day=timezone.localdate())
    for language, words in (("en", english_words), ("fr", french_words)):
        with translation.override(language):
            assert chance_in_words([(release.day, chance)], release).endswith(f" {words}")


def test_an_owner_has_a_role_there(setting):
    with pytest.raises(AcademyError, match=r"."):
        set_target(**setting | {"owner": UserFactory()})


def test_only_managers_of_the_organization_set_and_end_targets(setting):
    target = set_target(**setting)
    other = UserFactory()
    RoleGrantFactory(user=other, organism=OrganismFactory(code="O2"))
    with pytest.raises(NotFound):
        set_target(**setting | {"by": other})
    with pytest.raises(NotFound):
        withdraw_target(by=other, target=target, at=setting["at"])
    with pytest.raises(NotFound):
        set_target(**setting | {"path_key": target.public_id})


def test_an_owner_is_told_once_when_the_forecast_falls_short(setting, organism):
    outlook = foresee(organism, 40)
    set_target(**setting)
    row = TargetAlert.objects.get()
    assert (row.kind, row.chance) == ("falls_short", 0)
    assert raise_alerts(outlook=outlook, at=setting["at"]) == []
    work = recurring.work("barometer.alerts")
    assert work.wanted()
    assert tell_owners(at=setting["at"]) == 1
    assert tell_owners(at=setting["at"]) == 0
    assert not work.wanted()
    (message,) = mail.outbox
    assert message.to == ["manager@example.org"]
    assert message.subject == "Shores: a target will probably be missed"
    assert "60% of the people of Shores have passed" in message.body
    assert "reached in time in none of the possible futures" in message.body
    assert "How often such alerts are false is not known yet" in message.body
    assert "/en/barometer/organism/O1/?path=" in message.body


def test_a_message_is_in_the_language_of_its_owner(setting, organism, manager):
    manager.language = "fr"
    manager.save()
    outlook = foresee(organism, 40)
    ReleaseOutlook.objects.filter(pk=outlook.pk).update(record={"alarms": [40, 6]})
    set_target(**setting)
    tell_owners(at=setting["at"])
    (message,) = mail.outbox
    assert "cible" in message.subject
    assert "6 alertes de ce genre sur 40" in message.body
    assert "/fr/barometer/" in message.body


def test_a_message_that_cannot_be_sent_is_sent_later(setting, organism, monkeypatch):
    foresee(organism, 40)
    set_target(**setting)

    def refuse(self, *args):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert tell_owners(at=setting["at"]) == 0
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.state) == ("barometer.alert", "failed")
    assert tell_owners(at=setting["at"]) == 0, "an hour later, not at once"
    assert tell_owners(at=setting["at"] + timedelta(hours=1)) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 2)


def test_an_alert_is_in_the_log_and_says_why_it_came(setting, organism, manager, client):
    foresee(organism, 40)
    set_target(**setting)
    tell_owners(at=setting["at"])
    delivery = Delivery.objects.get(user=manager, kind="barometer.alert")
    with translation.override("en"):
        why = reverse("courses:mail-why", args=[delivery.public_id])
        own = reverse("courses:mails")
    (message,) = mail.outbox
    assert why in message.body
    assert "They stop when the target ends, or becomes somebody else’s." in message.body
    client.force_login(manager)
    page = client.get(why).content.decode()
    assert "A target of your organization is yours" in page
    assert "when whoever sets it chooses another owner" in page
    assert why in client.get(own).content.decode()
    client.force_login(UserFactory())
    assert client.get(why).status_code == 404


@pytest.mark.parametrize("end", ["target", "role"])
def test_who_has_no_target_any_more_is_not_told(setting, organism, manager, end):
    foresee(organism, 40)
    target = set_target(**setting)
    if end == "target":
        withdraw_target(by=setting["by"], target=target, at=setting["at"])
    else:
        RoleGrant.objects.filter(user=manager).delete()
    assert tell_owners(at=setting["at"]) == 0
    assert not mail.outbox
    delivery = Delivery.objects.get()
    assert delivery.state == "skipped"
    assert delivery.reason_label != delivery.reason
    assert not recurring.work("barometer.alerts").wanted()


def test_there_is_no_alert_on_track_too_early_or_after_the_end(setting, organism):
    outlook = foresee(organism, 80)
    target = set_target(**setting)
    assert raise_alerts(outlook=outlook, at=setting["at"]) == []
    outlook = foresee(organism, 40)
    one = FrozenForecast.objects.get(outlook=outlook, level="organism")
    one.said["early"] = True
    one.save()
    assert raise_alerts(outlook=outlook, at=setting["at"]) == []
    foresee(organism, 40)
    withdraw_target(by=setting["by"], target=target, at=setting["at"])
    assert raise_alerts(outlook=outlook, at=setting["at"]) == []
    assert not TargetAlert.objects.exists()


def test_a_manager_sets_sees_and_ends_a_target(client, setting, organism, manager):
    foresee(organism, 40)
    client.force_login(manager)
    address = english("target-new", "O1")
    assert client.get(address).status_code == 200
    sent = {
        "path": str(setting["path_key"]),
        "percent": "60",
        "due_on": setting["due_on"].isoformat(),
        "owner": str(manager.public_id),
    }
    wrong = client.post(address, sent | {"due_on": timezone.localdate().isoformat()})
    assert wrong.status_code == 422
    assert "Choose a day to come" in wrong.content.decode()
    assert client.post(address, sent | {"percent": "200"}).status_code == 422
    assert client.post(address, sent).url == english("targets", "O1")
    page = client.get(english("targets", "O1")).content.decode()
    assert "Reached in time in none of ten possible futures" in page
    assert "falls short" in page
    assert "60%" in page
    own = client.get(english("organism", "O1")).content.decode()
    assert "At this pace, 60%" in own or "It is too early" in own
    target = Target.objects.get()
    asked = client.get(english("target-end", "O1", target.public_id)).content.decode()
    assert "It stays in the history of targets." in asked
    assert Target.objects.filter(ended_at=None).exists()
    ended = client.post(english("target-end", "O1", target.public_id))
    assert ended.url == english("targets", "O1")
    page = client.get(english("targets", "O1")).content.decode()
    assert "No target is set." in page
    assert "Former targets" in page


def test_where_targets_stand_is_drawn_with_what_is_foreseen(client, setting, organism, manager):
    foresee(organism, 40)
    client.force_login(manager)
    assert 'id="against-target"' not in client.get(english("targets", "O1")).content.decode()
    target = set_target(**setting)
    _release, reached = queries.reached_by(organism, setting["path_key"])
    page = client.get(english("targets", "O1")).content.decode().replace("\xa0", " ")
    figure = page.split('id="against-target"')[1].split("</figure>")[0]
    assert "The target is not reached yet." in figure
    assert f"{60 - reached} points are missing" in figure
    body = re.sub(r"<[^>]+>", " ", figure.split("<tbody>")[1].split("</tbody>")[0])
    assert "60%" in body
    assert "40% to 40%" in body
    file = client.get(english("targets-table", "O1", "against-target")).content.decode()
    heading, row = csv.reader(io.StringIO(file.removeprefix("\ufeff")))
    told = dict(zip(heading, row, strict=True))
    assert float(told["Target (share)"]) == target.share
    assert round(float(told["Passed (share)"]) * 100) == reached
    assert told["By"] == target.due_on.isoformat()
    assert int(told["Points to the target"]) == reached - 60
    shown = client.get(english("targets-picture", "O1", "against-target", "light", 600))
    assert "60%" in shown.content.decode()
    for kind in ("xlsx", "json"):
        assert client.get(english("targets-file", "O1", "against-target", kind)).status_code == 200
    assert client.get(english("targets-table", "O1", "other")).status_code == 404
    with translation.override("fr"):
        french = client.get(reverse("barometer:targets", args=["O1"])).content.decode()
    assert "Où en sont les cibles" in french


def test_a_forecast_that_is_too_early_is_not_drawn_against_a_target(client, setting, organism):
    outlook = foresee(organism, 40)
    one = FrozenForecast.objects.get(outlook=outlook, level="organism")
    one.said["early"] = True
    one.save()
    set_target(**setting)
    client.force_login(setting["by"])
    page = client.get(english("targets", "O1")).content.decode()
    assert "40% to 40%" not in page
    assert 'id="against-target"' in page
