"""What is to be translated: the paths, the banks and the surveys that somebody may edit."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from academy.accounts.requests import SignedInRequest

from .deadline import is_asked_of_people, language_name
from .overview import paths_behind, standing_of_path
from .overview_shared import banks_behind, shared_of_path, standing_of_bank, surveys_behind
from .policies import banks_to_translate, paths_to_translate, surveys_to_translate

LIST = gettext_lazy("Translations")


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of translations; `steps`: address and label of each below them."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("courses_translating:paths") if steps else "", "label": str(LIST)},
        *({"url": url, "label": label} for url, label in steps),
    ]


@require_GET
def paths(request: SignedInRequest) -> HttpResponse:
    """List what the person may translate, what is behind first: paths, question banks, surveys."""
    today = timezone.localdate()
    context = {
        "rows": paths_behind(paths_to_translate(request.user), today),
        "banks": banks_behind(banks_to_translate(request.user), today),
        "surveys": surveys_behind(surveys_to_translate(request.user), today),
        "header_title": str(LIST),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(),
    }
    return TemplateResponse(request, "courses/translating/paths.html", context)


@require_GET
def path(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show how far each page of a path is translated."""
    found = paths_to_translate(request.user).filter(pk=page_id).first()
    if found is None:
        raise Http404
    standing = standing_of_path(found.translation_key)
    title = _("Translation of “%(title)s”") % {"title": found.title}
    context = {
        "path": found,
        "standing": standing,
        "source": language_name(standing.source_language),
        "is_asked": is_asked_of_people(found.translation_key),
        "shared": shared_of_path(
            found.translation_key,
            banks=banks_to_translate(request.user),
            surveys=surveys_to_translate(request.user),
        ),
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(request, "courses/translating/path.html", context)


@require_GET
def bank(request: SignedInRequest, bank_id: int) -> HttpResponse:
    """Show how far each question of a bank is translated."""
    found = banks_to_translate(request.user).filter(pk=bank_id).first()
    if found is None:
        raise Http404
    standing = standing_of_bank(found)
    title = _("Translation of the bank “%(title)s”") % {"title": found.title}
    context = {
        "bank": found,
        "standing": standing,
        "source": language_name(standing.source_language),
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(request, "courses/translating/bank.html", context)
