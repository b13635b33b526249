"""Identifiers and other strings with a format: IRIs, UUIDs, mail addresses, media types, hashes."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .errors import Invalid, shown

# Strings longer than this are checked each time, so that the memory of answers stays small.
LONGEST_REMEMBERED = 400

# RFC 3987, with what a parser may leave out: a scheme, then no blank, control or delimiter that an
# IRI never holds, percent signs followed by two hexadecimal digits, one fragment at most.
_body = r"(?:[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`%#\ud800-\udfff\ufffe\uffff]|%[0-9A-Fa-f]{2})"
_iri = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:(?!//(?:[/?#]|$)){_body}+(?:#{_body}*)?")
_uuid = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# RFC 5322 dot-atom with the letters of RFC 6531, at a host name or an address literal.
_atom = r"[^\s\x00-\x20\x7f-\x9f()<>\[\]:;@\\,.\"?]+"
_label = r"[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff\-]*[A-Za-z0-9\u00a1-\uffff])?"
_mailto = re.compile(
    rf"mailto:{_atom}(?:\.{_atom})*@(?:{_label}(?:\.{_label})*|\[[0-9A-Fa-f:.IPv]+\])"
)
_sha1 = re.compile(r"[0-9a-fA-F]{40}")
# SHA-224 to SHA-512 as hexadecimal digits.
_sha2 = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")
_word = r"[A-Za-z0-9!#$%&'*+.^_`|~\-]+"
# RFC 7230 3.2.6, without control characters: a media type is written into headers.
_control = r"\x00-\x08\x0a-\x1f\x7f"
_quoted = rf"\"(?:[^\"\\{_control}]|\\[^{_control}])*\""
_media_type = re.compile(rf"{_word}/{_word}(?:[ \t]*;[ \t]*{_word}=(?:{_word}|{_quoted}))*[ \t]*;?")


@lru_cache(maxsize=20_000)
def _is_iri_remembered(text: str) -> bool:
    return _iri.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Say whether `text` is an IRI with a scheme."""
    if len(text) > LONGEST_REMEMBERED:
        return _iri.fullmatch(text) is not None
    return _is_iri_remembered(text)


def require_iri(value: Any, place: str) -> str:
    """Return `value` if it is an IRI. Data 2.2: IRIs without a scheme are rejected."""
    if type(value) is not str or not is_iri(value):
        raise Invalid(place, f"must be an IRI with a scheme, not {shown(value)}")
    return value


def require_uuid(value: Any, place: str) -> str:
    """Return `value` if it is a UUID. Data 4.4: in the standard string form of RFC 4122."""
    if type(value) is not str or _uuid.fullmatch(value) is None:
        raise Invalid(place, f"must be a UUID in its standard form, not {shown(value)}")
    return value


def require_string(value: Any, place: str) -> str:
    """Return `value` if it is a string. Data 2.2: the wrong data type is rejected."""
    if type(value) is not str:
        raise Invalid(place, f"must be a string, not {shown(value)}")
    return value


def _pattern_rule(pattern: re.Pattern[str], wanted: str) -> Callable[[Any, str], str]:
    def require(value: Any, place: str) -> str:
        if type(value) is not str or pattern.fullmatch(value) is None:
            raise Invalid(place, f"must be {wanted}, not {shown(value)}")
        return value

    return require


# Data 2.4.2.3: "mbox" has the form "mailto:email address".
require_mailto = _pattern_rule(_mailto, '"mailto:" and an e-mail address')
# Data 2.4.2.3: "mbox_sha1sum" is the hexadecimal SHA-1 of a mailto IRI.
require_sha1 = _pattern_rule(_sha1, "a SHA-1 sum of 40 hexadecimal digits")
# Data 2.4.11: "sha2" is the SHA-2 hash of the attachment's bytes.
require_sha2 = _pattern_rule(_sha2, "a SHA-2 sum in hexadecimal digits")
# Data 2.4.11: "contentType" is an Internet media type (RFC 2046).
require_media_type = _pattern_rule(_media_type, "an Internet media type")
