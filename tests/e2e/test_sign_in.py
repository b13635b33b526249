"""The doors: making an account, a second factor, recovery codes, a passkey."""

import email
import re
import time
from email import policy

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from .people import PASSWORD, account
from .provider import BUTTON, NAME, Provider
from .serving import Academy
from .steps import path_of, press, prove, said, sign_in, speaks

pytestmark = pytest.mark.e2e
NEW_PASSWORD = "une longue marche au bord du fleuve"


def _link_sent_to(academy: Academy, address: str) -> str:
    """Return the link of the last message that was sent to an address."""
    for text in reversed(academy.letters()):
        message = email.message_from_string(text.partition("\n-----")[0], policy=policy.default)
        if message["To"] == address:
            body = message.get_body(("plain",)).get_content()
            return re.search(rf"{re.escape(academy.address)}\S+", body).group()
    raise AssertionError(f"No message was sent to {address}.")


def _fill_in(page: Page, language: str, address: str, password: str) -> None:
    """Give the e-mail address and the password where one signs in."""
    page.goto(f"/{language}/account/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    press(page, language, "Sign in", within=page.locator("main"))


def _sign_out(page: Page, language: str) -> None:
    page.goto(f"/{language}/learning/")
    page.locator(".account-menu summary").click()
    press(page, language, "Sign out")
    expect(page.locator(".account-menu")).to_have_count(0)


def test_a_new_account_and_its_second_factor(academy, open_browser, language):
    address = f"nouvelle.{language}@academie.example"
    page = open_browser(language).new_page()
    page.goto(f"/{language}/account/login/")
    page.get_by_role("link", name=said(language, "Create an account")).click()
    page.locator("input[name=first_name]").fill("Zoé")
    page.locator("input[name=last_name]").fill("Arsenault")
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=password1]").fill(NEW_PASSWORD)
    press(page, language, "Create my account")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        said(language, "Confirm your address")
    )
    speaks(page, language)

    page.goto(_link_sent_to(academy, address))
    speaks(page, language)
    page.locator("main form button[type=submit]").click()
    _fill_in(page, language, address, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zoé")

    page.locator(".account-menu summary").click()
    page.get_by_role("link", name=said(language, "Sign-in security")).click()
    page.get_by_role("link", name=said(language, "Set up the app")).click()
    prove(page, language, NEW_PASSWORD)
    secret = page.locator("#authenticator-secret").inner_text().strip()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.locator("input[name=code]").fill(code)
    press(page, language, "Activate")
    page.wait_for_url(lambda url: "/totp/activate/" not in url)
    page.goto(f"/{language}/account/2fa/recovery-codes/")
    codes = re.findall(r"\b[0-9a-z]{8,}\b", page.locator("#recovery_codes").input_value())
    assert len(codes) == 10

    _sign_out(page, language)
    _fill_in(page, language, address, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "Second step"))
    expect(page.locator(".demonstration-code")).to_have_count(0)
    page.locator("input[name=code]").fill(codes[0])
    press(page, language, "Sign in", within=page.locator("main"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zoé")


def _give_key(context: BrowserContext, page: Page) -> None:
    """Give the browser a device that holds passkeys and that its owner has unlocked."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_instead_of_a_password(open_browser, language):
    who = account("keyholder", language)
    context = open_browser(language)
    page = context.new_page()
    _give_key(context, page)
    sign_in(page, who)
    page.goto(f"/{language}/account/2fa/webauthn/add/")
    prove(page, language)
    page.locator("input[name=name]").fill("Portable")
    page.locator("input[name=passwordless]").check()
    press(page, language, "Add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)

    _sign_out(page, language)
    page.goto(f"/{language}/account/login/")
    press(page, language, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_contain_text(who.first_name)
    assert path_of(page) == f"/{language}/learning/"


def test_a_wrong_password_opens_nothing(open_browser, language):
    page = open_browser(language).new_page()
    _fill_in(page, language, account("visitor", language).email, f"{PASSWORD}?")
    expect(page.locator(".error-summary, .alert-error, .field-error").first).to_be_visible()
    assert path_of(page) == f"/{language}/account/login/"


def test_by_an_identity_provider_of_another_origin(
    open_browser, watch, identity_provider: Provider, base_url, language
):
    """The policy of the page lets its form lead to the provider, and to it alone."""
    watch.expect_host(identity_provider.origin)
    page = open_browser(language).new_page()
    answer = page.goto(f"/{language}/account/login/?next=/{language}/catalogue/")
    policy = answer.headers["content-security-policy"]
    (allowed,) = re.findall(r"form-action ([^;]+)", policy)
    assert allowed.split() == ["'self'", identity_provider.origin]
    page.get_by_role("link", name=NAME).click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"{identity_provider.origin}/authorize**")
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url(lambda url: url.startswith(base_url) and "/oidc/" not in url)
    speaks(page, language)
    expect(page.locator(".account-menu")).to_contain_text("Florence")
