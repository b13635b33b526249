"""Writing only what one has seen: If-Match and If-None-Match. Communication 3.1, 9274 4.1.4."""

import re
from dataclasses import dataclass

from .errors import Invalid
from .versions import FAMILY_1

# RFC 9110 8.8.3. Some packages send the SHA-1 that they worked out themselves without its quotes.
_tag = re.compile(r'(?P<weak>W/)?"(?P<value>[^"]*)"|(?P<bare>[0-9A-Fa-f]{40})')
ANY = "*"


class Unmet(Exception):
    """The precondition that a request names doesn't hold: 412, and nothing changes."""


class Unconditional(Exception):
    """A request would replace a document without telling which one it has seen: 409."""


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The tags that If-Match and If-None-Match name; `*` among them: any. None: no such header."""

    if_match: frozenset[str] | None = None
    if_none_match: frozenset[str] | None = None

    @classmethod
    def of(cls, if_match: str | None, if_none_match: str | None) -> "Preconditions":
        """Read the two headers. Raises Invalid."""
        return cls(
            # RFC 9110 13.1.1: a weak tag never matches here.
            if_match=_parse(if_match, "If-Match", weak=False),
            if_none_match=_parse(if_none_match, "If-None-Match", weak=True),
        )

    def require(self, etag: str | None) -> None:
        """Refuse a change of the document with this tag; None: there is none. Raises Unmet."""
        if self.if_match is not None and (
            etag is None or not self.if_match.intersection((ANY, etag))
        ):
            raise Unmet(
                "There is no such document, which If-Match asks for."
                if etag is None
                else "The document has changed: If-Match doesn't name its present ETag. Fetch it"
                " again, then send the change with the ETag that comes with it."
            )
        if (
            self.if_none_match is not None
            and etag is not None
            and self.if_none_match.intersection((ANY, etag))
        ):
            raise Unmet(
                "There is such a document already, which If-None-Match rules out. Fetch it, then"
                " send the change with its ETag in If-Match."
            )

    @property
    def absent(self) -> bool:
        """Say whether the request named none."""
        return self.if_match is None and self.if_none_match is None


def require_put(
    preconditions: Preconditions, etag: str | None, *, is_state: bool, version: str
) -> None:
    """Refuse a PUT over the document with this tag (None: there is none).

    Raises Unmet, Unconditional, or Invalid for a header that must be there.
    """
    preconditions.require(etag)
    if not preconditions.absent:
        return
    # Communication 3.1: the State Resource permits requests without these headers; 9274 4.1.4 no
    # longer makes an exception of it.
    if is_state and version == FAMILY_1:
        return
    if etag is not None:
        raise Unconditional(
            "There is such a document already. Check its present state, then send the change with"
            " its ETag in If-Match."
        )
    # Communication 3.1: a client putting a profile must send one of them; not so in 9274 4.1.4.
    if version == FAMILY_1:
        raise Invalid("If-Match", "or If-None-Match must be there in a PUT of a profile")


def _parse(header: str | None, name: str, *, weak: bool) -> frozenset[str] | None:
    if header is None:
        return None
    text = header.strip(" \t")
    if text == ANY:
        return frozenset((ANY,))
    # A tag may hold a comma, and a list empty members (RFC 9110 5.6.1).
    members = {part.strip(" \t") for part in _tag.sub(ANY, text).split(",")}
    if not {ANY} <= members <= {ANY, ""} or ANY in _tag.sub("", text):
        raise Invalid(name, "must be * or a list of ETags in double quotes")
    return frozenset(
        match["value"] if match["bare"] is None else match["bare"].lower()
        for match in _tag.finditer(text)
        # A star in quotes is a tag like another, and none of ours.
        if (weak or not match["weak"]) and match["value"] != ANY
    )
