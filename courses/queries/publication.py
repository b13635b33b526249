"""What was to be published at an hour that has passed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from courses.models import CheckedAtPublication


def due_revisions(at: datetime) -> Any:
    """Return the versions (of Revision) whose hour has passed at `at`, the earliest first."""
    return Revision.objects.filter(approved_go_live_at__lt=at).order_by("approved_go_live_at", "pk")


def is_publication_due(at: datetime) -> bool:
    """Tell whether something is to be published or withdrawn by its hour."""
    expired = Page.objects.filter(live=True, expire_at__lt=at)
    return due_revisions(at).exists() or expired.exists()


def problems_of_waiting(page: Any, at: datetime) -> list[str]:
    """Return why a learning page waits though its hour has passed, in whole sentences; [] where
    it doesn't wait."""
    revision = due_revisions(at).for_instance(page).first()
    return problems_of(revision) if revision is not None else []


def problems_of(revision: Revision) -> list[str]:
    """Return why a version of a learning page can't be published; [] for another page."""
    draft = revision.as_object()
    if not isinstance(draft, CheckedAtPublication):
        return []
    return draft.publication_problems or [
        _("Open it and choose “Publish”: the editor says beside each field what is missing.")
    ]
