"""Pages of managers and administrators: what would leave, on or off, and what became of mails."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts import mail_kinds
from academy.accounts import queries as account_queries
from academy.accounts.models import Delivery
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.organisms.models import Organism
from academy.organisms.policies import is_administrator
from courses.models import Assignment, DigestSwitch
from courses.policies import can_assign, organisms_to_assign
from courses.queries import live_paths

from . import queries, services
from .forms import IfAskedForm
from .plan import plan_of
from .samples import kinds_in_words, sample_of


@login_required
@require_safe
def digests(request: SignedInRequest) -> HttpResponse:
    """The organisms whose weekly mail one may switch on; the only one leads on at once."""
    today = timezone.localdate(clock.now())
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100].casefold()
    organisms = list(organisms_to_assign(request.user, today))
    if not organisms:
        raise Http404
    if len(organisms) == 1 and not is_administrator(request.user, today):
        return redirect("courses:digest", organisms[0].public_id)
    found = [
        one for one in organisms if search in one.name.casefold() or search in one.code.casefold()
    ]
    on = set(DigestSwitch.objects.filter(off_at=None).values_list("organism_id", flat=True))
    context = {
        "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
        "search": search,
        "on": on,
        "is_administrator": is_administrator(request.user, today),
    }
    return render(request, "courses/reminders/digests.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """What mails would leave in an organism, and the switch below."""
    at = clock.now()
    organism = _organism(request, organism_id)
    if request.method == "POST":
        if request.POST.get("wanted") == "yes":
            services.switch_on(by=request.user, organism=organism, at=at)
            messages.success(request, _("The weekly email is on. The first ones leave next week."))
        else:
            services.switch_off(by=request.user, organism=organism, at=at)
            messages.success(request, _("The weekly email is off. No more of them leave."))
        return redirect("courses:digest", organism.public_id)
    plan = plan_of(organism, at)
    context = {
        "organism": organism,
        "switch": queries.switch_of(organism),
        "plan": plan,
        "kinds": kinds_in_words(plan, organism, timezone.localdate(at), get_language() or "fr"),
        "sample": sample_of(request.user, organism, timezone.localdate(at)),
    }
    return render(request, "courses/reminders/digest.html", context)


@login_required
@require_safe
def if_asked(request: SignedInRequest, organism_id: UUID) -> HttpResponse:
    """What mails would leave in an organism if a path were asked of it; nothing is."""
    at = clock.now()
    today = timezone.localdate(at)
    organism = _organism(request, organism_id)
    form = IfAskedForm(request.GET or None, paths=live_paths(), today=today)
    plan = None
    if form.is_valid():
        tried = Assignment(
            organism=organism,
            path_key=UUID(form.cleaned_data["path"]),
            assigned_at=at,
            **form.terms,
        )
        plan = plan_of(organism, at, if_asked=tried)
    context = {
        "form": form,
        "organism": organism,
        "switch": queries.switch_of(organism),
        "plan": plan,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/reminders/if_asked.html", context, status=status)


@login_required
@require_safe
def log(request: SignedInRequest) -> HttpResponse:
    """What became of every mail, for administrators: who, when, which kind, which end."""
    at = clock.now()
    if not is_administrator(request.user, timezone.localdate(at)):
        raise Http404
    states = dict(Delivery.State.choices)
    state = request.GET.get("state", "")
    state = state if state in states else ""
    counts = [
        (mail_kinds.label_of(kind), states.get(end, end), mails)
        for kind, end, mails in account_queries.delivery_counts(at - timedelta(days=7))
    ]
    context = {
        "page_obj": Paginator(account_queries.delivery_log(state=state), 100).get_page(
            request.GET.get("page")
        ),
        "state": state,
        "states": states.items(),
        "counts": counts,
    }
    return render(request, "courses/reminders/log.html", context)


def _organism(request: SignedInRequest, organism_id: UUID) -> Organism:
    today = timezone.localdate(clock.now())
    organism = get_object_or_404(Organism, public_id=organism_id)
    if not organism.holds_on(today) or not can_assign(request.user, organism, today):
        raise Http404
    return organism
