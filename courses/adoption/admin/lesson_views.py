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
from academy.core.errors import AcademyError
from courses.adoption import own_lessons
from courses.adoption.offering import decline_offer
from courses.adoption.overview import source_of
from courses.adoption.shown import language_name, shown_kept, shown_lessons
from courses.adoption.taking_lessons import OfferedLesson, accept_lesson, lesson_offered
from courses.adoption.waiting import waiting_for
from courses.models import Offer

from .forms import LessonAnswerForm, LessonOfferForm
from .views import crumbs, edit_button, visible


@require_http_methods(["GET", "POST"])
def offer_lesson(request: SignedInRequest, adoption_id: int, key: UUID) -> HttpResponse:
    """Offer a lesson that one's organism wrote to the authors of the other path."""
    found = visible(request, adoption_id)
    lesson = own_lessons.find_own_lesson(waiting_for(found), str(key))
    form = LessonOfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            own_lessons.offer_lesson(
                by=request.user,
                adoption_id=found.pk,
                key=lesson.key,
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Offered. You read the answer on the page of this path."))
            return redirect("courses_adoption:adoption", found.pk)
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
    if form.is_valid():
        try:
            return _answered(request, found, form)
        except AcademyError as error:
            form.add_error(None, error.message)
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


def _answered(
    request: SignedInRequest, found: OfferedLesson, form: LessonAnswerForm
) -> HttpResponse:
    words = form.cleaned_data["words"]
    if form.cleaned_data["answer"] == "decline":
        decline_offer(by=request.user, offer_id=found.offer.pk, words=words, at=clock.now())
        messages.success(request, _("Declined. The organization reads why."))
        return redirect("courses_adoption:adoptions")
    drafts = accept_lesson(
        by=request.user,
        offer_id=found.offer.pk,
        spot=form.cleaned_data["spot"],
        words=words,
        at=clock.now(),
    )
    languages = [language_name(page.locale.language_code) for page in drafts]
    messages.success(
        request,
        _("Accepted: the lesson is a draft of your path (%(languages)s). Read it, then publish.")
        % {"languages": ", ".join(languages)},
        buttons=[edit_button(page) for page in drafts],
    )
    return redirect("wagtailadmin_explore", drafts[0].get_parent().pk)
