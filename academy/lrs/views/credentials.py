"""Credentials of the record store: listed, created with a fresh proof of who asks, revoked."""

from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.lrs import credential_queries, policies, services
from academy.lrs.forms import CredentialForm, LimitForm
from academy.lrs.models import Credential, Scope

from .access import Counter, counter_of


@login_required
@require_safe
def credentials(request: SignedInRequest) -> HttpResponse:
    """List the credentials that one may see."""
    counter = counter_of(request, "credentials")
    search = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    kind = request.GET.get("show", "")
    kind = kind if kind in credential_queries.KINDS else "in-use"
    found = credential_queries.credentials_to_show(
        request.user, counter.today, kind=kind, search=search
    )
    return render(
        request,
        "lrs/credentials.html",
        {
            "counter": counter,
            "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
            "kind": kind,
            "search": search,
            "can_create": bool(_organisms(request, counter)) or counter.explores,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_credential(request: SignedInRequest) -> HttpResponse:
    """Ask for what a credential needs; create it and show its secret."""
    counter = counter_of(request, "credentials")
    if request.method == "POST":
        return _create(request, counter)
    return _show_form(request, counter, _form(request, counter))


def _organisms(request: SignedInRequest, counter: Counter) -> list:
    return list(policies.organisms_to_give(request.user, counter.today))


def _form(request: SignedInRequest, counter: Counter) -> CredentialForm:
    everything = policies.can_set_limits(request.user, counter.today)
    return CredentialForm(
        request.POST if request.method == "POST" else None,
        organisms=_organisms(request, counter),
        scopes=frozenset(Scope) if everything else policies.SCOPES_A_MANAGER_GIVES,
        everything=everything,
    )


def _show_form(request: SignedInRequest, counter: Counter, form: CredentialForm) -> HttpResponse:
    return render(
        request,
        "lrs/new_credential.html",
        {"counter": counter, "form": form},
        status=422 if form.errors else 200,
    )


@recently_authenticated
def _create(request: SignedInRequest, counter: Counter) -> HttpResponse:
    """The secret is in this answer alone: no page, session or cache keeps it for later."""
    form = _form(request, counter)
    if not form.is_valid():
        return _show_form(request, counter, form)
    asked = form.cleaned_data
    try:
        new = services.create_credential(
            name=asked["name"],
            scopes=asked["scopes"],
            organism=asked["organism"],
            requests_per_minute=asked.get("requests_per_minute"),
            created_by=request.user,
            at=counter.at,
            key=_key_of(request, asked["mark"]),
        )
    except services.AlreadyCreated as fault:
        messages.info(
            request,
            _(
                "This credential was created already, and its secret was shown then. If you"
                " didn't keep it, revoke this credential and create another."
            ),
        )
        return redirect("lrs:credential", fault.credential.key)
    except AcademyError as error:
        form.add_error(None, error.message)
        return _show_form(request, counter, form)
    return render(request, "lrs/credential_created.html", {"counter": counter, "new": new})


def _key_of(request: SignedInRequest, mark: UUID) -> str:
    """Return the key of the credential that this form makes: the same if it is sent again."""
    return sha256(f"{request.user.public_id} {mark}".encode()).hexdigest()[:32]


def _found(request: SignedInRequest, counter: Counter, key: str) -> Credential:
    rows = credential_queries.credentials_to_show(request.user, counter.today, kind="all")
    return get_object_or_404(rows, key=key)


@login_required
@require_safe
def credential(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a credential, without its secret, which nobody knows but its holder."""
    counter = counter_of(request, "credentials")
    return _show(request, counter, _found(request, counter, key))


def _show(
    request: SignedInRequest, counter: Counter, found: Credential, form: LimitForm | None = None
) -> HttpResponse:
    if form is None and policies.can_set_limits(request.user, counter.today):
        form = LimitForm(initial={"requests_per_minute": found.requests_per_minute})
    return render(
        request,
        "lrs/credential.html",
        {
            "counter": counter,
            "credential": found,
            "form": form if found.revoked_at is None else None,
            "default_limit": settings.XAPI_REQUESTS_PER_MINUTE,
        },
        status=422 if form is not None and form.errors else 200,
    )


@login_required
@require_POST
def limit_credential(request: SignedInRequest, key: str) -> HttpResponse:
    """Set how many requests a credential makes in a minute. For administrators."""
    counter = counter_of(request, "credentials")
    found = _found(request, counter, key)
    if not policies.can_set_limits(request.user, counter.today):
        raise Http404
    return _limit(request, counter, found)


@recently_authenticated
def _limit(request: SignedInRequest, counter: Counter, found: Credential) -> HttpResponse:
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _show(request, counter, found, form)
    services.limit_credential(
        credential=found,
        requests_per_minute=form.cleaned_data["requests_per_minute"],
        at=counter.at,
        by=request.user,
    )
    messages.success(request, _("The limit was changed. It counts within five seconds."))
    return redirect("lrs:credential", found.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_credential(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask whether a credential is to be revoked; revoke it."""
    counter = counter_of(request, "credentials")
    found = _found(request, counter, key)
    if request.method == "POST":
        return _revoke(request, counter, found)
    if found.revoked_at is not None:
        return redirect("lrs:credential", found.key)
    return render(request, "lrs/revoke_credential.html", {"counter": counter, "credential": found})


@recently_authenticated
def _revoke(request: SignedInRequest, counter: Counter, found: Credential) -> HttpResponse:
    services.revoke_credential(credential=found, at=counter.at, by=request.user)
    messages.success(
        request, _("The credential “%(name)s” is revoked. Its statements stay.") % {"name": found}
    )
    return redirect("lrs:credentials")
