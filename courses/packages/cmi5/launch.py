"""How an AU is launched: its mode and its address. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .move_on import NOT_APPLICABLE, Done, is_met

# cmi5, 10.2.2.
NORMAL, BROWSE, REVIEW = "Normal", "Browse", "Review"


def is_over(item: Mapping[str, Any], done: Done) -> bool:
    """Tell whether an AU has nothing left to tell of a learner, so that it is looked at again.

    What its rule asks for was done, not waived; with a mastery score, that was reached too.
    """
    own = replace(done, waived=False)
    rule = item["move_on"]
    is_done = own.completed if rule == NOT_APPLICABLE else is_met(rule, own)
    return is_done and (own.passed or item["mastery"] is None)


def with_names(address: str, names: str) -> str:
    """Return the address of an AU with the encoded `names` of the launch, before what follows `#`.

    cmi5, 8.1 and 13.1.4: what its own query says stays.
    """
    place, mark, fragment = address.partition("#")
    joint = "&" if "?" in place else "?"
    return f"{place}{joint}{names}{mark}{fragment}"
