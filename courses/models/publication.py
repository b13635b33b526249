"""What every door of publication asks of a learning page: the editor, a review that is approved,
several pages at once, an hour that has come, an import, a program."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

logger = logging.getLogger(__name__)
# What Wagtail's command gives as the reason for what it publishes at its hour.
BY_SCHEDULE = "wagtail.publish.scheduled"
Errors = Mapping[str, list[ValidationError]]

_checked_apart: ContextVar[bool] = ContextVar("structure is checked apart", default=False)
_come_along: ContextVar[bool] = ContextVar("translations come along", default=False)
# Checks of other parts: a page with what it would say -> what keeps it from being published.
_checks: list[Callable[[Any], Errors]] = []


def register_check(check: Callable[[Any], Errors]) -> None:
    """Have `check` asked of each learning page, with what it would say, before it goes live."""
    if check not in _checks:
        _checks.append(check)


def errors_of_other_parts(page: Any) -> Errors:
    """Return why other parts refuse that `page` is published as it is, by field."""
    found: dict[str, list[ValidationError]] = {}
    for check in _checks:
        for name, errors in check(page).items():
            found.setdefault(name, []).extend(errors)
    return found


@contextmanager
def with_translations() -> Iterator[None]:
    """Publish the pages of a path with their translations, one after the other."""
    token = _come_along.set(True)
    try:
        yield
    finally:
        _come_along.reset(token)


def translations_come_along() -> bool:
    """Tell whether what is published comes with its translations."""
    return _come_along.get()


@contextmanager
def structure_checked_apart() -> Iterator[None]:
    """Publish the pages of a path one by one, whose structure as a whole was checked already."""
    token = _checked_apart.set(True)
    try:
        yield
    finally:
        _checked_apart.reset(token)


def is_checked_apart() -> bool:
    """Tell whether the structure of paths was checked by whoever publishes them."""
    return _checked_apart.get()


class CheckedAtPublication:
    """A page that goes live only where learners can follow it.

    What is checked is what the page is, not who publishes it: `clean` refuses, whichever door leads
    there, since Wagtail cleans whatever it makes live.
    """

    def publication_errors(self) -> Errors:
        """Return why the page can't be published as it is, by field; nothing where it can."""
        return {}

    @property
    def publication_problems(self) -> list[str]:
        """The same, in whole sentences, each once."""
        found: dict[str, None] = {}
        for errors in self._every_error().values():
            for error in errors:
                found |= dict.fromkeys(error.messages)
        return list(found)

    def _every_error(self) -> Errors:
        found = {name: list(errors) for name, errors in self.publication_errors().items()}
        for name, errors in errors_of_other_parts(self).items():
            found.setdefault(name, []).extend(errors)
        return found

    def clean(self) -> None:
        """Refuse to go live by a version that can't be published."""
        super().clean()  # type: ignore[misc]
        if self._goes_live():
            self._refuse()

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **options: Any
    ) -> Revision:
        """Keep a version. The editor, which saves by itself, writes over its own last one, but
        never over one that was published or submitted: it stays what was approved, followed and
        credited, and what is written next is a version of its own."""
        if overwrite_revision is not None and _is_bound(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(  # type: ignore[misc, no-any-return]
            *args, overwrite_revision=overwrite_revision, **options
        )

    def publish(self, revision: Any, log_action: Any = True, **options: Any) -> None:
        """Publish or schedule `revision`. Raises ValidationError where it can't be published.

        At its hour, it waits until it can be: the others behind it don't.
        """
        if log_action == BY_SCHEDULE:
            try:
                with transaction.atomic():
                    super().publish(revision, log_action=log_action, **options)  # type: ignore[misc]
            except ValidationError as error:
                page: Any = self
                said = " ".join(error.messages)
                logger.warning("Page %s is not published yet. %s", page.pk, said)
            return
        draft = revision.as_object()
        if _is_to_come(draft.go_live_at):
            draft._refuse()
        super().publish(revision, log_action=log_action, **options)  # type: ignore[misc]

    def _goes_live(self) -> bool:
        page: Any = self
        if not (page.pk and page.live and page.live_revision_id):
            return False
        # What is live by this version was published already, and is only being written to.
        same = type(page).objects.filter(
            pk=page.pk, live=True, live_revision_id=page.live_revision_id
        )
        return not same.exists()

    def _refuse(self) -> None:
        errors = self._every_error()
        if errors:
            raise ValidationError(dict(errors))


def _is_bound(revision: Revision) -> bool:
    """Tell whether a version is published, or was handed to who approves."""
    is_live = Page.objects.filter(live_revision=revision).exists()
    return is_live or TaskState.objects.filter(revision=revision).exists()


def _is_to_come(moment: datetime | None) -> bool:
    return moment is not None and moment > timezone.now()
