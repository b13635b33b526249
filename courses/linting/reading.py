"""How easy a text is to read, by the formulas of Flesch and of Kandel and Moles. Pure.

Both give a number that falls with the words of a sentence and the syllables of a word: about 100
for a text that a child reads, 30 and less for one that takes studies. They count, and understand
nothing: a number says where to read again, never that a text is good.

- English: R. Flesch, “A new readability yardstick”, Journal of Applied Psychology 32 (1948).
- French: L. Kandel and A. Moles, “Application de l'indice de Flesch à la langue française”, Cahiers
  d'études de radio-télévision 19 (1958).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Flesch counts on samples of a hundred words: with fewer, one long name changes everything.
FEWEST_WORDS = 100
# Flesch's own steps: from 60 on, plain; under 50, hard; under 30, very hard.
HARD = 50
VERY_HARD = 30

# An elided article goes with its word: “l'eau” is said, and read, as one.
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-‑][^\W\d_]+)*")
# The stop after a letter that stands alone, as in “p. ex.”, ends no sentence, nor that of what is
# always followed by a name or a number.
_SHORTENED = ("al", "art", "cf", "ch", "Dr", "éd", "ex", "fig", "Mme", "Mr", "Mrs", "Ms", "St")
_NO_END = "".join(rf"(?<!\b(?i:{word}))" for word in _SHORTENED)
_SENTENCE_END = re.compile(rf"(?<!\b\w){_NO_END}[.!?…]+[»”\")\]]*(?=\s+[«“\"(\[]*\s*[A-ZÀ-ÖØ-Ý\d])")
_FRENCH_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
# The y of « moyen » and « envoyer » opens a syllable; so does what follows the i of « client » and
# « ouvrier », after two consonants.
_FRENCH_HIATUS = re.compile(
    r"(?<=é)(?=[aeiouàâèêô])|(?=[ëï])(?<=[aou])|(?<=[aeou])(?=y[aeéèiou])"
    r"|(?<=[bcdfgptv][lr]i)(?=[aeéèo])"
)
_FRENCH_MUTE = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüœæ])es?$|(?<=[éiu])es?$")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_ENGLISH_MUTE = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyszxhgc])es$"
    # The e that a word keeps before an ending, or in a compound: “statement”, “sometimes”.
    r"|(?<!\bel)(?<=[aeiouy][^aeiouy])e(?=(?:ments?|ful|fully|ly|less|lessly|ness)$)"
    r"|(?<=\bsom)e(?=\w)|(?<=\b[tw]her)e(?=(?:fore|by|as)$)|(?<=\bbus)i(?=ness)"
)
_ENGLISH_HIATUS = re.compile(
    r"(?<![tscgx])i(?=[aou])(?!ou?s)|(?<=[dr]e)(?=o)|(?<=[aeiouy])(?=ing$)"
    # “client”, “experience”, “society”; “create”, “idea”, “reality”, “cooperate”, “employee”.
    r"|(?<![tscgx])i(?=en[ct])|(?<=\bsci)(?=en)|i(?=et(?:y|ies|s)?$)"
    r"|(?<=\bcre)(?=at)|(?<=\bide)(?=as?$)|(?<=\bare)(?=as?$)|(?<=\bre)(?=ali)|(?<=\bco)(?=o[pr])|(?<=oy)(?=ee)"
)


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy a text is. `score`: see above; `words` it was counted on; `sentence`: words in a
    sentence, on average."""

    score: float
    words: int
    sentence: float

    @property
    def is_hard(self) -> bool:
        """Tell whether it asks for more than plain words do."""
        return self.score < HARD


def ease_of(pieces: Iterable[str], language: str) -> Ease | None:
    """Return how easy the plain text of `pieces` is, each of which ends with its own sentence.

    `language`: "fr" or "en". None for fewer than `FEWEST_WORDS`.
    """
    words = sentences = syllables = 0
    for piece in pieces:
        # Some systems write an accent apart from its letter.
        for sentence in sentences_of(unicodedata.normalize("NFC", piece)):
            found = _WORD.findall(sentence)
            if not found:
                continue
            sentences += 1
            words += len(found)
            syllables += sum(syllables_of(word, language) for word in found)
    if words < FEWEST_WORDS:
        return None
    long, heavy = words / sentences, syllables / words
    if language == "fr":
        score = 207 - 1.015 * long - 73.6 * heavy
    else:
        score = 206.835 - 1.015 * long - 84.6 * heavy
    return Ease(score, words, long)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [one for one in (part.strip() for part in _SENTENCE_END.split(text)) if one]


def syllables_of(word: str, language: str) -> int:
    """Return about how many syllables a word is said with; at least one. Parts of a compound are
    counted one by one."""
    count = _french if language == "fr" else _english
    return sum(max(1, count(part)) for part in re.split(r"[\-‑]", word.lower()) if part)


def _french(word: str) -> int:
    heard = re.sub(r"[’']", "", re.sub(r"qu(?=[aeiouyàâéèêœ])|gu(?=[eiyéèê])", "q", word))
    return len(_FRENCH_VOWELS.findall(_FRENCH_HIATUS.sub("-", _FRENCH_MUTE.sub("", heard))))


def _english(word: str) -> int:
    heard = re.sub(r"qu(?=[aeiouy])", "q", re.sub(r"[’']s?\b", "", word))
    return len(
        _ENGLISH_VOWELS.findall(_ENGLISH_HIATUS.sub(r"\g<0>-", _ENGLISH_MUTE.sub("", heard)))
    )
