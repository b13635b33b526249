"""What every page tells the browser."""

import pytest

from academy.accounts.models import User

LOGIN = "/fr/account/login/"


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


def test_the_policy_of_the_site_is_strict(client, db):
    found = policy(client.get(LOGIN))
    assert found["default-src"] == ["'self'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert found["object-src"] == ["'none'"]
    assert found["base-uri"] == ["'self'"]
    assert found["form-action"] == ["'self'"]
    assert not any("unsafe" in source for sources in found.values() for source in sources)


def test_the_desk_has_its_own_policy(client, db):
    found = policy(client.get("/admin/"))
    assert found["frame-ancestors"] == ["'self'"]
    for directive in ("default-src", "script-src"):
        assert not any("unsafe" in source for source in found.get(directive, []))


@pytest.mark.parametrize("url", [LOGIN, "/health/", "/admin/", "/robots.txt", "/fr/nothing/"])
def test_headers_of_every_answer(client, db, url):
    answer = client.get(url)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]


def test_signed_in_pages_are_kept_by_nobody(client, db):
    client.force_login(User.objects.create_user("ada@org.example"))
    answer = client.get("/fr/account/sessions/")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
    assert "public" in client.get("/robots.txt")["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, db, settings):
    User.objects.create_user("ada@org.example", "a long walk by the river")
    answer = client.get(LOGIN)
    cookie = answer.cookies[settings.CSRF_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
