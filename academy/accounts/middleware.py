"""What every page asks of the person who is signed in."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import activate, get_language_from_path
from onelogin.saml2.errors import OneLogin_Saml2_Error
from requests import RequestException

from academy.core.answers import is_same_for_all

from . import policies
from .services.preferences import set_language
from .signals import SECOND_FACTOR_USED

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# What stays open to who has a second factor to add or to use: that, leaving, and the language.
OPEN_TO_ALL = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "health",
        "media",
        "robots",
        "security_txt",
        "switch_language",
    }
)


class PrivatePagesMiddleware:
    """Pages of signed-in people are kept by no cache, shared or not.

    An answer that is the same for everyone (`academy.core.answers.same_for_all`) is left alone and
    costs no look at the session.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer when somebody is signed in."""
        response = self.get_response(request)
        if not is_same_for_all(response) and self._is_signed_in(request):
            patch_cache_control(response, private=True, no_store=True)
        return response

    @staticmethod
    def _is_signed_in(request: HttpRequest) -> bool:
        try:
            return request.user.is_authenticated
        except DatabaseError:
            # The database is away: the answer says so, and is for nobody to keep.
            return True


class LanguagePreferenceMiddleware:
    """Keeps the language of the page on which a signed-in person last acted.

    Sending a form is acting; so is following the link to the other language, which leads from a
    page of ours in one language to a page in the other, as the address that the browser comes from
    tells. A link in a message changes nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, then keep the language when the page was there."""
        response = self.get_response(request)
        language = get_language_from_path(request.path)
        if language and self._is_choice(request, response, language):
            user = request.user
            if user.is_authenticated:
                set_language(user=user, language=language)
        return response

    def _is_choice(self, request: HttpRequest, response: HttpResponse, language: str) -> bool:
        if request.method == "POST":
            return response.status_code < 400
        if request.method != "GET" or response.status_code != 200:
            return False
        return self._language_before(request) not in (None, language)

    @staticmethod
    def _language_before(request: HttpRequest) -> str | None:
        """Return the language of the page of ours that the person comes from, None elsewhere."""
        try:
            came_from = urlsplit(request.headers.get("Referer", ""))
        except ValueError:
            return None
        ours = came_from.netloc == request.get_host()
        return get_language_from_path(came_from.path) if ours else None


class SecondFactorMiddleware:
    """People with a role use a second factor before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision needs the view's name."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Send the person to set up, or to use, a second factor."""
        # What is open to all goes first: it must not cost a look at the session.
        if not settings.SECOND_FACTOR_COMPULSORY or self._is_open(request):
            return None
        if not request.user.is_authenticated or request.session.get(SECOND_FACTOR_USED):
            return None
        if not policies.needs_second_factor(request.user) and not is_admin_path(request):
            return None
        return self._redirect(request, self._where(request))

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and match.view_name in OPEN_TO_ALL

    @staticmethod
    def _where(request: HttpRequest) -> str:
        """Return the page to use a factor of the person, or to add a first one."""
        if not is_mfa_enabled(request.user):
            return reverse("mfa_index")
        methods = get_adapter().get_reauthentication_methods(request.user)
        path = request.get_full_path() if request.method == "GET" else "/"
        return f"{methods[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: path})}"

    @staticmethod
    def _redirect(request: HttpRequest, url: str) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)


class AdminDoorMiddleware:
    """The designers' desk doesn't exist for people who may not work there.

    Wagtail would send them to sign in, where they already are. Its screens for people and groups
    are open to administrators alone: "change user" is the power over everybody, by Wagtail's own
    policy, whatever group somebody was put in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is taken before the view runs."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: tuple, kwargs: dict) -> None:
        """Answer 404 to who may not work there; speak the language of who may."""
        if not is_admin_path(request) or not request.user.is_authenticated:
            return
        # Addresses of the desk carry no language, and browsers' own is often another.
        activate(request.user.language)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        desk = reverse("wagtailadmin_home")
        people = tuple(f"{desk}{part}/" for part in ("users", "groups", "bulk/accounts"))
        if request.path.startswith(people) and not request.user.is_superuser:
            raise Http404


class ProviderAnswersMiddleware:
    """Explains what an identity provider, or somebody in its name, answers wrongly.

    allauth lets some of it through as errors of the academy: a provider that is away, XML that
    isn't XML. It is logged whole and explained to the person.
    """

    # Exceptions of the libraries that read these answers; what a wrong setting raises isn't here.
    ILL_FORMED = (
        AttributeError,
        LookupError,
        SyntaxError,  # lxml's own derive from it.
        TypeError,
        ValueError,
        OneLogin_Saml2_Error,
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; only exceptions matter here."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 when the provider is away, 400 when its answer makes no sense."""
        match = request.resolver_match
        if match is None or not match.view_name.startswith(("openid_connect_", "saml_")):
            return None
        if isinstance(error, RequestException):
            status, headers = 503, {"Retry-After": "60"}
        elif isinstance(error, self.ILL_FORMED):
            status, headers = 400, {}
        else:
            return None
        logger.warning("An identity provider could not be used.", exc_info=error)
        page = render(request, "socialaccount/authentication_error.html", status=status)
        for name, value in headers.items():
            page[name] = value
        return page


def is_admin_path(request: HttpRequest) -> bool:
    """Return whether the request is for the designers' desk (Wagtail's admin)."""
    return request.path.startswith(reverse("wagtailadmin_home"))
