"""Problems of packages in the language of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.cobuilding.chains import Chain, NamedOrganism, TakenIn, words_of

from .agreement import LoneQuestion
from .problems import Problem
from .signature import Signature, Standing


def sentence(problem: Problem) -> str:
    """Return the problem as one sentence that names file, element and rule."""
    rule = _(problem.rule)
    if problem.values:
        rule %= dict(problem.values)
    if problem.element:
        return _("%(file)s, at %(element)s: %(rule)s") % {
            "file": problem.file,
            "element": problem.element,
            "rule": rule,
        }
    return _("%(file)s: %(rule)s") % {"file": problem.file, "rule": rule}


def sentences(problems: Iterable[Problem]) -> list[str]:
    """Return the problems as sentences, in their order."""
    return [sentence(problem) for problem in problems]


def lone_note(question: LoneQuestion) -> str:
    """Return a sentence that says which language of a lesson lacks `question`."""
    if question.missing_in == "fr":
        said = _(
            "The lesson “%(lesson)s” has the question “%(question)s” in English, not in French. "
            "It counts in no marks until it is in both languages."
        )
    else:
        said = _(
            "The lesson “%(lesson)s” has the question “%(question)s” in French, not in English. "
            "It counts in no marks until it is in both languages."
        )
    return said % {"lesson": question.lesson, "question": question.prompt}


def behind_note(title: str, language: str, stale: int) -> str:
    """Return a sentence that says how far a translation is behind."""
    if language == "fr":
        said = ngettext(
            "In French, “%(title)s” follows an older text: %(count)s passage.",
            "In French, “%(title)s” follows an older text: %(count)s passages.",
            stale,
        )
    else:
        said = ngettext(
            "In English, “%(title)s” follows an older text: %(count)s passage.",
            "In English, “%(title)s” follows an older text: %(count)s passages.",
            stale,
        )
    return said % {"title": title, "count": stale}


def aside_note(question: str) -> str:
    """Return a sentence that says that a question counts here in no mark, unlike elsewhere."""
    return _(
        "The question “%(question)s” is set aside here and counts in no mark. Elsewhere it counts."
    ) % {"question": question}


def leading_here_note(title: str) -> str:
    """Return a sentence that says that a page has links to what files don't hold."""
    return _(
        "“%(title)s” has links to pages or files of this academy: the archive has their addresses "
        "alone."
    ) % {"title": title}


@dataclass(frozen=True, slots=True)
class OrganismInWords:
    """An organism of a ledger; `note`: how much it wrote, and what this academy knows of it."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ChainInWords:
    """A ledger that comes along: of which academy, how much of it, and who is in it."""

    academy: str
    said: str
    organisms: tuple[OrganismInWords, ...]


def leaving(chain: Chain) -> ChainInWords:
    """Return a ledger that an export writes, in words."""
    count = len(chain.entries)
    said = ngettext("%(count)s line.", "%(count)s lines.", count) % {"count": count}
    organisms = []
    for (code, academy), words in words_of(chain).items():
        names = chain.organisms.get((code, academy), {})
        name = _named(names.get("fr", ""), names.get("en", "")) or code
        organisms.append(OrganismInWords(name, _counted(words)))
    return ChainInWords(chain.academy, said, tuple(sorted(organisms, key=lambda one: one.name)))


def arriving(taken: TakenIn) -> ChainInWords:
    """Return a ledger that an import takes in, in words."""
    if taken.is_own:
        said = _("This is the ledger of this academy: nothing of it is new here.")
    elif not taken.new:
        said = ngettext(
            "%(count)s line, which is here already.",
            "%(count)s lines, which are here already.",
            taken.lines,
        ) % {"count": taken.lines}
    else:
        said = ngettext(
            "%(new)s new line, of %(count)s in all.",
            "%(new)s new lines, of %(count)s in all.",
            taken.new,
        ) % {"new": taken.new, "count": taken.lines}
    return ChainInWords(taken.academy, said, tuple(map(_organism, taken.organisms)))


def signed(signature: Signature) -> str:
    """Return what is known of whose archive it is, in whole sentences."""
    said = {
        Standing.NONE: _(
            "The archive isn’t signed: nothing tells which academy made it, or whether somebody "
            "changed it since."
        ),
        Standing.OWN: _("The archive is signed by this academy: nothing in it was changed since."),
        Standing.KNOWN: _(
            "The archive is signed by %(academy)s with the key that is known of it here: nothing "
            "in it was changed since."
        ),
        Standing.UNKNOWN: _(
            "The archive is signed in the name of %(academy)s with a key that isn’t known here: "
            "nothing in it was changed since, but anybody could have signed it. Ask that academy "
            "for the thumbprint of its key, and compare: %(thumbprint)s"
        ),
    }[signature.standing]
    return said % {"academy": signature.academy, "thumbprint": signature.thumbprint}


def _organism(one: NamedOrganism) -> OrganismInWords:
    notes = [_counted(one.words)]
    if not one.is_known:
        notes.append(_("not of this academy: it keeps its credit by its name"))
    return OrganismInWords(_named(one.name_fr, one.name_en), "; ".join(notes))


def _counted(words: int) -> str:
    """Return how many words an organism wrote or translated."""
    return ngettext("%(count)s word", "%(count)s words", words) % {"count": words}


def _named(french: str, english: str) -> str:
    if (get_language() or "fr").startswith("en"):
        return english or french
    return french or english
