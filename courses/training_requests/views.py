"""What organisms ask for: reading it, asking, joining."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from courses.models import OrganismNeed

from . import asking, policies, queries
from .forms import ForWhomForm, RequestForm, said_for, said_of

A_PAGE = 30


def _language() -> str:
    return get_language() or "fr"


def _reader(request: SignedInRequest) -> Sequence[Organism]:
    """Return the organisms that the reader may ask for; 404 for who reads no requests."""
    today = timezone.localdate()
    if not policies.can_read(request.user, today):
        raise Http404
    return policies.organisms_to_ask_for(request.user, today)


def _asker(request: SignedInRequest) -> Sequence[Organism]:
    organisms = _reader(request)
    if not organisms:
        raise Http404
    return organisms


def _asked(request_id: int) -> queries.Asked:
    found = queries.asked(request_id)
    if found is None or found.is_withdrawn:
        raise Http404
    return found


def _written_about(request: SignedInRequest, request_id: int) -> queries.Asked:
    """Return the request that a form is about. Who sends what they wrote about one that was
    withdrawn meanwhile reads so, and keeps it."""
    found = queries.asked(request_id)
    if found is None or (found.is_withdrawn and request.method != "POST"):
        raise Http404
    return found


def _way_back(found: queries.Asked) -> str:
    if found.is_withdrawn:
        return reverse("courses:training-requests")
    return reverse("courses:training-request", args=[found.request.pk])


def _is_opened_late(request: SignedInRequest, found: queries.Asked) -> bool:
    """Tell whether a form is opened about a request that has its answer, and say so."""
    if request.method == "POST" or not found.request.subject.head.is_settled:
        return False
    messages.info(request, _("This request is settled. Ask anew if you need something else."))
    return True


@require_safe
@login_required
def requests(request: SignedInRequest) -> HttpResponse:
    """List what is asked for, and what became of what was."""
    organisms = _reader(request)
    is_settled = request.GET.get("settled") == "1"
    found = queries.settled_requests() if is_settled else queries.open_requests()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    own = {one.pk for one in organisms}
    context = {
        "page_of_requests": page,
        "rows": [
            (one, any(need.organism_id in own for need in one.needs)) for one in page.object_list
        ],
        "is_settled": is_settled,
        "may_ask": bool(organisms),
        "may_study": policies.can_study(request.user, timezone.localdate()),
    }
    return TemplateResponse(request, "courses/training_requests/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask for training, once what is alike was seen."""
    organisms = _asker(request)
    posted = request.POST if request.method == "POST" else None
    form = RequestForm(posted, organisms=organisms)
    like: dict[str, Any] = {}
    if form.is_valid():
        like = _like(form)
        if like["seen"] == form.cleaned_data["seen"] or not like["seen"]:
            try:
                made = asking.ask(
                    by=request.user,
                    organism=form.cleaned_data["organism"],
                    what=form.what,
                    own=form.own,
                    at=timezone.now(),
                )
            except AcademyError as error:
                form.add_error(None, error.message)
            else:
                messages.success(
                    request,
                    _(
                        "Your request is sent. Other organizations see it and can join it; you "
                        "are told by email what becomes of it."
                    ),
                )
                return redirect("courses:training-request", made.pk)
    context = {"form": form, "like": like, "cancel": reverse("courses:training-requests")}
    # Not an error: something is to be read first.
    status = 422 if form.errors else 200
    return TemplateResponse(request, "courses/training_requests/ask.html", context, status=status)


def _like(form: RequestForm) -> dict[str, Any]:
    """Return the requests and paths that are like what is being written, each with why."""
    what = form.what
    text = queries.text_of(what.title, what.need, what.entries)
    language = _language()
    requests = [(one, _why(alike)) for one, alike in queries.like_requests(text)]
    paths = [
        (one.text_in(language), _why(alike)) for one, alike in queries.like_paths(text, language)
    ]
    named = [f"r{one.request.pk}" for one, _reason in requests]
    named += [f"p{one['page_id']}" for one, _reason in paths]
    seen = hashlib.sha256(" ".join(sorted(named)).encode()).hexdigest() if named else ""
    return {"requests": requests, "paths": paths, "seen": seen}


def _why(alike: Any) -> list[str]:
    """Say in sentences what is alike."""
    said = []
    if alike.entries:
        entries = queries.entry_titles(alike.entries, _language())
        said.append(_("Same skills: %(entries)s.") % {"entries": "; ".join(entries)})
    if alike.words:
        said.append(_("Words in common: %(words)s.") % {"words": ", ".join(alike.words)})
    return said


@require_safe
@login_required
def request_page(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Show a request: the need, who needs it, what became of it."""
    organisms = _reader(request)
    found = _asked(request_id)
    subject = found.request.subject.head
    language = _language()
    today = timezone.localdate()
    own = {one.pk for one in organisms}
    group = queries.group(subject.pk)
    steps = list(queries.steps_of(subject))
    context = {
        "asked": found,
        "subject": subject,
        "group": group if group and len(group.asked) > 1 else None,
        "entries": queries.entry_titles(found.request.entries, language),
        "own_needs": [one for one in found.needs if one.organism_id in own],
        "may_change": policies.can_change(request.user, found.request, today),
        "may_join": not subject.is_settled
        and any(one.pk != found.request.organism_id for one in organisms),
        "may_study": policies.can_study(request.user, today),
        "steps": steps,
        "paths": queries.titles_of_paths([one.path_key for one in steps], language),
    }
    return TemplateResponse(request, "courses/training_requests/request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Change an open request of one's organism."""
    organisms = _asker(request)
    found = _written_about(request, request_id)
    if found.request.organism_id not in {one.pk for one in organisms}:
        raise Http404
    if _is_opened_late(request, found):
        return redirect("courses:training-request", request_id)
    posted = request.POST if request.method == "POST" else None
    initial = said_of(found.request) | said_for(found.lead)
    form = RequestForm(posted, organisms=[found.request.organism], initial=initial)
    if form.is_valid():
        try:
            asking.change(
                by=request.user,
                request_id=request_id,
                what=form.what,
                own=form.own,
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The request is changed."))
            return redirect("courses:training-request", request_id)
    context = {"form": form, "like": {}, "cancel": _way_back(found), "asked": found}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "courses/training_requests/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Say that one's organism needs it too, or change what was said."""
    organisms = _asker(request)
    found = _written_about(request, request_id)
    if request.method != "POST":
        organisms = [one for one in organisms if one.pk != found.request.organism_id]
    if not organisms:
        raise Http404
    if _is_opened_late(request, found):
        return redirect("courses:training-request", request_id)
    posted = request.POST if request.method == "POST" else None
    form = ForWhomForm(posted, organisms=organisms, initial=said_for(_first_need(found, organisms)))
    if form.is_valid():
        try:
            asking.join(
                by=request.user,
                request_id=request_id,
                organism=form.cleaned_data["organism"],
                own=form.own,
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, _("Your organization joins this request. You are told what becomes of it.")
            )
            return redirect("courses:training-request", request_id)
    context = {"form": form, "cancel": _way_back(found), "asked": found}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "courses/training_requests/join.html", context, status=status)


def _first_need(found: queries.Asked, organisms: Sequence[Organism]) -> OrganismNeed | None:
    own = {one.pk for one in organisms}
    return next((one for one in found.needs if one.organism_id in own), None)


@require_POST
@login_required
def leave(request: SignedInRequest, request_id: int, organism_id: int) -> HttpResponse:
    """Say that one's organism needs it no more."""
    organisms = {one.pk: one for one in _asker(request)}
    if organism_id not in organisms:
        raise Http404
    asking.leave(
        by=request.user,
        request_id=request_id,
        organism=organisms[organism_id],
        at=timezone.now(),
    )
    left = queries.asked(request_id)
    if left is None or left.is_withdrawn:
        messages.success(request, _("The request is withdrawn."))
        return redirect("courses:training-requests")
    messages.success(request, _("Your organization is no longer among those that ask for this."))
    return redirect("courses:training-request", request_id)
