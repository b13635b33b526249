"""The kinds of mails that the delivery log knows; the parts register theirs in `AppConfig.ready`.

mail_kinds.register("courses.digest", gettext_lazy("Weekly email"))

A kind says in two sentences why somebody gets such a mail, and how it stops: both are read beside
the mail, in the log of what was sent to oneself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class _Kind:
    label: "StrOrPromise"
    reasons: Mapping[str, "StrOrPromise"] = field(default_factory=dict)
    why: "StrOrPromise" = ""
    stop: "StrOrPromise" = ""


_kinds: dict[str, _Kind] = {}


def register(
    kind: str,
    label: "StrOrPromise",
    *,
    reasons: Mapping[str, "StrOrPromise"] | None = None,
    why: "StrOrPromise" = "",
    stop: "StrOrPromise" = "",
) -> None:
    """Have the log call mails of `kind` by `label`, and know its own reasons for not sending one.

    `kind` and the keys of `reasons` stand in the database. `why` and `stop`: why somebody gets such
    a mail and what ends them; empty for a kind that has a page of its own for it.
    """
    _kinds[kind] = _Kind(label, reasons or {}, why, stop)


def label_of(kind: str) -> str:
    """Return what people call this kind of mail."""
    known = _kinds.get(kind)
    return str(known.label) if known else kind


def reason_of(kind: str, reason: str) -> str:
    """Return a reason of this kind of mail in words."""
    known = _kinds.get(kind)
    return str(known.reasons.get(reason, reason)) if known else reason


def why_of(kind: str) -> str:
    """Return why somebody gets mails of this kind; "" where no sentence says it."""
    known = _kinds.get(kind)
    return str(known.why) if known else ""


def stop_of(kind: str) -> str:
    """Return what ends mails of this kind; "" where no sentence says it."""
    known = _kinds.get(kind)
    return str(known.stop) if known else ""
