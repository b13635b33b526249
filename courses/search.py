"""Finding a path by words: accents and typos forgiven. Pure: no Django, no database.

The catalogue of a government holds some hundreds of paths: comparing each in memory costs less
than a millisecond for a hundred and gives the same answer on every database.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from rapidfuzz import fuzz, process

Key = TypeVar("Key")

# Below this likeness (0 to 100), two words are not the same word with a typo.
LIKENESS = 78


def folded(text: str) -> str:
    """Return `text` in lower case, without accents and with every mark as a space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(x if x.isalnum() else " " for x in letters).split())


def search(query: str, documents: Mapping[Key, Iterable[tuple[str, float]]]) -> list[Key]:
    """Return the keys of the `documents` that hold every word of `query`, best first.

    `documents`: by key, texts already `folded`, each with its weight (a title weighs more than a
    body). A word is held when a word of the document starts with it, or differs from it by a typo
    (normalised likeness of at least `LIKENESS` for words of four letters or more).
    """
    words = folded(query).split()
    if not words:
        return list(documents)
    ranked = []
    for position, (key, texts) in enumerate(documents.items()):
        fields = [(text.split(), weight) for text, weight in texts]
        scores = [
            max((_held(word, field) * weight for field, weight in fields), default=0.0)
            for word in words
        ]
        if all(scores):
            ranked.append((-sum(scores), position, key))
    return [key for _score, _position, key in sorted(ranked, key=lambda row: row[:2])]


def _held(word: str, field: list[str]) -> float:
    """Return how well `field` holds `word`, 0 to 100."""
    if word in field:
        return 100.0
    if any(other.startswith(word) for other in field):
        return 95.0
    if len(word) < 4:
        return 0.0
    close = [other for other in set(field) if abs(len(other) - len(word)) <= 3]
    best = process.extractOne(word, close, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return best[1] * 0.9 if best else 0.0
