"""Every message that leaves is in the academy's own words, in both languages."""

import re
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.utils import timezone, translation

from academy.accounts import mail as mails
from academy.accounts.models import User

from .conftest import PASSWORD

SHIPPED = Path(allauth.__file__).parent / "templates"
OURS = Path(django_settings.BASE_DIR) / "templates"
BASES = ("base_message.txt", "base_notification.txt")
SHIPPED_MAILS = sorted(
    path.relative_to(SHIPPED).as_posix()
    for path in SHIPPED.rglob("email/*.*")
    if path.name not in BASES
)
PREFIXES = sorted({re.sub(r"_(subject|message)\.\w+$", "", name) for name in SHIPPED_MAILS})
NOTIFICATIONS = [
    prefix
    for prefix in PREFIXES
    if "base_notification" in (SHIPPED / f"{prefix}_message.txt").read_text()
]
CONTEXT = {
    "email": "ada@org.example",
    "key": "k",
    "code": "",
    "username": "",
    "activate_url": "http://elsewhere.example/fr/account/confirm-email/k/",
    "password_reset_url": "http://elsewhere.example/fr/account/password/reset/key/k/",
    "signup_url": "http://elsewhere.example/fr/account/signup/",
    "from_email": "old@org.example",
    "to_email": "ada@org.example",
    "deleted_email": "old@org.example",
    "provider": "Gouvernement",
    "account": "subject-1",
    "ip": "192.0.2.7",
    "user_agent": "Firefox",
}


@pytest.fixture
def strict(settings):
    """Show in the text every variable that a template names and nobody gives."""
    templates = deepcopy(django_settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = "NOTHING(%s)"
    settings.TEMPLATES = templates
    settings.PUBLIC_ADDRESS = "https://academie.gouv.example"
    settings.SECURITY_CONTACT = "mailto:securite@gouv.example"


def message(prefix, language, **more):
    person = User(first_name="Ada", last_name="L’Écuyer & fils", language=language)
    context = CONTEXT | {"user": person, "timestamp": timezone.now()}
    if prefix.endswith("_code"):
        context["code"] = "ABC-123"
    context |= more
    return mails.compose(prefix, to="ada@org.example", language=language, context=context)


def test_allauth_ships_what_we_think():
    assert len(PREFIXES) >= 20
    assert len(NOTIFICATIONS) >= 12


@pytest.mark.parametrize("name", [*SHIPPED_MAILS, *(f"account/email/{base}" for base in BASES)])
def test_each_message_of_allauth_has_our_own_words(name):
    assert (OURS / name).exists(), "allauth sends this one: write ours, in templates/"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_message_is_whole_in_both_languages(strict, prefix):
    french, english = message(prefix, "fr"), message(prefix, "en")
    for written in (french, english):
        whole = f"{written.subject}\n{written.body}"
        assert not re.search(r"NOTHING\(|\{[{%]|&#|&amp;|None\b", whole), whole
        name = "Académie" if written is french else "Academy"
        assert written.subject.startswith(name)
        assert "\n" not in written.subject
        assert len(written.subject) <= 78
        assert "Ada L’Écuyer & fils" in written.body
        assert "\n\n\n" not in written.body
        # Links lead to the academy's own address, whatever host the request named.
        assert "elsewhere.example" not in whole
    assert french.subject != english.subject
    # Nothing but names, links and codes is the same in both.
    same = set(french.body.splitlines()) & set(english.body.splitlines())
    sentences = {line for line in same if re.search(r"[a-zà-ÿ]{3,} [a-zà-ÿ]{2,}", line)}
    assert not sentences
    assert not re.search(r" [;!?]|[^\u00a0\d]:(?= |$)", french.body.replace("https:", ""), re.M)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_message_says_what_to_do_if_it_was_not_you(strict, prefix):
    english = message(prefix, "en").body
    assert re.search(r"[Ii]f (?:it was not you|you asked for no code)", english)
    if prefix in NOTIFICATIONS:
        assert "https://academie.gouv.example/en/account/password/reset/" in english
        assert "https://academie.gouv.example/en/account/sessions/" in english
        assert "securite@gouv.example" in english
        assert "192.0.2.7" in english
        french = message(prefix, "fr").body
        assert "https://academie.gouv.example/fr/account/password/reset/" in french


def test_a_code_takes_the_place_of_the_link(strict):
    body = message("account/email/email_confirmation", "en", code="ABC-123").body
    assert "ABC-123" in body
    assert "confirm-email" not in body


@pytest.mark.parametrize(("policy", "offered"), [("closed", False), ("open", True)])
def test_signing_up_is_offered_where_it_is_open(strict, settings, policy, offered):
    settings.SIGNUP = policy
    body = message("account/email/unknown_account", "en").body
    assert ("/account/signup/" in body) is offered


def test_our_own_messages_are_whole_too(strict):
    for language in ("fr", "en"):
        for provider in ("", "Gouvernement"):
            written = message(
                "account/email/invitation",
                language,
                organism="Ministère de l’Eau",
                provider=provider,
                invitation_url="/fr/account/invitation/k/",
                expires_at=timezone.now(),
            )
            assert "NOTHING(" not in written.subject + written.body
            assert "https://academie.gouv.example/fr/account/invitation/k/" in written.body
            assert "Ministère de l’Eau" in written.body


def test_a_change_is_told_in_the_language_of_the_person(client, person, sign_in):
    sign_in()
    type(person).objects.update(language="en")
    with translation.override("fr"):
        client.post(
            "/fr/account/password/change/",
            {"oldpassword": PASSWORD, "password1": "another walk by the sea"}
            | {"password2": "another walk by the sea"},
        )
    told = mail.outbox[-1]
    assert "your password was changed" in told.subject
    assert "If it was not you" in told.body


def test_templates_of_messages_are_all_sent(db):
    """No message is left that nothing sends any more."""
    ours = {path.relative_to(OURS).as_posix() for path in OURS.rglob("email/*.txt")}
    known = set(SHIPPED_MAILS) | {f"account/email/{base}" for base in BASES}
    own = {
        f"{name}_{part}.txt"
        for name in (
            "account/email/invitation",
            "accounts/email/receipt",
            "barometer/email/target_alert",
            "courses/email/publication_waits",
        )
        for part in ("message", "subject")
    }
    assert ours - known == own


def test_a_message_needs_nobody_signed_in(strict):
    context = {"email": "x@org.example", "signup_url": "/fr/account/signup/"}
    written = mails.compose(
        "account/email/unknown_account",
        to="x@org.example",
        language="fr",
        context=context | {"user": SimpleNamespace(first_name="")},
    )
    assert written.body.startswith("Bonjour,")
