"""Campaigns that GoPhish tells as they run."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from academy.accounts import sealing
from academy.core import recurring
from barometer.findings import services
from barometer.findings.models import Evidence, PhishingHook, RunningCampaign, RunningMark
from tests.lrs.desk import sign_in

from .campaigns import event
from .conftest import french

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(place, now):
    return services.create_hook(organism=place.organism, at=now, by=place.manager)


@pytest.fixture
def tell(client, hook):
    """Return what sends an event as GoPhish does."""

    def send(*args, body=None, secret=hook.secret, hook_id=hook.hook.public_id, **options):
        content = json.dumps(event(*args, **options)).encode() if body is None else body
        digest = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
        return client.post(
            reverse("gophish_event", args=[hook_id]),
            content,
            content_type="application/json",
            headers={"X-Gophish-Signature": f"sha256={digest}"},
        )

    return send


def _run(place, tell, now, clicked):
    """Tell a campaign in which so many of the first unit clicked, each twice."""
    at = now - timedelta(days=1)
    for number, user in enumerate(place.people[place.units[0].pk]):
        assert tell(user.email, "Email Sent", at=at).status_code == 204
        if number < clicked:
            for _time in range(2):
                assert tell(user.email.upper(), "Clicked Link", at=at).status_code == 204
            tell(user.email, "Submitted Data", at=at, details='{"payload": {"password": ["x"]}}')


def test_a_campaign_is_told_ended_and_stored(client, place, tell, now):
    _run(place, tell, now, 12)
    running = RunningCampaign.objects.get()
    assert RunningMark.objects.count() == 30
    stored = json.dumps(list(RunningMark.objects.values()), default=str)
    assert not any(user.email in stored for user in place.people[place.units[0].pk])
    client.force_login(place.manager)
    answer = client.post(
        french("findings-end", place.organism.code, running.pk), {"name": "Automne"}
    )
    evidence = Evidence.objects.get()
    assert answer["Location"] == french(
        "findings-evidence", place.organism.code, evidence.public_id
    )
    (group,) = evidence.content["groups"]
    assert (evidence.name, evidence.state) == ("Automne", "waiting")
    assert (group["people"], group["clicked"], group["submitted"]) == (30, [8, 12], [8, 12])
    running.refresh_from_db()
    assert not RunningMark.objects.exists()
    assert running.sealed_key == ""
    # What comes afterwards counts no more.
    tell(place.people[place.units[0].pk][20].email, "Clicked Link", at=now)
    assert not RunningMark.objects.exists()


def test_too_few_people_are_forgotten(client, place, tell, now):
    for user in place.people[place.units[0].pk][:9]:
        tell(user.email, "Clicked Link", at=now)
    running = RunningCampaign.objects.get()
    client.force_login(place.manager)
    client.post(french("findings-end", place.organism.code, running.pk), {"name": "x"})
    assert not Evidence.objects.exists()
    assert not RunningMark.objects.exists()


def test_people_of_elsewhere_are_not_marked(tell, now):
    assert tell("nobody@elsewhere.example", "Clicked Link", at=now).status_code == 204
    assert not RunningMark.objects.exists()


def test_gophish_may_try_the_address(tell):
    assert tell(body=b'""').status_code == 204
    assert not RunningCampaign.objects.exists()


def test_a_wrong_signature_and_an_unknown_webhook_answer_alike(tell, place, hook, now):
    email = place.people[place.units[0].pk][0].email
    wrong = tell(email, "Clicked Link", secret="other")
    unknown = tell(email, "Clicked Link", hook_id="00000000-0000-0000-0000-000000000007")
    empty = tell(email, "Clicked Link", secret="", hook_id="00000000-0000-0000-0000-000000000007")
    assert wrong.status_code == unknown.status_code == empty.status_code == 403
    assert wrong.content == unknown.content == empty.content
    services.revoke_hook(organism=place.organism, at=now, by=place.manager)
    assert tell(email, "Clicked Link").status_code == 403
    assert not RunningMark.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"message": "Danced"}', b"\xff\xfe\x00"])
def test_what_is_no_event_is_refused_in_a_sentence(tell, body):
    answer = tell(body=body)
    assert answer.status_code == 400
    assert answer.json()["problem"].endswith(".")


def test_the_secret_is_shown_once_and_kept_sealed(client, place):
    sign_in(client, place.manager)
    page = client.post(french("findings-create-webhook", place.organism.code))
    hook = PhishingHook.objects.get()
    secret = services.open_secret(hook)
    assert secret in page.content.decode()
    assert secret not in hook.sealed_secret
    assert "no-store" in page["Cache-Control"]
    again = client.get(french("findings-webhook", place.organism.code)).content.decode()
    assert secret not in again
    assert str(hook.public_id) in again


def test_another_secret_takes_the_place_of_the_first(client, place, hook, tell, now):
    user = place.people[place.units[0].pk][0]
    tell(user.email, "Email Sent", at=now)
    new = services.create_hook(organism=place.organism, at=now, by=place.manager)
    assert tell(user.email, "Clicked Link", at=now).status_code == 403
    told = tell(user.email, "Clicked Link", at=now, secret=new.secret, hook_id=new.hook.public_id)
    assert told.status_code == 204
    assert RunningMark.objects.count() == 1


def test_a_secret_sealed_with_a_former_key_is_sealed_anew(hook, settings):
    former = settings.SECRET_KEY
    with override_settings(SECRET_KEY="n" * 60, SECRET_KEY_FALLBACKS=[former]):
        assert services.open_secret(hook.hook) == hook.secret
    hook.hook.refresh_from_db()
    assert sealing.unseal(hook.hook.sealed_secret, ["n" * 60]) == hook.secret


def test_quiet_campaigns_end_by_themselves(place, tell, now):
    _run(place, tell, now, 12)
    work = recurring.work("barometer.campaigns")
    work.run(now + timedelta(days=29))
    assert RunningMark.objects.exists()
    work.run(now + timedelta(days=31))
    assert not RunningMark.objects.exists()
    assert Evidence.objects.get().state == "waiting"
