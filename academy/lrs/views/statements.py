"""Statements read by hand, one page at a time; each page that is opened is noted."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.core.forms import ReasonForm
from academy.lrs import record_queries, services, statement_queries
from academy.lrs.forms import StatementsForm
from academy.lrs.statement_queries import Filters, Reading
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.parameters import Cursor, parse_query
from academy.lrs.xapi.vocabulary import Verb

from .access import Counter
from .visits import for_a_reason


@login_required
@require_safe
@for_a_reason
def statements(request: SignedInRequest, counter: Counter, reason: str) -> HttpResponse:
    """Find statements by who, verb, activity, registration and time."""
    form = StatementsForm(request.GET)
    page, sought = None, None
    if form.is_valid():
        filters = Filters(**form.cleaned_data)
        sought = filters.agent
        page = statement_queries.page_of(
            filters, cursor=_cursor(request), language=get_language() or "fr"
        )
        services.note_opening(
            action="records.search",
            target=sought.public_id if sought else "",
            people=page.people,
            filters=_noted(filters),
            reason=reason,
            by=request.user,
            at=counter.at,
        )
    return render(
        request,
        "lrs/statements.html",
        {
            "counter": counter,
            "reason": reason,
            "form": form,
            "page": page,
            "is_narrowed": any(form.data.values()),
            "asked": _without_cursor(request),
            "verbs": sorted(verb.value for verb in Verb),
        },
        status=200 if page else 422,
    )


def _cursor(request: SignedInRequest) -> Cursor | None:
    if "cursor" not in request.GET:
        return None
    try:
        return parse_query({"cursor": request.GET.getlist("cursor")}).cursor
    except Invalid:
        raise Http404 from None


def _without_cursor(request: SignedInRequest) -> str:
    """Return the query string of the same search, for the links to its other pages."""
    kept = [(name, value) for name, value in request.GET.items() if value and name != "cursor"]
    return urlencode(kept)


def _noted(filters: Filters) -> dict[str, str]:
    """Return what the audit log keeps of a search: no e-mail address."""
    noted = {
        "verb": filters.verb,
        "activity": filters.activity,
        "registration": str(filters.registration or ""),
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
        "credential": filters.credential.key if filters.credential else "",
    }
    if filters.agent is not None and not filters.agent.public_id:
        noted["agent"] = next(
            (one for one in filters.agent.identities if not one.startswith("mbox ")), "mbox"
        )
    return {name: value for name, value in noted.items() if value}


@login_required
@require_safe
@for_a_reason
def registration(
    request: SignedInRequest, counter: Counter, reason: str, registration: UUID
) -> HttpResponse:
    """Follow a registration: its statements in the order in which they were stored, and the launch
    sessions in which contents told theirs."""
    page = statement_queries.page_of(
        Filters(registration=registration, oldest_first=True),
        cursor=_cursor(request),
        language=get_language() or "fr",
    )
    sessions = record_queries.sessions_in(registration)
    if not page.lines and not sessions and "cursor" not in request.GET:
        raise Http404
    services.note_opening(
        action="records.follow",
        target=str(registration),
        people=page.people,
        reason=reason,
        by=request.user,
        at=counter.at,
    )
    return render(
        request,
        "lrs/registration.html",
        {
            "counter": counter,
            "reason": reason,
            "registration": registration,
            "page": page,
            "sessions": sessions,
        },
    )


def _opened(request: SignedInRequest, counter: Counter, statement_id: UUID, reason: str) -> Reading:
    """Return a statement, and note that it was opened; raise Http404 where there is none."""
    found = statement_queries.reading_of(statement_id, language=get_language() or "fr")
    if found is None:
        raise Http404
    services.note_opening(
        action="records.read",
        target=str(statement_id),
        people=found.people,
        reason=reason,
        by=request.user,
        at=counter.at,
    )
    return found


@login_required
@require_safe
@for_a_reason
def statement(
    request: SignedInRequest, counter: Counter, reason: str, statement_id: UUID
) -> HttpResponse:
    """Show one statement, whole."""
    reading = _opened(request, counter, statement_id, reason)
    return render(
        request,
        "lrs/statement.html",
        {"counter": counter, "reason": reason, "reading": reading, "line": reading.line},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_a_reason
def void_statement(
    request: SignedInRequest, counter: Counter, reason: str, statement_id: UUID
) -> HttpResponse:
    """Ask why a statement is to be voided; void it."""
    reading = _opened(request, counter, statement_id, reason)
    if request.method == "POST":
        return _void(request, counter, reading)
    if reading.is_voided or reading.is_voiding:
        return redirect("lrs:statement", statement_id)
    return _ask_to_void(request, counter, reading, ReasonForm())


def _ask_to_void(
    request: SignedInRequest, counter: Counter, reading: Reading, form: ReasonForm
) -> HttpResponse:
    return render(
        request,
        "lrs/void_statement.html",
        {"counter": counter, "line": reading.line, "form": form},
        status=422 if form.errors else 200,
    )


@recently_authenticated
def _void(request: SignedInRequest, counter: Counter, reading: Reading) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.void_by_hand(
                statement_id=UUID(reading.line.id),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=counter.at,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The statement is voided."))
            return redirect("lrs:statement", reading.line.id)
    return _ask_to_void(request, counter, reading, form)
