"""Pages of the account that allauth doesn't have."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.core import clock

from . import providers
from .forms import InvitationForm
from .models import User
from .requests import INVITATION_KEY, keep_in_browser
from .services import invitations
from .services.invitations import InvitationError
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
    keep_in_browser(response, language)
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


@require_safe
@never_cache
@rate_limit(action="reset_password_from_key")
def open_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Take the key of an invitation out of the address, and go on without it.

    Programs that look at the links of messages change nothing: a link is used by what follows.
    """
    try:
        invitations.usable(key=key, at=clock.now())
    except InvitationError:
        return _invitation_page(request, status=404)
    request.session[INVITATION_KEY] = key
    return redirect("accept_invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limit(action="reset_password_from_key")
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Choose a first password, or go to the provider where the person signs in."""
    key = request.session.get(INVITATION_KEY, "")
    try:
        invited = invitations.usable(key=key, at=clock.now()).user
    except InvitationError:
        return _invitation_page(request, status=404)
    provider = providers.provider_name(invited.email)
    if provider:
        return _invitation_page(request, invited=invited, provider=provider)
    form = InvitationForm(request.POST or None, user=invited)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return _invitation_page(request, invited=invited, form=form, status=status)
    try:
        user = invitations.accept_with_password(
            key=key, password=form.cleaned_data["password"], at=clock.now()
        )
    except InvitationError:
        return _invitation_page(request, status=404)
    del request.session[INVITATION_KEY]
    record_authentication(request, user, method="password", email=user.email)
    return perform_login(request, user)


def _invitation_page(
    request: HttpRequest,
    *,
    invited: User | None = None,
    provider: str = "",
    form: InvitationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"invited": invited, "provider": provider, "form": form}
    return render(request, "account/invitation.html", context, status=status)
