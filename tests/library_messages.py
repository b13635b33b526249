"""What libraries say in French is said better in a small catalogue of ours.

Wagtail and its add-ons leave English sentences and faults on the designers' desk. Django lets a
catalogue of LOCALE_PATHS speak before theirs: `academy/locale_of_libraries` holds these sentences
and no other, so that bringing ours up to date doesn't touch them. `python -m tests.messages` checks
that a library still says each of them, and that no sentence of ours is one of the desk's too with
another meaning, which would replace it there.
"""

import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path

from tests.catalogue import PLACEHOLDER, TAG, Entry, judge, read_entries

CATALOGUES = Path(__file__).resolve().parent.parent / "academy/locale_of_libraries/fr/LC_MESSAGES"
DOMAINS = ("django", "djangojs")
LIBRARIES = ("wagtail", "wagtailmedia")
# A sentence may leave out a name that has a gender ("Voulez-vous vraiment supprimer ce contenu?").
LEFT_OUT = "other placeholders or tags"
# Sentences of ours that are the desk's too, and are right there in the words of ours.
RIGHT_THERE_TOO = frozenset(
    {
        "Active",
        "Administrator",
        "Created",
        "Email",
        "Next",
        "Preview",
        "Previous",
        "Sign in",
        "Skip to main content",
        "active",
        "created",
    }
)


def sentences_of_libraries(domain: str) -> dict[tuple[str, str], Entry]:
    """Return what the installed libraries say in French, whatever its worth."""
    found: dict[tuple[str, str], Entry] = {}
    for library in LIBRARIES:
        spec = find_spec(library)
        for folder in (spec and spec.submodule_search_locations) or ():
            for path in sorted(Path(folder).rglob(f"locale/fr/LC_MESSAGES/{domain}.po")):
                for entry in read_entries(path.read_text(encoding="utf-8")):
                    found.setdefault(entry.key, entry)
    return found


def faults_of(domain: str, ours: dict[tuple[str, str], Entry]) -> list[str]:
    """Return what is wrong with our catalogue of a domain, beside the project's own sentences."""
    text = (CATALOGUES / f"{domain}.po").read_text(encoding="utf-8")
    libraries = sentences_of_libraries(domain)
    faults = []
    for entry in read_entries(text):
        theirs = libraries.get(entry.key)
        if theirs is None or theirs.plural != entry.plural:
            faults.append(f"no library says this any more: {entry}")
        elif entry.translations == theirs.translations:
            faults.append(f"the library says the same: {entry}")
        if domain == "django" and entry.key in ours:
            faults.append(f"the academy says this too: {entry}")
        faults += [f"{fault}: {entry}" for fault in judge(entry) if fault != LEFT_OUT]
        known = _marks(entry.text + entry.plural)
        if any(not _marks(one) <= known for one in entry.translations):
            faults.append(f"a placeholder or a tag of no sentence: {entry}")
    return faults


def replaced(ours: dict[tuple[str, str], Entry]) -> list[str]:
    """Return the sentences of ours that would say something else on the desk."""
    theirs = sentences_of_libraries("django")
    return [
        f"give it a context, the desk's “{theirs[key].translations[0]}” would become this: {entry}"
        for key, entry in ours.items()
        if key in theirs
        and entry.text not in RIGHT_THERE_TOO
        and _bare(entry.translations[0]) != _bare(theirs[key].translations[0])
    ]


def _marks(text: str) -> set[str]:
    return {*PLACEHOLDER.findall(text), *TAG.findall(text)}


def _bare(text: str) -> str:
    """Return a text without what changes no meaning: capitals, typography."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text)).casefold()
