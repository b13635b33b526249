"""The lines of one path in the ledger of one academy, chained so that others can check them. Pure.

The first line follows a digest that names the ledger and the path: lines of another ledger or of
another path can't be put in their place. Each digest is the SHA-256 of the one before it and of the
line in its canonical form (JSON, keys sorted, no spaces, UTF-8). A line has no person and no hour.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

_ORIGIN = "academie-ledger/1"
_WRITING = ("wrote", "translated")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as it travels. `entry`: its digest in the ledger that it comes from.

    `page`, `block`, `language` and `taken_from` are "" where the line has none; `academy` is "" for
    an organism of the academy whose ledger it is.
    """

    day: str
    role: str
    page: str
    block: str
    language: str
    organism: str
    academy: str
    words: int
    taken_from: str
    entry: str


# An organism of a chain: its code, and its academy, "" for the one of the ledger.
OrganismOf = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines of a path in one ledger, each with its digest, and where they end.

    `academy`: the host of the academy. `organisms`: what those of the lines are called, by
    language; names may change, so that no digest covers them.
    """

    ledger: str
    academy: str
    path: str
    entries: tuple[Entry, ...]
    digests: tuple[str, ...]
    organisms: Mapping[OrganismOf, Mapping[str, str]] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The digest of the last line."""
        return self.digests[-1] if self.digests else start_of(self.ledger, self.path)


@dataclass(frozen=True, slots=True)
class NamedOrganism:
    """An organism in a ledger that was brought: its names, how many words it wrote or translated,
    and whether it is one of here."""

    name_fr: str
    name_en: str
    words: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a ledger that was brought: its lines, and how many of them are new.

    `is_own`: it is this academy's own, which learns nothing from it.
    """

    academy: str
    lines: int
    new: int
    is_own: bool
    organisms: tuple[NamedOrganism, ...]


def words_of(chain: Chain) -> dict[OrganismOf, int]:
    """Return how many words each organism of a ledger wrote or translated."""
    found: dict[OrganismOf, int] = {}
    for one in chain.entries:
        key = (one.organism, one.academy)
        found[key] = found.get(key, 0) + (one.words if one.role in _WRITING else 0)
    return found


def start_of(ledger: str, path: str) -> str:
    """Return the digest that the first line of a path in a ledger follows."""
    return hashlib.sha256(f"{_ORIGIN}\n{ledger}\n{path}".encode()).hexdigest()


def digest_after(previous: str, entry: Entry) -> str:
    """Return the digest of a line that follows `previous`."""
    body = json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def digests_of(ledger: str, path: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the digests of the lines of a path in a ledger, in order."""
    found, last = [], start_of(ledger, path)
    for entry in entries:
        last = digest_after(last, entry)
        found.append(last)
    return tuple(found)


def first_broken(
    ledger: str, path: str, entries: Iterable[Entry], digests: Iterable[str]
) -> int | None:
    """Return the number, from 1, of the first line whose digest isn't its own; None where all are.

    That line was changed, or one before it was removed, added or moved.
    """
    last = start_of(ledger, path)
    for number, (entry, digest) in enumerate(zip(entries, digests, strict=True), 1):
        last = digest_after(last, entry)
        if last != digest:
            return number
    return None


def full_code(code: str, academy: str) -> str:
    """Return by what an organism is known in another academy than its own."""
    return f"{code}@{academy}"
