"""How packages of each standard that report to their own origin are played and heard. Pure.

What speaks to the record store itself (cmi5) is not here: see `sessions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.statements import SCORM_PROFILE

from .h5p import commits as h5p
from .h5p.content import H5P
from .h5p.libraries import Library
from .h5p.words import WORDS
from .scorm import cmi as scorm
from .scorm.cmi import Commit, Opening
from .scorm.manifest import SCORM_12, SCORM_2004
from .scorm.words import WORDS as SCORM_WORDS

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Played:
    """How packages of a standard are played and heard.

    `opened_with(item, opening)`: what a part starts with. `read_commit(manifest, item, said)`: what
    it reports. `state(manifest, item)`: what its page has to know besides, and `words`: what its
    page says, by the names that its script has for them. `plays_itself`: the package runs in the
    page that plays, not in a frame within. `categories(manifest)`: of the statements that it tells.
    """

    template: str
    opened_with: Callable[[Said, Opening], dict[str, Any]]
    read_commit: Callable[[Said, Said, Any], Commit]
    state: Callable[[Said, Said], dict[str, Any]]
    categories: Callable[[Said], tuple[str, ...]]
    words: Mapping[str, str] = field(default_factory=dict)
    plays_itself: bool = False


def _scorm(standard: str) -> Played:
    return Played(
        template="courses/packages/player.html",
        opened_with=lambda item, opening: scorm.opened_with(standard, item, opening),
        read_commit=lambda _manifest, item, said: scorm.read_commit(standard, item, said),
        state=lambda _manifest, item: {
            "decidesByScore": standard == SCORM_12 and item["mastery"] is not None
        },
        categories=lambda _manifest: (SCORM_PROFILE,),
        words=SCORM_WORDS,
    )


def _state_of_h5p(manifest: Said, _item: Said) -> dict[str, Any]:
    return {
        "library": manifest["library"],
        "rights": manifest["rights"],
        "fullscreen": manifest["fullscreen"],
        "verbs": sorted(h5p.READ),
        "longest": h5p.LONGEST_STATE,
        "most": h5p.MOST_TOLD,
    }


def _categories_of_h5p(manifest: Said) -> tuple[str, ...]:
    """Return the category that statements of H5P have: its content type."""
    library = Library.called(manifest["library"])
    return (f"http://h5p.org/libraries/{library.folder}",) if library else ()


_KNOWN = {
    SCORM_12: _scorm(SCORM_12),
    SCORM_2004: _scorm(SCORM_2004),
    H5P: Played(
        template="courses/packages/h5p.html",
        opened_with=h5p.opened_with,
        read_commit=h5p.read_commit,
        state=_state_of_h5p,
        categories=_categories_of_h5p,
        words=WORDS,
        plays_itself=True,
    ),
}


def played_as(name: str) -> Played:
    """Return how packages of the standard that is called `name` are played and heard."""
    return _KNOWN[name]
