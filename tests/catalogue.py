"""Reading a catalogue of sentences, and judging each of its French ones."""

import ast
import re
from dataclasses import dataclass, field

# What is written the same in both languages, small letters and placeholders aside.
SAME_IN_BOTH = frozenset(
    re.findall(
        r"\w+",
        """
        acceptable action actions archive attribution catalogue catalogues code date description
        discrimination document documents format image images inattention information introduction
        justification licence message min minute minutes moodle option options page pages passage
        point points prescription prescriptions question questions sarif section sections sha
        situation source sources succession successions test verdict version versions xml
        """,
    )
)

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]|%[sdr]|%%|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
# Typography of the Office québécois de la langue française: a non-breaking space before : and %
# and inside « », no space before ; ! and ?.
TYPOGRAPHY = {
    "an ordinary space before : or %": re.compile(r" [:%»](?:[\s.,)]|$)"),
    "no space before :": re.compile(r"[^\s\d/:]:(?=\s|$)"),
    "no space before the sign of percent": re.compile(r"(?:\d|\)[sd])%%?(?![\w(])"),
    "a space before ; ! or ?": re.compile(rf"[ {NBSP}{NARROW}][;!?]"),
    "no non-breaking space inside « »": re.compile(rf"«[^{NBSP}]|[^{NBSP}]»"),
    "a straight apostrophe": re.compile(r"\w'\w"),
    "straight or English quotes": re.compile(r"[\"“”]"),
    "three dots for an ellipsis": re.compile(r"\.\.\."),
    "two spaces": re.compile(r"  "),
}


# English words of the code that the interface says or spells otherwise.
ENGLISH = {
    "“organization” is the interface's word": re.compile(r"\borganisms?\b(?!\)s)", re.IGNORECASE),
    "“email” has no hyphen": re.compile(r"\be-mails?\b", re.IGNORECASE),
    "“recognize” has a z": re.compile(r"\brecognis", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence and its translations: one, or one for each number."""

    text: str
    plural: str = ""
    context: str = ""
    translations: tuple[str, ...] = ()
    is_fuzzy: bool = False
    places: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What makes the sentence another one: its context and its text."""
        return self.context, self.text

    def __str__(self) -> str:
        where = f" ({', '.join(self.places)})" if self.places else ""
        return f"{self.text!r}{f' [{self.context}]' if self.context else ''}{where}"


def read_entries(text: str) -> list[Entry]:
    """Return the entries of a catalogue, the header and what is obsolete left out."""
    blocks = re.split(r"\n[ \t]*\n", text)
    entries = [_read(block) for block in blocks]
    return [entry for entry in entries if entry is not None and entry.text]


def _read(block: str) -> Entry | None:
    values: dict[str, str] = {}
    name = ""
    is_fuzzy = False
    places: list[str] = []
    for line in block.splitlines():
        if line.startswith("#:"):
            places += line[2:].split()
        elif line.startswith("#,"):
            is_fuzzy = is_fuzzy or "fuzzy" in line
        elif line.startswith("#") or not line.strip():
            continue
        elif line.startswith('"'):
            values[name] += ast.literal_eval(line.strip())
        else:
            name, _, quoted = line.partition(" ")
            values[name] = ast.literal_eval(quoted.strip())
    if "msgid" not in values:
        return None
    return Entry(
        text=values["msgid"],
        plural=values.get("msgid_plural", ""),
        context=values.get("msgctxt", ""),
        translations=tuple(values[name] for name in sorted(values) if name.startswith("msgstr")),
        is_fuzzy=is_fuzzy,
        places=tuple(places),
    )


def judge(entry: Entry) -> list[str]:
    """Return what is wrong with the French of an entry, in a few words each."""
    if entry.is_fuzzy:
        return ["fuzzy"]
    if not entry.translations or not all(entry.translations):
        return ["untranslated"]
    faults = []
    if not all("/models" in place for place in entry.places or ("",)):
        # Names of tables and columns are read by who keeps the database, as the code has them.
        shown = f"{entry.text} {entry.plural}"
        faults += [what for what, pattern in ENGLISH.items() if pattern.search(shown)]
    if any(_marks(one, entry) for one in entry.translations):
        faults.append("other placeholders or tags")
    if entry.text in entry.translations and not _is_the_same_in_both(entry.text):
        faults.append("still in English")
    for translation in entry.translations:
        bare = TAG.sub("·", translation)
        faults += [what for what, pattern in TYPOGRAPHY.items() if pattern.search(bare)]
        if _edges(translation) != _edges(entry.text):
            faults.append("other spaces at its ends")
    return sorted(set(faults))


def _marks(translation: str, entry: Entry) -> bool:
    """Tell whether a translation lacks a placeholder or a tag of its sentence, or has another.

    The form for one may leave a number out ("one day"): it needs what either English form has.
    """
    wanted = [_found(text) for text in (entry.text, entry.plural) if text]
    found = _found(translation)
    return found not in wanted


def _is_the_same_in_both(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub("", text).lower())
    return SAME_IN_BOTH.issuperset(words)


def _found(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text) + TAG.findall(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
