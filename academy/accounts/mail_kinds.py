"""The kinds of mails that the delivery log knows; the parts register theirs in `AppConfig.ready`.

mail_kinds.register("courses.digest", gettext_lazy("Weekly email"))
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


_kinds: dict[str, _Kind] = {}


def register(
    kind: str, label: "StrOrPromise", *, reasons: Mapping[str, "StrOrPromise"] | None = None
) -> None:
    """Have the log call mails of `kind` by `label`, and know its own reasons for not sending one.

    `kind` and the keys of `reasons` stand in the database.
    """
    _kinds[kind] = _Kind(label, reasons or {})


def label_of(kind: str) -> str:
    """Return what people call this kind of mail."""
    known = _kinds.get(kind)
    return str(known.label) if known else kind


def reason_of(kind: str, reason: str) -> str:
    """Return a reason of this kind of mail in words."""
    known = _kinds.get(kind)
    return str(known.reasons.get(reason, reason)) if known else reason
