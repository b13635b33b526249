"""The link of an invitation: once, for a time, for one person."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import environ
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.mail import get_connection
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry, Invitation, User
from academy.accounts.queries import not_invited, unopened
from academy.accounts.services import invitations
from academy.accounts.services.invitations import InvitationError
from academy.settings.identity_providers import oidc_apps
from tests.factories.accounts import UnopenedUserFactory

from .conftest import PASSWORD, is_signed_in
from .test_oidc import come_from, provider  # noqa: F401

pytestmark = pytest.mark.django_db

NAMES = {"fr": "Ministère du Numérique", "en": "Ministry of Digital Affairs"}


@pytest.fixture(autouse=True)
def _english():
    """Start in the language of the sources: a page leaves its own behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def newcomer():
    return UnopenedUserFactory(email="zoe@org.example", first_name="Zoé", last_name="Côté")


def send(user, at=None, by=None):
    """Invite `user` and return the path of the link in the message."""
    at = at or timezone.now()
    invitation = invitations.ask_again(user=user, organism_code="MN", at=at, by=by)
    assert invitations.send(
        invitation=invitation, organism_names=NAMES, connection=get_connection(), at=at
    )
    return link_of(mail.outbox[-1])


def link_of(message):
    address = re.search(r"https?://\S+/invitation/\S+", message.body).group()
    return urlsplit(address).path


def accept(client, link, password=PASSWORD):
    page = client.get(link)
    if page.status_code == 302:
        return client.post(page.url, {"password": password})
    return page


def test_the_link_opens_the_account_and_proves_the_address(client, newcomer):
    link = send(newcomer)
    page = client.get(link)
    assert page.status_code == 302
    # The key is no longer in the address.
    assert page.url == "/fr/account/invitation/"
    shown = client.get(page.url).content.decode()
    assert "Zoé Côté" in shown
    assert client.post(page.url, {"password": PASSWORD}).status_code == 302
    assert is_signed_in(client)
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)
    assert newcomer.first_signed_in_at is not None
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("zoe@org.example", True, True)
    entry = AuditEntry.objects.get(action="invitation.accept")
    assert (entry.organism_code, entry.details) == ("MN", {"with": "password"})
    assert "zoe" not in str(entry.details)
    # From then on, as anybody.
    client.post("/fr/account/logout/")
    client.post("/fr/account/login/", {"login": newcomer.email, "password": PASSWORD})
    assert is_signed_in(client)


def test_the_message_is_in_the_persons_language_and_names_who_invites(newcomer):
    newcomer.language = "en"
    newcomer.save()
    with translation.override("fr"):
        link = send(newcomer)
    message = mail.outbox[0]
    assert link.startswith("/en/")
    assert message.to == ["zoe@org.example"]
    assert "open your account" in message.subject
    assert "Ministry of Digital Affairs" in message.body
    assert "Hello Zoé Côté," in message.body


def test_looking_at_a_link_uses_nothing(client, newcomer):
    link = send(newcomer)
    for _ in range(3):
        assert client.head(link).status_code == 302
        assert client.get(link).status_code == 302
    assert accept(client, link).status_code == 302
    assert is_signed_in(client)


def test_a_link_works_once(client, newcomer):
    link = send(newcomer)
    accept(client, link)
    client.post("/fr/account/logout/")
    again = client.get(link)
    assert again.status_code == 404
    with pytest.raises(InvitationError):
        invitations.accept_with_password(
            key=link.split("/")[-2], password="another long one", at=timezone.now()
        )
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_a_link_ends_with_its_days(client, newcomer, settings):
    settings.INVITATION_DAYS = 2
    link = send(newcomer, at=timezone.now() - timedelta(days=2, minutes=1))
    assert client.get(link).status_code == 404
    assert invitations.forget_expired_keys(timezone.now()) == 1
    assert Invitation.objects.get().key_digest is None


def test_a_newer_link_ends_the_older_one(client, newcomer):
    first = send(newcomer, at=timezone.now() - timedelta(hours=25))
    second = send(newcomer)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 302


def test_links_that_are_over_or_never_were_answer_alike(client, newcomer):
    link = send(newcomer)
    accept(client, link)
    client.post("/fr/account/logout/")
    pages = [client.get(path) for path in (link, "/fr/account/invitation/x/")]
    pages.append(client.get("/fr/account/invitation/"))
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"csrf\S+|value=\S+", "", page.content.decode()) for page in pages[1:]})
    assert all("zoe@" not in page.content.decode() for page in pages)


def test_a_weak_password_is_refused_and_the_link_still_works(client, newcomer):
    link = send(newcomer)
    for password in ("short", "zoe@org.example", "password1234", ""):
        answer = accept(client, link, password)
        assert answer.status_code in (200, 422), password
        assert not is_signed_in(client)
    assert accept(client, link).status_code == 302


def test_whoever_asked_for_a_password_meanwhile_needs_no_invitation(client, newcomer):
    link = send(newcomer)
    newcomer.set_password(PASSWORD)
    newcomer.save()
    assert client.get(link).status_code == 404
    with translation.override("en"), pytest.raises(InvitationError, match="already"):
        invitations.ask_again(user=newcomer, organism_code="MN", at=timezone.now(), by=None)


def test_a_corrected_address_ends_the_link_that_went_to_the_former_one(client, newcomer):
    at = timezone.now()
    link = send(newcomer, at=at)
    newcomer.email = "zoe.cote@org.example"
    newcomer.save()
    assert client.get(link).status_code == 404
    # The right address is invited at once.
    assert list(not_invited(User.objects.all())) == [newcomer]
    assert client.get(send(newcomer, at=at)).status_code == 302


def test_an_account_that_was_closed_stays_closed(client, newcomer):
    link = send(newcomer)
    User.objects.update(is_active=False)
    assert client.get(link).status_code == 404


def test_the_same_person_is_not_invited_twice_in_a_day(newcomer):
    at = timezone.now()
    send(newcomer, at=at)
    with pytest.raises(InvitationError, match="less than a day"):
        invitations.ask_again(
            user=newcomer, organism_code="MN", at=at + timedelta(hours=23), by=None
        )
    invitations.ask_again(user=newcomer, organism_code="MN", at=at + timedelta(hours=25), by=None)


def test_asking_for_all_leaves_out_those_who_need_none(person, newcomer):
    at = timezone.now()
    UnopenedUserFactory(is_active=False)
    invited = UnopenedUserFactory()
    send(invited)
    linked = UnopenedUserFactory()
    SocialAccount.objects.create(user=linked, provider="gov", uid="1")
    everybody = User.objects.all()
    assert set(unopened(everybody)) == {newcomer, invited}
    assert list(not_invited(everybody)) == [newcomer]
    ask = {"users": everybody, "organism_code": "MN", "at": at, "by": None}
    assert invitations.ask_for_all(**ask) == 1
    assert invitations.ask_for_all(**ask) == 0
    assert AuditEntry.objects.filter(action="invitation.ask", details={"people": 1}).count() == 2


def test_a_message_that_was_begun_is_never_sent_a_second_time_by_itself(newcomer):
    at = timezone.now()
    asked = invitations.ask_again(user=newcomer, organism_code="MN", at=at, by=None)
    # A worker was killed between the two: it isn't known whether the message left.
    Invitation.objects.update(state=Invitation.State.SENDING, sent_at=at, email=newcomer.email)
    assert not invitations.send(
        invitation=asked, organism_names=NAMES, connection=get_connection(), at=at
    )
    assert mail.outbox == []
    assert not not_invited(User.objects.all()).exists()


def test_a_refused_message_is_told_and_can_be_sent_again(newcomer):
    class Refusing:
        def send_messages(self, messages):
            raise OSError("no such mailbox")

    at = timezone.now()
    asked = invitations.ask_again(user=newcomer, organism_code="MN", at=at, by=None)
    assert not invitations.send(
        invitation=asked, organism_names=NAMES, connection=Refusing(), at=at
    )
    assert Invitation.objects.get().state == Invitation.State.FAILED
    assert AuditEntry.objects.get(action="invitation.send").result == "failed"
    send(newcomer, at=at + timedelta(minutes=1))


def test_only_a_digest_of_the_key_is_kept(newcomer):
    key = send(newcomer).split("/")[-2]
    kept = Invitation.objects.values_list("key_digest", flat=True).get()
    assert key not in kept
    assert len(key) >= 43


def test_tries_at_the_links_are_limited(client, newcomer):
    answers = [client.post("/fr/account/invitation/", {"password": "x"}) for _ in range(25)]
    assert answers[-1].status_code == 429


# --- With an identity provider ------------------------------------------------


@pytest.fixture
def vouched(provider, monkeypatch, settings):  # noqa: F811
    monkeypatch.setenv("OIDC_GOV_EMAIL_DOMAINS", "org.example")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(environ.Env())}}
    provider.claims |= {"email": "zoe@org.example"}
    return provider


def test_people_of_a_provider_are_told_to_sign_in_there(client, vouched, newcomer):
    link = send(newcomer)
    body = mail.outbox[0].body
    assert "Gouvernement" in body
    page = client.get(link, follow=True)
    text = page.content.decode()
    assert "/oidc/gov/login/" in text
    assert 'name="password"' not in text
    # And no password can be chosen instead.
    client.post("/fr/account/invitation/", {"password": PASSWORD})
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_the_link_and_the_provider_together_open_the_account(client, vouched, newcomer):
    client.get(send(newcomer))
    come_from(client)
    assert client.session["_auth_user_id"] == str(newcomer.pk)
    assert SocialAccount.objects.get().user == newcomer
    assert EmailAddress.objects.get().verified
    assert AuditEntry.objects.get(action="invitation.accept").details == {"with": "identity"}
    client.post("/fr/account/logout/")
    come_from(client)
    assert client.session["_auth_user_id"] == str(newcomer.pk)
    assert User.objects.count() == 1


def test_the_provider_without_the_link_opens_nothing(client, vouched, newcomer):
    send(newcomer)
    come_from(client)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_a_link_in_other_hands_opens_nothing(client, vouched, newcomer):
    client.get(send(newcomer))
    vouched.claims |= {"email": "colleague@org.example", "sub": "subject-2"}
    answer, _query = come_from(client)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    assert "zoe@org.example" in answer.content.decode()
    # The person of the invitation can still use it.
    vouched.claims |= {"email": "zoe@org.example", "sub": "subject-1"}
    come_from(client)
    assert client.session["_auth_user_id"] == str(newcomer.pk)
