"""The attachments that a statement declares. Data 2.4.11."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from .errors import Invalid, shown, unknown_property
from .identifiers import require_iri, require_media_type, require_sha2
from .languages import require_language_map

_KEYS = frozenset(
    ("usageType", "display", "description", "contentType", "length", "sha2", "fileUrl")
)


class Data(Protocol):
    """Data that came with a request, and has the hash under which it came."""

    @property
    def length(self) -> int:
        """How many bytes it has."""

    def pieces(self) -> Iterator[bytes]:
        """Return it from the start, piece by piece."""


def require_attachments(value: Any, place: str) -> None:
    """Refuse what isn't an array of attachments."""
    if type(value) is not list:
        raise Invalid(place, f"must be an array of attachments, not {shown(value)}")
    for number, attachment in enumerate(value):
        _require_attachment(attachment, f"{place}[{number}]")


def _require_attachment(value: Any, place: str) -> None:
    if type(value) is not dict:
        raise Invalid(place, f"must be an object, not {shown(value)}")
    if not _KEYS.issuperset(value):
        raise unknown_property(value, _KEYS, place)
    for key in ("usageType", "display", "contentType", "length", "sha2"):
        if key not in value:
            raise Invalid(place, f'must have "{key}"')
    require_iri(value["usageType"], f"{place}.usageType")
    require_language_map(value["display"], f"{place}.display")
    if "description" in value:
        require_language_map(value["description"], f"{place}.description")
    require_media_type(value["contentType"], f"{place}.contentType")
    # "length" is an integer, and never negative.
    if type(value["length"]) is not int or value["length"] < 0:
        reason = f"must be a whole number of bytes, not {shown(value['length'])}"
        raise Invalid(f"{place}.length", reason)
    require_sha2(value["sha2"], f"{place}.sha2")
    if "fileUrl" in value:
        require_iri(value["fileUrl"], f"{place}.fileUrl")


def attachments_in(statement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the attachments with a hash that a statement declares, or its SubStatement.

    The statement may break rules: what is no attachment is left out.
    """
    thing = statement.get("object")
    owners = [statement]
    if type(thing) is dict and thing.get("objectType") == "SubStatement":
        owners.append(thing)
    return [
        one
        for owner in owners
        if type(owner.get("attachments")) is list
        for one in owner["attachments"]
        if type(one) is dict and type(one.get("sha2")) is str
    ]
