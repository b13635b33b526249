"""Offering an improvement, and answering one."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses.adoption.offering import (
    accept_offer,
    beside,
    find_part,
    offer_part,
    take_offer_back,
)
from courses.adoption.policies import offers_to_answer
from courses.adoption.shown import language_name, shown_offer, shown_part
from courses.models import Offer

from .forms import AnswerForm, OfferForm
from .lesson_views import answer_lesson
from .sending import answered, sent
from .views import crumbs, visible


@require_http_methods(["GET", "POST"])
def offer(request: SignedInRequest, adoption_id: int, page_id: int, key: str) -> HttpResponse:
    """Offer an adapted part to the authors of the other path."""
    found = visible(request, adoption_id)
    part = find_part(found.pk, page_id, key)
    form = OfferForm(request.POST if request.method == "POST" else None)
    response = sent(
        request,
        form,
        found,
        lambda words: offer_part(
            by=request.user,
            adoption_id=found.pk,
            page_id=page_id,
            key=key,
            words=words,
            at=clock.now(),
        ),
    )
    if response is not None:
        return response
    title = _("Offer an improvement")
    above = reverse("courses_adoption:adoption", args=[found.pk])
    context = {
        "adoption": found,
        "part": shown_part(part),
        "form": form,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs((above, part.page.title), ("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/offer.html", context, status=422 if form.errors else 200
    )


@require_POST
def take_back(request: SignedInRequest, offer_id: int) -> HttpResponse:
    """Take an offer back."""
    try:
        taken = take_offer_back(by=request.user, offer_id=offer_id, at=clock.now())
    except AcademyError as error:
        messages.error(request, error.message)
        adoption_id = Offer.objects.get(pk=offer_id).page.adoption_id
        return redirect("courses_adoption:adoption", adoption_id)
    messages.success(request, _("The offer is taken back."))
    return redirect("courses_adoption:adoption", taken.page.adoption_id)


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, offer_id: int) -> HttpResponse:
    """Show what is offered beside one's own words, and take the answer."""
    rows = offers_to_answer(request.user).select_related("page__adoption__organism")
    found = rows.filter(pk=offer_id).first()
    if found is None:
        raise Http404
    if found.is_lesson:
        return answer_lesson(request, found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    response = answered(request, form, found, lambda words: _accepted(request, found, words))
    if response is not None:
        return response
    shown = beside(found)
    label, texts = shown_offer(shown)
    title = _("An improvement of “%(title)s”") % {"title": found.title}
    context = {
        "offer": found,
        "shown": shown,
        "label": label,
        "texts": texts,
        "language": language_name(found.page.language),
        "form": form,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/answer.html", context, status=422 if form.errors else 200
    )


def _accepted(request: SignedInRequest, found: Offer, words: str) -> HttpResponse:
    draft = accept_offer(
        by=request.user,
        offer_id=found.pk,
        theirs=request.POST.get("replace") == "yes",
        words=words,
        at=clock.now(),
    )
    messages.success(
        request,
        _("Accepted: it is in the draft of “%(title)s”. Read it there, then publish.")
        % {"title": draft.title},
    )
    return redirect("wagtailadmin_pages:edit", draft.pk)
