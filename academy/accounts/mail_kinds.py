"""The kinds of mails that the delivery log knows; the parts register theirs in `AppConfig.ready`.

mail_kinds.register("courses.digest", gettext_lazy("Weekly summary"))
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_kinds: dict[str, "StrOrPromise"] = {}


def register(kind: str, label: "StrOrPromise") -> None:
    """Have the log call mails of `kind` by `label`. `kind` stands in the database."""
    _kinds[kind] = label


def label_of(kind: str) -> str:
    """Return what people call this kind of mail."""
    return str(_kinds.get(kind, kind))


def choices() -> list[tuple[str, str]]:
    """Return the kinds and their labels."""
    return [(kind, str(label)) for kind, label in sorted(_kinds.items())]
