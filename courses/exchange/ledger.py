"""The ledgers of a path as `ledger.json` holds them: who did what, by organism. Pure.

What is read is checked: a line that was changed, removed, added or moved is told by its number.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.cobuilding.chains import Chain, Entry, OrganismOf, first_broken
from courses.cobuilding.shares import ROLES

from .contents import LANGUAGES
from .numbers import Whole
from .problems import Place, _
from .schema import ByLanguage, Day, Key, Many, OneOf, Record, Text, refuse_twice

LEDGER_FILE = "ledger.json"
# Bytes: some fifty thousand lines.
LARGEST_LEDGER = 16 << 20
MOST_CHAINS = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_NOTHING = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """A SHA-256 in hexadecimal digits."""

    def read(self, value: Any, place: Place) -> str:
        """Return the digest."""
        if isinstance(value, str) and _DIGEST.fullmatch(value):
            return value
        place.refuse(_("This has to be a SHA-256: 64 hexadecimal digits in lower case."))
        return ""


@dataclass(frozen=True, slots=True)
class Host:
    """The host of an academy."""

    def read(self, value: Any, place: Place) -> str:
        """Return the host."""
        if isinstance(value, str) and HOST.fullmatch(value):
            return value
        place.refuse(_("This has to be the host of an academy, such as academy.example."))
        return ""


_ORGANISM = Record(
    {
        "code": Text(40),
        "academy": Host(),
        "name": ByLanguage(Text(200)),
    },
    defaults={"academy": _NOTHING},
)
_LINE = Record(
    {
        "day": Day(),
        "role": OneOf(ROLES),
        "page": Key(),
        "block": Key(),
        "language": OneOf(LANGUAGES),
        "organism": Text(40),
        "academy": Host(),
        "words": Whole(0, 1_000_000),
        "taken_from": Key(),
        "entry": Digest(),
        "digest": Digest(),
    },
    defaults=dict.fromkeys(("page", "block", "language", "academy", "taken_from"), _NOTHING),
)
_CHAIN = Record(
    {
        "ledger": Key(),
        "academy": Host(),
        "organisms": Many(_ORGANISM),
        "length": Whole(1, 1_000_000),
        "head": Digest(),
        "lines": Many(_LINE, least=1),
    }
)
_LEDGERS = Record({"path": Key(), "chains": Many(_CHAIN, least=1, most=MOST_CHAINS)})


def chains_in(value: Any, path_key: str, place: Place) -> tuple[Chain, ...]:
    """Return the ledgers that a file holds, each checked; note at `place` what doesn't hold."""
    before = len(place.findings.problems)
    found = _LEDGERS.read(value, place)
    if len(place.findings.problems) > before:
        return ()
    if found["path"] != path_key:
        place.at("path").refuse(_("These are the lines of another path."))
        return ()
    refuse_twice((one["ledger"] for one in found["chains"]), place.at("chains"), "ledger")
    return tuple(
        _chain(one, path_key, place.at("chains", number))
        for number, one in enumerate(found["chains"], 1)
    )


def _chain(found: Mapping[str, Any], path_key: str, place: Place) -> Chain:
    lines = found["lines"]
    entries = tuple(
        Entry(
            day=one["day"],
            role=one["role"],
            page=one.get("page", ""),
            block=one.get("block", ""),
            language=one.get("language", ""),
            organism=one["organism"],
            academy=one.get("academy", ""),
            words=one["words"],
            taken_from=one.get("taken_from", ""),
            entry=one["entry"],
        )
        for one in lines
    )
    digests = tuple(one["digest"] for one in lines)
    broken = first_broken(found["ledger"], path_key, entries, digests)
    if broken is not None:
        place.at("lines", broken).refuse(
            _(
                "This line isn't what its digest says: it was changed, or one before it was "
                "removed, added or moved."
            )
        )
    elif len(lines) != found["length"] or digests[-1] != found["head"]:
        place.at("head").refuse(
            _(
                "The ledger doesn't end where it says: it should have %(length)s lines, and has "
                "%(found)s. Lines at its end were removed or added."
            ),
            length=found["length"],
            found=len(lines),
        )
    organisms: dict[OrganismOf, Mapping[str, str]] = {
        (one["code"], one.get("academy", "")): one["name"] for one in found["organisms"]
    }
    return Chain(found["ledger"], found["academy"], path_key, entries, digests, organisms)


def written(path_key: str, chains: tuple[Chain, ...]) -> bytes:
    """Return the file of the ledgers: one line of text for each line of a ledger."""
    parts = [f'{{\n "path": {_compact(path_key)},\n "chains": [']
    for number, chain in enumerate(chains, 1):
        parts.append(_written(chain) + ("," if number < len(chains) else ""))
    return ("\n".join([*parts, " ]\n}"]) + "\n").encode()


def _written(chain: Chain) -> str:
    organisms = [
        {
            "code": code,
            **({"academy": academy} if academy else {}),
            "name": {one: names[one] for one in LANGUAGES if one in names},
        }
        for (code, academy), names in sorted(chain.organisms.items())
    ]
    lines = [
        _line(entry, digest) for entry, digest in zip(chain.entries, chain.digests, strict=True)
    ]
    return "\n".join(
        [
            "  {",
            f'   "ledger": {_compact(chain.ledger)},',
            f'   "academy": {_compact(chain.academy)},',
            f'   "organisms": {_listed(organisms)},',
            f'   "length": {len(lines)},',
            f'   "head": {_compact(chain.head)},',
            f'   "lines": {_listed(lines)}',
            "  }",
        ]
    )


def _line(entry: Entry, digest: str) -> dict[str, Any]:
    found = {name: getattr(entry, name) for name in _LINE.fields if name != "digest"}
    kept = {name: value for name, value in found.items() if not _LINE.is_default(name, value)}
    return kept | {"digest": digest}


def _listed(rows: list[Any]) -> str:
    return "[" + ",".join(f"\n    {_compact(one)}" for one in rows) + ("\n   ]" if rows else "]")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
