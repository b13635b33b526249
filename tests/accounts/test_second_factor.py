"""Second factors: compulsory where a role asks, used, lost and never guessed."""

import time

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from academy.accounts.models import AuditEntry
from academy.accounts.policies import register_second_factor_rule

from .conftest import PASSWORD, is_signed_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/fr/account/sessions/"


def code(secret=SECRET, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def with_totp(db):
    def with_totp(user):
        TOTP.activate(user, SECRET)
        return RecoveryCodes.activate(user)

    return with_totp


def test_learners_need_none(client, person, sign_in):
    sign_in()
    assert client.get(PAGE).status_code == 200


def test_a_role_sends_to_set_one_up_before_anything_else(client, person, sign_in):
    register_second_factor_rule(lambda user: user.email == "ada@org.example")
    sign_in()
    assert client.get(PAGE)["Location"] == "/fr/account/2fa/"
    assert client.get("/fr/account/2fa/").status_code == 200
    assert client.post("/language/", {"language": "en"}).status_code == 302
    htmx = client.get(PAGE, headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, "/fr/account/2fa/")
    assert client.post("/fr/account/logout/").status_code == 302
    assert not is_signed_in(client)


def test_setting_up_totp_opens_the_pages(client, boss, sign_in, django_capture_on_commit_callbacks):
    sign_in("boss@org.example")
    page = client.get("/fr/account/2fa/totp/activate/")
    client.post(page["Location"], {"password": PASSWORD})
    page = client.get("/fr/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks() as after_commit:
        answer = client.post("/fr/account/2fa/totp/activate/", {"code": code(secret)})
    with request_context(answer.wsgi_request):
        for callback in after_commit:
            callback()
    answer.wsgi_request.session.save()
    assert answer["Location"] == "/fr/account/2fa/recovery-codes/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(PAGE).status_code == 200
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert AuditEntry.objects.filter(action="account.factor.add").exists()


def test_signing_in_asks_for_the_code_once(client, boss, sign_in, with_totp):
    with_totp(boss)
    answer = sign_in("boss@org.example")
    assert answer["Location"].startswith("/fr/account/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post(answer["Location"], {"code": "000000"})
    assert not is_signed_in(client)
    used = code()
    client.post(answer["Location"], {"code": used})
    assert is_signed_in(client)
    assert client.get(PAGE).status_code == 200

    # The same code doesn't open a second session.
    other = type(client)()
    other.post("/fr/account/login/", {"login": "boss@org.example", "password": PASSWORD})
    other.post("/fr/account/2fa/authenticate/", {"code": used})
    assert not is_signed_in(other)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_code_that_was_seen_never_opens_again(boss, with_totp, settings, monkeypatch, step):
    """Not even while the clocks of phones are given some time."""
    # A cache that reads the clock of this test; limits would refuse the code for another reason.
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    settings.ACCOUNT_RATE_LIMITS = False
    with_totp(boss)
    start = time.time() // 30 * 30
    seen = code(step=step)
    opened = []
    for later in range(0, 150, 10):
        monkeypatch.setattr(time, "time", lambda later=later: start + later)
        visitor = Client()
        visitor.post("/fr/account/login/", {"login": "boss@org.example", "password": PASSWORD})
        visitor.post("/fr/account/2fa/authenticate/", {"code": seen})
        opened.append(is_signed_in(visitor))
    assert opened == [True] + [False] * 14


def test_a_recovery_code_opens_once(client, boss, sign_in, with_totp):
    recovery = with_totp(boss).generate_codes()[0]
    for expected in (True, False):
        answer = sign_in("boss@org.example")
        client.post(answer["Location"], {"code": recovery})
        assert is_signed_in(client) is expected
        client.post("/fr/account/logout/")


def test_codes_can_not_be_guessed(client, boss, sign_in, with_totp):
    with_totp(boss)
    where = sign_in("boss@org.example")["Location"]
    for attempt in range(6):
        client.post(where, {"code": f"{attempt:06}"})
    client.post(where, {"code": code()})
    assert not is_signed_in(client)
    cache.clear()


def test_a_session_that_used_no_factor_is_asked_to(client, boss, with_totp):
    client.force_login(boss)
    with_totp(boss)
    answer = client.get(PAGE)
    assert answer["Location"] == f"/fr/account/2fa/reauthenticate/?next={PAGE.replace('/', '%2F')}"
    answer = client.post(answer["Location"], {"code": code()})
    assert answer["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_the_last_factor_of_a_role_stays(client, boss, sign_in, with_totp):
    with_totp(boss)
    client.post(sign_in("boss@org.example")["Location"], {"code": code()})
    answer = client.post("/fr/account/2fa/totp/deactivate/")
    client.post(answer["Location"], {"code": code(step=1)})
    client.post("/fr/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=boss, type=Authenticator.Type.TOTP).exists()


def test_a_learner_may_remove_a_factor(client, person, sign_in, with_totp):
    with_totp(person)
    client.post(sign_in()["Location"], {"code": code()})
    answer = client.post("/fr/account/2fa/totp/deactivate/")
    client.post(answer["Location"], {"code": code(step=1)})
    client.post("/fr/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert AuditEntry.objects.filter(action="account.factor.remove").exists()


def test_a_factor_sealed_with_another_key_fails_without_an_error(
    client, boss, sign_in, with_totp, settings
):
    with_totp(boss)
    settings.SECRET_KEY = "another key, long after this one was lost"
    where = sign_in("boss@org.example")["Location"]
    assert client.post(where, {"code": code()}).status_code == 200
    assert not is_signed_in(client)


def test_a_former_key_still_opens(client, boss, sign_in, with_totp, settings):
    with_totp(boss)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, to which the academy moves"
    client.post(sign_in("boss@org.example")["Location"], {"code": code()})
    assert is_signed_in(client)
