"""How often one may try: strict per account, looser for the addresses of ministries."""

import pytest
from django.core.cache import cache

from academy.accounts.limits import AddressAwareLimits, widened

from .conftest import PASSWORD, is_signed_in

MINISTRY = "198.51.100.7"


@pytest.fixture
def shared(settings):
    settings.ACCOUNT_RATE_LIMITS = AddressAwareLimits(
        settings.ACCOUNT_RATE_LIMITS.limits, shared_ranges=["198.51.100.0/24"], factor=50
    )


def attempt(client, email, password="wrong password", address="203.0.113.9", **headers):
    data = {"login": email, "password": password}
    return client.post("/fr/account/login/", data, REMOTE_ADDR=address, headers=headers)


def test_amounts_per_address_are_widened_and_those_per_account_are_not():
    assert widened("10/m/ip,5/5m/key", 50) == "500/m/ip,5/5m/key"
    assert widened("20/m", 10) == "200/m"


def test_a_malformed_range_is_refused():
    with pytest.raises(ValueError):
        AddressAwareLimits({}, shared_ranges=["ministry"], factor=2)


def test_an_account_locks_after_five_failures_whatever_the_address(client, person):
    for number in range(5):
        attempt(client, "ada@org.example", address=f"203.0.113.{number}")
    attempt(client, "ada@org.example", PASSWORD, address="203.0.113.77")
    assert not is_signed_in(client)
    cache.clear()
    attempt(client, "ada@org.example", PASSWORD)
    assert is_signed_in(client)


def test_the_host_header_gives_no_more_attempts(client, person):
    for number in range(5):
        attempt(
            client, "ada@org.example", address=f"203.0.113.{number}", host=f"localhost:{number}"
        )
    attempt(client, "ada@org.example", PASSWORD, address="203.0.113.77", host="localhost:77")
    assert not is_signed_in(client)


def test_other_people_still_enter_while_an_account_is_locked(client, person, make_person):
    make_person("bea@org.example")
    for _ in range(5):
        attempt(client, "ada@org.example")
    attempt(client, "bea@org.example", PASSWORD)
    assert is_signed_in(client)


def test_one_address_that_tries_many_accounts_is_stopped(client, db):
    answers = [attempt(client, f"p{number}@org.example") for number in range(32)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_ministry_behind_one_address_still_signs_in(client, person, shared):
    for number in range(40):
        assert attempt(client, f"p{number}@org.example", address=MINISTRY).status_code == 200
    attempt(client, "ada@org.example", PASSWORD, address=MINISTRY)
    assert is_signed_in(client)


def test_an_account_stays_strict_behind_a_ministry(client, person, shared):
    for _ in range(5):
        attempt(client, "ada@org.example", address=MINISTRY)
    attempt(client, "ada@org.example", PASSWORD, address=MINISTRY)
    assert not is_signed_in(client)


def test_forwarded_addresses_count_only_behind_our_own_proxies(client, person, shared, settings):
    spoofed = {"X-Forwarded-For": MINISTRY}
    answers = [attempt(client, f"p{n}@org.example", **spoofed) for n in range(32)]
    assert answers[-1].status_code == 429

    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    through = {"X-Forwarded-For": f"10.9.8.7, {MINISTRY}"}
    answers = [attempt(client, f"p{n}@org.example", **through) for n in range(32)]
    assert answers[-1].status_code == 200


def test_resetting_is_limited_per_account(client, person):
    data = {"email": "ada@org.example"}
    answers = [client.post("/fr/account/password/reset/", data) for _ in range(5)]
    assert answers[-1].status_code in (200, 429)
    from django.core import mail

    assert len(mail.outbox) == 3


def test_signing_up_is_limited_per_address(client, db):
    answers = [client.post("/fr/account/signup/", {"email": "x"}) for _ in range(12)]
    assert answers[-1].status_code == 429
