"""Language tags (RFC 5646), language maps, and the choice of one language for a reader."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from .errors import Invalid, shown

# RFC 5646 section 2.1, the well-formed tags.
_tag = re.compile(
    r"""
    (?:
      (?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4} | [a-z]{5,8} )      # language, extlang
      (?: -[a-z]{4} )?                                                 # script
      (?: -(?:[a-z]{2}|[0-9]{3}) )?                                    # region
      (?P<variants> (?: -(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}) )* )
      (?P<extensions> (?: -[0-9a-wy-z](?:-[a-z0-9]{2,8})+ )* )
      (?: -x(?:-[a-z0-9]{1,8})+ )?
    | x(?:-[a-z0-9]{1,8})+                                             # private use
    | en-gb-oed | i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)
    | sgn-(?:be-fr|be-nl|ch-de)
    | art-lojban | cel-gaulish | no-bok | no-nyn | zh-(?:guoyu|hakka|min|min-nan|xiang)
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
LONGEST_TAG = 200


@lru_cache(maxsize=2_000)
def _well_formed(tag: str) -> bool:
    match = _tag.fullmatch(tag)
    if match is None:
        return False
    # RFC 5646 section 2.2.5: the same variant twice, and 2.2.6: the same singleton twice.
    variants = (match["variants"] or "").lower().split("-")[1:]
    singletons = [part for part in (match["extensions"] or "").lower().split("-") if len(part) == 1]
    return len(variants) == len(set(variants)) and len(singletons) == len(set(singletons))


def is_language_tag(tag: str) -> bool:
    """Say whether `tag` is a well-formed language tag of RFC 5646, no singleton repeated."""
    return len(tag) <= LONGEST_TAG and _well_formed(tag)


def require_language_tag(value: Any, place: str) -> None:
    """Refuse what isn't a language tag. Data 2.4.6: "language" is an RFC 5646 tag."""
    if type(value) is not str or not is_language_tag(value):
        raise Invalid(place, f"must be an RFC 5646 language tag, not {shown(value)}")


def require_language_map(value: Any, place: str) -> None:
    """Refuse what isn't a map of language tags to strings. Data 4.2."""
    if type(value) is not dict:
        raise Invalid(place, f"must be an object of languages and texts, not {shown(value)}")
    for tag, text in value.items():
        if not is_language_tag(tag):
            raise Invalid(place, f"must have RFC 5646 language tags as keys, not {shown(tag)}")
        if type(text) is not str:
            raise Invalid(f"{place}.{tag}", f"must be a string, not {shown(text)}")


def preferences(accept_language: str) -> list[str]:
    """Return the tags of an Accept-Language header (RFC 9110 12.5.4), best first, lower case."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:2_000].split(",")):
        tag, _, parameters = part.partition(";")
        quality = 1.0
        name, _, number = parameters.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(number)
            except ValueError:
                quality = 0.0
        if tag.strip() and 0 < quality <= 1:
            wanted.append((-quality, place, tag.strip().lower()))
    return [tag for _, _, tag in sorted(wanted)]


def pick(texts: Mapping[str, str], preferred: Iterable[str]) -> dict[str, str]:
    """Return the one entry of a language map that suits `preferred` best (RFC 4647 lookup).

    Communication 2.1.3: canonical format returns one language in each map, chosen by map.
    """
    if len(texts) < 2:
        return dict(texts)
    by_tag = {tag.lower(): tag for tag in texts}
    for wanted in preferred:
        if wanted == "*":
            break
        shorter = wanted
        while shorter:
            if shorter in by_tag:
                return {by_tag[shorter]: texts[by_tag[shorter]]}
            shorter = shorter.rpartition("-")[0]
        for tag, written in by_tag.items():
            if tag.startswith(f"{wanted}-") or tag.partition("-")[0] == wanted.partition("-")[0]:
                return {written: texts[written]}
    first = next(iter(texts))
    return {first: texts[first]}
