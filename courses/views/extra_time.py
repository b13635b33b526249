"""The extra time that managers give to people of their organism."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.accounts.models import User
from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from courses import services
from courses.forms import ExtraTimeForm
from courses.models import ExtraTime
from courses.policies import organisms_to_assign
from courses.queries import MOST_FOUND, extra_times_in, people_like

from .assignments import chosen_organism, searched


@login_required
def extra_time(request: SignedInRequest) -> HttpResponse:
    """Who has more time in tests, and to whom it is given. `?q=`: a name or an address."""
    today = timezone.localdate()
    organisms = organisms_to_assign(request.user, today)
    if not organisms:
        raise Http404
    organism = chosen_organism(request, organisms)
    context: dict[str, Any] = {
        "organisms": organisms,
        "organism": organism,
        "most_found": MOST_FOUND,
    }
    if organism is None:
        return render(request, "courses/extra_time.html", context)
    search = searched(request.POST if request.method == "POST" else request.GET)
    people = people_like(organism, today, search=search)
    form = None
    if request.method == "POST":
        form = ExtraTimeForm(request.POST, people=people)
        if form.is_valid() and _give(request, organism, form):
            return redirect(f"{reverse('courses:extra-time')}?organism={organism.pk}")
    elif people:
        form = ExtraTimeForm(people=people)
    context |= {
        "given": extra_times_in(organism),
        "search": search,
        "found": people,
        "form": form,
    }
    return render(request, "courses/extra_time.html", context)


def _give(request: SignedInRequest, organism: Organism, form: ExtraTimeForm) -> bool:
    person = get_object_or_404(User, public_id=form.cleaned_data["person"])
    try:
        services.give_extra_time(
            by=request.user,
            organism=organism,
            person=person,
            factor=form.cleaned_data["factor"],
            at=timezone.now(),
        )
    except AcademyError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("%(person)s has more time from now on.") % {"person": person})
    return True


@require_POST
@login_required
def end_time(request: SignedInRequest, given_id: int) -> HttpResponse:
    """End an extra time."""
    given = get_object_or_404(
        ExtraTime.objects.select_related("user", "organism"),
        pk=given_id,
        organism__in=_own(request, timezone.localdate()),
    )
    services.end_extra_time(by=request.user, given=given, at=timezone.now())
    messages.success(
        request, _("%(person)s has the usual time from now on.") % {"person": given.user}
    )
    return redirect(f"{reverse('courses:extra-time')}?organism={given.organism_id}")


def _own(request: SignedInRequest, today: date) -> list[int]:
    return [one.pk for one in organisms_to_assign(request.user, today)]
