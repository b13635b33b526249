"""Waiving a part of a cmi5 package for somebody, and ending a session that was left open.

A person is looked for by name, and how far they are is not told: that is for the list of names.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.policies import organisms_to_assign
from courses.queries import MOST_FOUND, Waivable, people_like, waivable_of

from .sessions.waiving import REASONS, abandon_session, waive
from .shown import title_in

LABELS = dict(
    zip(
        REASONS,
        (
            gettext_lazy("They showed in a test that they know it"),
            gettext_lazy("They did an equivalent part of this package"),
            gettext_lazy("They did something equivalent elsewhere"),
            gettext_lazy("The organization decided so"),
        ),
        strict=True,
    )
)


class WaiverForm(forms.Form):
    """Which part is waived, and why."""

    part = forms.ChoiceField(label=gettext_lazy("Part"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=list(LABELS.items()))

    def __init__(self, *args: Any, row: Waivable, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{row.registration}-%s"
        super().__init__(*args, **kwargs)
        part: Any = self.fields["part"]
        part.choices = [(one["id"], title_in(one, row.language)) for one in row.aus]


def _context(row: Waivable) -> dict[str, Any]:
    return {
        "row": row,
        "form": WaiverForm(row=row) if row.aus else None,
        "waived": [
            (title_in(item, row.language), LABELS.get(one.waived_because, one.waived_because))
            for item, one in row.waived
        ],
    }


@require_GET
@login_required
def waivers(request: SignedInRequest) -> HttpResponse:
    """The packages of the people who are looked for. `?q=`: a name or an address."""
    today = timezone.localdate()
    organisms = organisms_to_assign(request.user, today)
    if not organisms:
        raise Http404
    wanted = request.GET.get("organism")
    organism = next((one for one in organisms if str(one.pk) == wanted), None)
    if organism is None and len(organisms) == 1:
        organism = next(iter(organisms))
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = people_like(organism, today, search=search) if organism is not None else []
    found = waivable_of(people) if people else {}
    context = {
        "organisms": organisms,
        "organism": organism,
        "search": search,
        "most_found": MOST_FOUND,
        "found": [
            (person, [_context(one) for one in found.get(person.pk, [])]) for person in people
        ],
    }
    return render(request, "courses/packages/waivers.html", context)


def _back(request: SignedInRequest) -> HttpResponse:
    said = {name: request.POST.get(name, "")[:100] for name in ("organism", "q")}
    return redirect(f"{reverse('courses:package-waivers')}?{urlencode(said)}")


@require_POST
@login_required
def waive_part(request: SignedInRequest, registration: UUID) -> HttpResponse:
    """Let a part count as done for somebody."""
    try:
        is_news = waive(
            registration=registration,
            item=request.POST.get("part", ""),
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
            by=request.user,
        )
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        said = (
            _("The part counts as done from now on.")
            if is_news
            else _("The part counted as done already.")
        )
        messages.success(request, said)
    return _back(request)


@require_POST
@login_required
def end_session(request: SignedInRequest, registration: UUID) -> HttpResponse:
    """End the session that somebody left open."""
    was_open = abandon_session(registration=registration, at=timezone.now(), by=request.user)
    if was_open:
        messages.success(request, _("The session is over. The next one begins at the next launch."))
    else:
        messages.info(request, _("The session was over already."))
    return _back(request)
