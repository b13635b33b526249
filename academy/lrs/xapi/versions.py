"""Versions of xAPI: which are spoken, and in which one is answered."""

import re

from .errors import Invalid

# Communication 2.8: what About lists.
SPOKEN = ("1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0")
# Communication 3.3: the response header is the latest patch version of the family.
FAMILY_1 = "1.0.3"
FAMILY_2 = "2.0.0"
HEADER = "X-Experience-API-Version"

_family_1 = re.compile(r"1\.0(?:\.[0-9]{1,9})?", re.ASCII)


def negotiate(header: str | None) -> str:
    """Return the version to answer in ("1.0.3" or "2.0.0") to a request with this header.

    Communication 3.3: "1.0" and all that starts with "1.0." is accepted, 1.1.0 and what is not
    known is rejected, and so is a request without the header. Raises Invalid.
    """
    if header is None:
        reason = f"must be there, such as {FAMILY_2}, in every request but those to about"
        raise Invalid(HEADER, reason)
    if _family_1.fullmatch(header):
        return FAMILY_1
    if header in ("2.0", FAMILY_2):
        return FAMILY_2
    raise Invalid(HEADER, f"must be one of {', '.join(SPOKEN)}, not {header[:40]!r}")
