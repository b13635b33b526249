"""Pages of the account that allauth doesn't have."""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from .services.preferences import set_language


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Show `next` in `language`, and remember that language for the browser and the account.

    POST: `language` ("fr" or "en") and `next`, the page as it is now or its translation's address.
    """
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        raise Http404
    target = request.POST.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = f"/{language}/"
    if request.user.is_authenticated:
        set_language(user=request.user, language=language)
    response = HttpResponseRedirect(_in_language(target, language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _in_language(url: str, language: str) -> str:
    """Return the address of the same page in `language`, `url` when it is already there."""
    translated = translate_url(url, language)
    if translated != url:
        return translated
    for code, _name in settings.LANGUAGES:
        if code != language and url.startswith(f"/{code}/"):
            return f"/{language}/{url[len(code) + 2 :]}"
    return url


def admin_sign_in(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Send whoever knocks at Wagtail's own sign-in or reset pages to the academy's one door."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("wagtailadmin_home")
    return redirect(reverse("account_login", query={REDIRECT_FIELD_NAME: target}))


def change_password(request: HttpRequest) -> HttpResponse:
    """Tell password managers where the password is changed (W3C change-password URL)."""
    return redirect("account_change_password")
