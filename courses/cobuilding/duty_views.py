"""What is to be done for a path: written down, changed, done."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.models import Duty

from . import building, queries
from .forms import DutyChangeForm, DutyForm
from .policies import builds
from .views import crumbs_in, path_for, show_space


@require_POST
def add_duty(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Write down what an organism has to do."""
    path = path_for(request, page_id)
    organisms = [one.organism for one in queries.taking_part(path)]
    form = DutyForm(request.POST, organisms=organisms)
    if form.is_valid():
        try:
            building.add_duty(by=request.user, path=path, at=timezone.now(), **form.cleaned_data)
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The task is written down."))
            return redirect("courses_building:space", path.pk)
    return show_space(request, path, duty=form, status=422)


@require_POST
def settle_duty(request: SignedInRequest, page_id: int, duty_id: int) -> HttpResponse:
    """Say that something is done, or isn't after all."""
    path = path_for(request, page_id)
    building.settle_duty(
        by=request.user,
        path=path,
        duty_id=duty_id,
        is_done=request.POST.get("done") == "1",
        at=timezone.now(),
    )
    return redirect("courses_building:space", path.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change_duty(request: SignedInRequest, page_id: int, duty_id: int) -> HttpResponse:
    """Say otherwise what is to be done, or by when."""
    path = path_for(request, page_id)
    duty = Duty.objects.filter(pk=duty_id, path_key=path.translation_key).first()
    if duty is None or not builds(request.user, path, timezone.localdate()):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = DutyChangeForm(posted, initial={"title": duty.title, "due_on": duty.due_on})
    if form.is_valid():
        building.change_duty(
            by=request.user, path=path, duty_id=duty.pk, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The task is changed."))
        return redirect("courses_building:space", path.pk)
    context = {
        "path": path,
        "duty": duty,
        "form": form,
        "header_title": _("Change a task"),
        "header_icon": "group",
        "breadcrumbs_items": crumbs_in(path, _("Change a task")),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/cobuilding/duty.html", context, status=status)


@require_POST
def remove_duty(request: SignedInRequest, page_id: int, duty_id: int) -> HttpResponse:
    """Take away what nobody has to do any more."""
    path = path_for(request, page_id)
    building.remove_duty(by=request.user, path=path, duty_id=duty_id, at=timezone.now())
    messages.success(request, _("The task is taken away."))
    return redirect("courses_building:space", path.pk)
