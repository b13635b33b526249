"""Taking a file of terms into the glossary."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError

from .forms import GlossaryFileForm
from .glossary_files import COLUMNS, read_terms
from .glossary_services import take_in_terms
from .policies import keeps_glossary

LIST = "wagtailsnippets_courses_glossaryterm:list"


@require_http_methods(["GET", "POST"])
def import_terms(request: SignedInRequest) -> HttpResponse:
    """Ask for a file of terms, and take it in, all of it or nothing."""
    if not keeps_glossary(request.user):
        raise PermissionDenied
    posted = request.method == "POST"
    form = GlossaryFileForm(request.POST, request.FILES) if posted else GlossaryFileForm()
    problems: list[str] = []
    if posted and form.is_valid():
        found = read_terms(form.cleaned_data["file"].read())
        problems = list(found.problems)
        if not problems:
            try:
                taken = take_in_terms(by=request.user, rows=found.rows, at=clock.now())
            except AcademyError as error:
                problems = [error.message]
            else:
                messages.success(
                    request,
                    _("Terms added: %(added)s. Terms changed: %(changed)s.")
                    % {"added": taken.added, "changed": taken.changed},
                )
                return redirect(LIST)
    title = _("Import terms")
    context = {
        "form": form,
        "problems": problems,
        "columns": COLUMNS,
        "header_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(LIST), "label": _("Glossary")},
            {"url": "", "label": title},
        ],
    }
    status = 422 if problems or form.errors else 200
    return TemplateResponse(
        request, "courses/translating/import_terms.html", context, status=status
    )
