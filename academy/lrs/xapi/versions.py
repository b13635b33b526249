"""Versions of xAPI: which are spoken, and in which one is answered."""

import re
from functools import lru_cache

from .errors import Invalid

# Communication 2.8: what About lists.
SPOKEN = ("1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0")
# Communication 3.3: the response header is the latest patch version of the family.
FAMILY_1 = "1.0.3"
FAMILY_2 = "2.0.0"
HEADER = "X-Experience-API-Version"
# The same as WSGI names it.
META = "HTTP_X_EXPERIENCE_API_VERSION"

_version = re.compile(r"([12])\.0(?:\.[0-9]{1,9})?", re.ASCII)


@lru_cache(maxsize=32)
def family_of(text: str) -> str | None:
    """Return the latest patch version of the family that `text` belongs to, None if not spoken.

    Communication 3.3: "1.0" and all that starts with "1.0."; the same for 2.0.
    """
    match = _version.fullmatch(text)
    if match is None:
        return None
    return FAMILY_1 if match[1] == "1" else FAMILY_2


def negotiate(header: str | None) -> str:
    """Return the version to answer in ("1.0.3" or "2.0.0") to a request with this header.

    Communication 3.3: 1.1.0 and what is not known is rejected, and so is a request without the
    header. Raises Invalid.
    """
    if header is None:
        reason = f"must be there, such as {FAMILY_2}, in every request but those to about"
        raise Invalid(HEADER, reason)
    family = family_of(header)
    if family is not None:
        return family
    raise Invalid(HEADER, f"must be one of {', '.join(SPOKEN)}, not {header[:40]!r}")
