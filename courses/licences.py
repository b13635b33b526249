"""Open licences by the identifiers that paths give (SPDX), as readers know them. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence in one language: what it is called, and where it says what one may do."""

    name: str
    url: str


# By identifier: the folder at creativecommons.org, and the name in each language.
_CREATIVE_COMMONS = {
    "CC-BY-4.0": ("licenses/by/4.0", "Attribution 4.0", "Attribution 4.0"),
    "CC-BY-SA-4.0": (
        "licenses/by-sa/4.0",
        "Attribution-ShareAlike 4.0",
        "Attribution – Partage dans les mêmes conditions 4.0",
    ),
    "CC-BY-NC-4.0": (
        "licenses/by-nc/4.0",
        "Attribution-NonCommercial 4.0",
        "Attribution – Pas d’utilisation commerciale 4.0",
    ),
    "CC0-1.0": (
        "publicdomain/zero/1.0",
        "CC0 1.0, public domain dedication",
        "CC0 1.0, transfert dans le domaine public",
    ),
}


def may_adapt(identifier: str) -> bool:
    """Tell whether the licence lets another public organism change the work and share the result.

    All that are known here do, under their own terms; one that isn't known permits nothing.
    """
    return identifier.strip() in _CREATIVE_COMMONS


def may_become(before: str, after: str) -> bool:
    """Tell whether what was adapted from a work under the licence `before` may be shared under
    `after`: share-alike stays, non-commercial stays, and attribution is asked for further on.

    https://creativecommons.org/faq/ (“If I derive or adapt material offered under a Creative
    Commons license, which CC license(s) can I use?”). A licence that isn't known forbids nothing.
    """
    before, after = before.strip(), after.strip()
    if before in ("CC-BY-SA-4.0", "CC-BY-NC-4.0"):
        return after == before
    return before != "CC-BY-4.0" or after != "CC0-1.0"


def licence_of(identifier: str, language: str) -> Licence | None:
    """Return the licence with this identifier in `language` (fr or en), None if it isn't known."""
    known = _CREATIVE_COMMONS.get(identifier.strip())
    if known is None:
        return None
    folder, english, french = known
    name = french if language == "fr" else english
    code = "fr" if language == "fr" else "en"
    return Licence(f"Creative Commons, {name}", f"https://creativecommons.org/{folder}/deed.{code}")
