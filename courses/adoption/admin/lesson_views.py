"""Offering a whole lesson, and answering such an offer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from courses.adoption import own_lessons
from courses.adoption.overview import source_of
from courses.adoption.shown import language_name, shown_kept, shown_lessons
from courses.adoption.taking_lessons import accept_lesson, lesson_offered
from courses.adoption.waiting import waiting_for
from courses.models import Offer

from .forms import LessonAnswerForm, LessonOfferForm
from .sending import answered, sent
from .views import crumbs, edit_button, visible


@require_http_methods(["GET", "POST"])
def offer_lesson(request: SignedInRequest, adoption_id: int, key: UUID) -> HttpResponse:
    """Offer a lesson that one's organism wrote to the authors of the other path."""
    found = visible(request, adoption_id)
    lesson = own_lessons.find_own_lesson(waiting_for(found), str(key))
    form = LessonOfferForm(request.POST if request.method == "POST" else None)
    response = sent(
        request,
        form,
        found,
        lambda words: own_lessons.offer_lesson(
            by=request.user, adoption_id=found.pk, key=lesson.key, words=words, at=clock.now()
        ),
    )
    if response is not None:
        return response
    title = _("Offer a lesson")
    above = reverse("courses_adoption:adoption", args=[found.pk])
    context = {
        "adoption": found,
        "lesson": lesson,
        "source": source_of(found, get_language() or "fr"),
        "lessons": shown_lessons(lesson.contents),
        "kept": shown_kept(lesson.contents),
        "form": form,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs((above, lesson.title), ("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/offer_lesson.html", context, status=422 if form.errors else 200
    )


def answer_lesson(request: SignedInRequest, offer: Offer) -> HttpResponse:
    """Show a lesson that is offered to the person, and take the answer."""
    found = lesson_offered(offer, get_language() or "fr")
    form = LessonAnswerForm(request.POST if request.method == "POST" else None, found=found)
    response = answered(
        request,
        form,
        offer,
        lambda words: _accepted(request, offer, form.cleaned_data["spot"], words),
    )
    if response is not None:
        return response
    title = _("A lesson for you: “%(title)s”") % {"title": offer.title}
    context = {
        "offer": offer,
        "lessons": shown_lessons(found.contents),
        "kept": shown_kept(found.contents),
        "missing": [language_name(code) for code in found.missing_languages],
        "form": form,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/answer_lesson.html", context, status=422 if form.errors else 200
    )


def _accepted(request: SignedInRequest, offer: Offer, spot: str, words: str) -> HttpResponse:
    drafts = accept_lesson(
        by=request.user, offer_id=offer.pk, spot=spot, words=words, at=clock.now()
    )
    languages = [language_name(page.locale.language_code) for page in drafts]
    messages.success(
        request,
        _("Accepted: the lesson is a draft of your path (%(languages)s). Read it, then publish.")
        % {"languages": ", ".join(languages)},
        buttons=[edit_button(page) for page in drafts],
    )
    return redirect("wagtailadmin_explore", drafts[0].get_parent().pk)
