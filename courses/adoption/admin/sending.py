"""What becomes of the form by which something is offered, or an offer is answered."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses.adoption.offering import decline_offer
from courses.models import Adoption, Offer

from .forms import AnswerForm


def sent(
    request: SignedInRequest, form: forms.Form, adoption: Adoption, offer: Callable[[str], object]
) -> HttpResponse | None:
    """Offer by calling `offer` with the words of the form, and lead back to the adoption; None
    where the form says what is missing or refused."""
    if not form.is_valid():
        return None
    try:
        offer(form.cleaned_data["words"])
    except AcademyError as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, _("Offered. You read the answer on the page of this path."))
    return redirect("courses_adoption:adoption", adoption.pk)


def answered(
    request: SignedInRequest,
    form: AnswerForm,
    offer: Offer,
    accept: Callable[[str], HttpResponse],
) -> HttpResponse | None:
    """Decline an offer, or accept it by calling `accept` with the words of the form, and lead on;
    None where the form says what is missing or refused."""
    if not form.is_valid():
        return None
    words = form.cleaned_data["words"]
    try:
        if form.cleaned_data["answer"] == "accept":
            return accept(words)
        decline_offer(by=request.user, offer_id=offer.pk, words=words, at=clock.now())
    except AcademyError as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, _("Declined. The organization reads why."))
    return redirect("courses_adoption:adoptions")
