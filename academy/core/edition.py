"""The edition: a stamp that changes whenever what every reader sees may have changed.

What is made of published content alone (a page found from its address, a menu, a page as visitors
see it) is kept in each process under the stamp, and made again when the stamp is another. The stamp
is kept in the database: it changes in the transaction that changes the content, so nobody ever
sees new content under the old stamp's name, or the other way round. It costs one small query a
request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import caches
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

Made = TypeVar("Made")

_STAMP = "edition"
# The content may also change in ways that send no signal, such as a repair by hand in the database:
# nothing is kept for longer than this, in seconds.
_KEPT_FOR = 600
# What saving a draft writes on a page that is live; readers see none of it.
_BOOKKEEPING = frozenset(
    {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
)


class _Reading:
    """One request: its stamp is read once, when first asked for."""

    def __init__(self) -> None:
        self._stamp: str | None = None
        # A request that changes the content keeps nothing: it may see half of its own change.
        self.is_writing = False

    @property
    def stamp(self) -> str:
        if self._stamp is None:
            # `get_or_set` would let two processes begin with two stamps.
            stamp = caches["default"].get(_STAMP)
            if stamp is None:
                caches["default"].add(_STAMP, uuid4().hex, None)
                stamp = caches["default"].get(_STAMP)
            self._stamp = str(stamp)
        return self._stamp


_reading: ContextVar[_Reading | None] = ContextVar("edition of this request", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Within it, `kept` keeps: one request, from its beginning to its answer."""
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def renew() -> None:
    """Say that what readers see changes, in the transaction that changes it."""
    if (now := _reading.get()) is not None:
        now.is_writing = True
    caches["default"].set(_STAMP, uuid4().hex, None)


def kept(name: str, make: Callable[[], Made]) -> Made:
    """Return what `make` makes of published content, as it was made in this edition.

    `name` says all that it depends on, but for the content. What is kept is copied (pickled) on the
    way in and out. Outside of a request, nothing is kept.
    """
    found = kept_already(name)
    if found is None:
        made = make()
        # What doesn't exist has names without end: those are not kept.
        if made is not None:
            keep(name, made)
        return made
    return found[0]


def kept_already(name: str) -> tuple[Any] | None:
    """Return what is kept under `name` in this edition, in a tuple; None when nothing is."""
    now = _reading.get()
    if now is None or now.is_writing:
        return None
    return caches["local"].get(_key(now.stamp, name))


def keep(name: str, made: object) -> None:
    """Keep what was made of published content alone, for `kept_already` to find."""
    now = _reading.get()
    if now is not None and not now.is_writing:
        caches["local"].set(_key(now.stamp, name), (made,), _KEPT_FOR)


def _key(stamp: str, name: str) -> str:
    """Return a key that any cache takes, whatever the length of an address."""
    return f"edition:{stamp}:{blake2b(name.encode(), digest_size=16).hexdigest()}"


def renew_with(*models: type[Model]) -> None:
    """Renew the edition whenever a row of these models is saved or deleted."""
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(_renew, sender=model, dispatch_uid=f"edition {model._meta.label}")


def connect() -> None:
    """Renew the edition with Wagtail's pages and what they show."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_renew, dispatch_uid="edition")
    for signal in (post_save, post_delete):
        signal.connect(_renew_with_page, dispatch_uid="edition of pages")
    renew_with(Site, Locale, PageViewRestriction, get_image_model(), get_document_model())
    m2m_changed.connect(
        _renew, sender=PageViewRestriction.groups.through, dispatch_uid="edition of groups"
    )


def _renew(sender: object, **signal: Any) -> None:
    renew()


def _renew_with_page(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, **signal: Any
) -> None:
    is_draft = update_fields is not None and update_fields <= _BOOKKEEPING
    if isinstance(instance, Page) and instance.live and not is_draft:
        renew()
