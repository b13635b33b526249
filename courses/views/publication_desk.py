"""What designers are told where a page can't be published: a sentence, whichever door they took."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from courses.models import CheckedAtPublication
from courses.queries import problems_of_waiting


def refuse_unpublishable(request: SignedInRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Send back who publishes several pages at once where one of them can't be published.

    `include_descendants` of the form takes the drafts below them along.
    """
    pages = list(pages)
    below = request.POST.get("include_descendants") == "on"
    for page in [*pages, *(draft for one in pages if below for draft in _drafts_below(one))]:
        draft = page.get_latest_revision_as_object()
        if isinstance(draft, CheckedAtPublication) and (problems := draft.publication_problems):
            messages.error(request, f"{page.draft_title}: {' '.join(problems)}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _drafts_below(page: Page) -> Iterator[Page]:
    yield from page.get_descendants().not_live().specific()


def note_what_waits(request: SignedInRequest, page: Any) -> None:
    """Say above a page that its hour has passed and it still isn't published, and why."""
    if isinstance(page, CheckedAtPublication):
        problems = problems_of_waiting(page, clock.now())
        if problems:
            said = _("The hour at which this page was to be published has passed, and it waits:")
            messages.warning(request, f"{said} {' '.join(problems)}")


class PublicationRefusedMiddleware:
    """Answers with whole sentences what the desk refuses to publish, where Wagtail would fail.

    A review that is approved and a page that is edited are published after their form was read:
    what the page itself refuses then is said on the page that is edited. Nothing of it is kept,
    since Wagtail approves and publishes in one transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; only what is raised matters."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what a page refuses into messages, and lead back to it."""
        match = request.resolver_match
        is_desk = request.path.startswith(reverse("wagtailadmin_home"))
        if not is_desk or match is None or not isinstance(error, ValidationError):
            return None
        messages.error(request, _("It can’t be published as it is. Nothing was published."))
        for sentence in sentences_of(error):
            messages.error(request, sentence)
        page_id = match.kwargs.get("page_id") or next(iter(match.args), None)
        page = Page.objects.filter(pk=page_id).first() if str(page_id).isdigit() else None
        model = page.specific_class if page is not None else None
        for sentence in sentences_of(error, model):
            messages.error(request, sentence)
        address = _back(request, page)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What Wagtail's dialogs read.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)


def sentences_of(error: ValidationError, model: type[Page] | None = None) -> list[str]:
    """Return what an error says, each sentence once; Django's own say of which field they are."""
    if not hasattr(error, "error_dict"):
        return list(dict.fromkeys(error.messages))
    found: dict[str, None] = {}
    for name, errors in error.error_dict.items():
        for one in errors:
            # Sentences of ours have no code, and say what they are about.
            label = _label(model, name) if one.code else ""
            found |= dict.fromkeys(
                f"{label}: {said}" if label else str(said) for said in one.messages
            )
    return list(found)


def _label(model: type[Page] | None, name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name)) if model else ""  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return ""


def _back(request: HttpRequest, page: Page | None) -> str:
    """Return the address of the page that is edited, else of where the person came from."""
    if page is not None:
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return came_from
    return reverse("wagtailadmin_home")
