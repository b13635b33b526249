"""Everything that the academy decides otherwise than allauth, in one place."""

import logging
from smtplib import SMTPException
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from academy.core import clock

from . import demonstration_secret, policies, sealing
from .mail import prepared
from .models import User
from .requests import INVITATION_KEY, keep_in_browser
from .services import demonstration, invitations
from .services.invitations import InvitationError
from .services.preferences import set_language

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Signing up and in, and the messages that go with it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether people may make their own account."""
        return settings.SIGNUP in ("open", "domains")

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep the language of the page where the person signed up."""
        user.language = translation.get_language()[:2]
        return super().save_user(request, user, form, commit)

    def is_safe_url(self, url: str) -> bool:
        """Return whether `url` is on the academy's own host: no other trusted one counts."""
        hosts = {self.request.get_host(), urlsplit(settings.PUBLIC_ADDRESS).netloc}
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts=hosts, require_https=self.request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page after signing in, in the language of the page one signs in on."""
        with translation.override(_language_of_sign_in(request, cast(User, request.user))):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def post_login(
        self, request: HttpRequest, user: User, *, redirect_url: str | None, **kwargs: Any
    ) -> HttpResponse:
        """Welcome the person in the language of the page where they arrive.

        The language of the page where they signed in is kept for the account, and for the browser
        where it had another one.
        """
        chosen = _language_of_sign_in(request, user)
        set_language(user=user, language=chosen)
        language = translation.get_language_from_path(redirect_url or "") or chosen
        with translation.override(language):
            response = super().post_login(request, user, redirect_url=redirect_url, **kwargs)
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, chosen) != chosen:
            keep_in_browser(response, chosen)
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the home page in the language of the page that the person leaves."""
        return f"/{translation.get_language()[:2]}/"

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Return the ways to prove oneself again, second factors first."""
        methods = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: not method["id"].startswith("mfa"))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send a message in the person's language, with links to the public address only.

        A mail server that doesn't answer is logged: the page says where the message should arrive
        and how to ask for it again.
        """
        context = prepared(context)
        user = context.get("user")
        language = getattr(user, "language", None) or translation.get_language()
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("The mail server refused a message or did not answer.")
        if demonstration.keeps_messages() and self.request is not None:
            demonstration.keep_link(session=self.request.session, context=context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person of a change of their account, in the language of the person."""
        super().send_notification_mail(
            template_prefix, user, {"user": user} | (context or {}), email
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per host and address; a request chooses the port in its Host header, and
        # each port would give as many attempts again.
        return f"sign-in:{credentials.get('email', '').strip().lower()}"


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: sealed at rest, not to be removed by who must have one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role requires a second factor. Add another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret with the installation's key."""
        return sealing.seal(text, _keys())

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret, or a new one that nobody knows when it can't or mustn't be used."""
        try:
            secret = sealing.unseal(encrypted_text, _keys())
        except sealing.Unreadable:
            logger.error("A second factor was sealed with another SECRET_KEY; it can't be used.")
            return generate_totp_secret()
        if secret == demonstration_secret.TOTP and not settings.DEMONSTRATION:
            logger.error("A demonstration account tried to sign in to a real academy.")
            return generate_totp_secret()
        return secret

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last factor of a person whose role requires one."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = (
            Authenticator.objects.filter(user=authenticator.user)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exclude(pk=authenticator.pk)
        )
        return others.exists() or not policies.needs_second_factor(authenticator.user)

    def get_totp_issuer(self) -> str:
        """Return the name that authenticator applications show."""
        return str(settings.WAGTAIL_SITE_NAME)

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Identity providers: an identity is a provider and a subject, never an e-mail."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Let in whoever a configured provider vouches for, even when sign-up is closed."""
        return True

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Refuse, whatever a provider's configuration says."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Open the account of whoever came here from the link of an invitation.

        The link proves the address, the provider proves the person: both have to name the same
        address. Without a link, an e-mail alone never links anybody.
        """
        key = request.session.get(INVITATION_KEY, "")
        if not key or sociallogin.is_existing or request.user.is_authenticated:
            return
        try:
            invited = invitations.usable(key=key, at=clock.now()).user
            if invited.email not in _addresses(sociallogin):
                messages.error(
                    request,
                    _(
                        "You signed in as somebody else than %(email)s. Sign out of the other "
                        "account there, then try again."
                    )
                    % {"email": invited.email},
                )
                raise ImmediateHttpResponse(redirect("accept_invitation"))
            user = invitations.accept_with_identity(key=key, at=clock.now())
        except InvitationError:
            return
        del request.session[INVITATION_KEY]
        sociallogin.connect(request, user)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Keep the language of the page where the person came from."""
        sociallogin.user.language = translation.get_language()[:2]
        return super().save_user(request, sociallogin, form)


def _addresses(sociallogin: SocialLogin) -> set[str]:
    """Return the addresses that a provider tells of a person, in lower case."""
    told = [sociallogin.user.email, *(address.email for address in sociallogin.email_addresses)]
    return {email.lower() for email in told if email}


def _language_of_sign_in(request: HttpRequest, user: User) -> str:
    """Return the language of the page; the account's after a provider, whose address has none."""
    return translation.get_language_from_path(request.path) or user.language


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
