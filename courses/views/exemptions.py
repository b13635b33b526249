"""Asking to be exempted from a path, and answering who asks."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses import services
from courses.forms import ExemptionAnswerForm, ExemptionRequestForm
from courses.models import ExemptionRequest
from courses.queries import asked_of, published_paths, requests_of

from .assignments import asked_row, show_assignment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_exemption(request: SignedInRequest, path_key: UUID) -> HttpResponse:
    """Ask an organism that asks a path of the person to be exempted from it."""
    at = clock.now()
    asked = next(iter(asked_of(request.user, timezone.localdate(at), [path_key])), None)
    if asked is None or not asked.asks:
        raise Http404
    requests = requests_of(request.user, [path_key])[path_key]
    waiting = {one.organism_id for one in requests if one.state == one.State.WAITING}
    organisms = {one.assignment.organism_id: one.assignment.organism for one in asked.asks}
    open_to = [one for pk, one in organisms.items() if pk not in waiting]
    said = request.POST if request.method == "POST" else None
    form = ExemptionRequestForm(said, organisms=open_to) if open_to else None
    if request.method == "POST" and form is not None and form.is_valid():
        chosen = next(one for one in open_to if str(one.pk) == form.cleaned_data["organism"])
        try:
            services.request_exemption(
                by=request.user,
                organism=chosen,
                path_key=path_key,
                reason=form.cleaned_data["reason"],
                at=at,
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("Your request is with %(organism)s. The answer comes on your page.")
                % {"organism": chosen.name},
            )
            return redirect(settings.LOGIN_REDIRECT_URL)
    elif request.method == "POST" and form is None:
        messages.info(request, _("You have asked already, and there is no answer yet."))
        return redirect("courses:ask-exemption", path_key)
    path = published_paths([path_key]).get(path_key)
    if path is None:
        raise Http404
    context = {
        "path": path.text_in(get_language() or "fr"),
        "asks": asked.asks,
        "requests": requests,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "courses/ask_exemption.html", context, status=status)


@require_POST
@login_required
def take_request_back(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Ask no more to be exempted."""
    asked = get_object_or_404(
        ExemptionRequest.objects.select_related("organism", "user"),
        pk=request_id,
        user_id=request.user.pk,
    )
    services.take_request_back(by=request.user, request=asked, at=clock.now())
    messages.success(request, _("Your request is taken back. The path is still asked of you."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
@login_required
def answer_exemption(request: SignedInRequest, assignment_id: int, request_id: int) -> HttpResponse:
    """Grant or refuse what somebody asks, with words that they read."""
    row = asked_row(request, assignment_id)
    asked = get_object_or_404(
        ExemptionRequest.objects.select_related("user"),
        pk=request_id,
        organism_id=row.assignment.organism_id,
        path_key=row.assignment.path_key,
    )
    is_granted = request.POST.get("granted") == "yes"
    form = ExemptionAnswerForm(request.POST, prefix=f"request-{request_id}")
    if form.is_valid():
        try:
            services.answer_exemption(
                by=request.user,
                request=asked,
                is_granted=is_granted,
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except AcademyError as error:
            messages.error(request, error.message)
        else:
            said = (
                _("%(person)s is exempted, and sees it with your reason.")
                if is_granted
                else _("The request of %(person)s is refused, and they read why.")
            )
            messages.success(request, said % {"person": asked.user})
        return redirect("courses:assignment", assignment_id)
    return show_assignment(request, row, answering={request_id: form}, status=422)
