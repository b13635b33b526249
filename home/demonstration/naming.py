"""Names of organisms that exist nowhere, in French and in English, none twice. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from .subjects import FIELDS, Field, Purpose
from .vocabulary import BODIES, PLACE_HEADS, PLACE_TAILS

Kind = Literal["ministry", "schools", "college", "health", "museum", "library"] | Purpose

# How many organisms of each kind take their name from a place, and in which portfolio they are.
_PLACED: dict[str, tuple[tuple[Kind, int], ...]] = {
    "SAV": (("schools", 72), ("college", 14)),
    "SOI": (("health", 26),),
    "ART": (("museum", 13), ("library", 8)),
}
# How many bodies named after a topic; six in every other portfolio.
_THEMED = {"SAV": 3, "SOI": 3, "ART": 4}
_THEMED_ELSEWHERE = 6


@dataclass(frozen=True, slots=True)
class Name:
    """What an organism is called, and of which kind it is."""

    fr: str
    en: str
    kind: Kind


def _place_names(rng: Random) -> Iterator[tuple[str, str]]:
    """Give place names, none twice: ("de l’Anse-aux-Grives", "Anse-aux-Grives")."""
    pairs = [
        (f"{lead}{head}-{tail}", f"{head}-{tail}")
        for head, lead in PLACE_HEADS
        for tail in PLACE_TAILS
    ]
    rng.shuffle(pairs)
    yield from pairs


def _placed_name(kind: Kind, of_place: str, place: str, rng: Random) -> Name:
    if kind == "schools":
        return Name(
            f"Centre de services scolaire {of_place}", f"{place} School Service Centre", kind
        )
    if kind == "college":
        return Name(f"Collège public {of_place}", f"{place} Public College", kind)
    if kind == "health":
        return Name(f"Centre de soins {of_place}", f"{place} Care Centre", kind)
    if kind == "library":
        return Name(f"Bibliothèque publique {of_place}", f"{place} Public Library", kind)
    museum_fr, museum_en = rng.choice(
        (
            ("Musée", "{} Museum"),
            ("Maison des arts", "{} House of Arts"),
            ("Musée d’histoire", "{} Museum of History"),
        )
    )
    return Name(f"{museum_fr} {of_place}", museum_en.format(place), kind)


def _themed_names(field: Field, count: int, rng: Random) -> list[Name]:
    """Return `count` bodies of a portfolio, each with its own topic."""
    names = []
    for topic in rng.sample(field.topics, count):
        body_fr, body_en = rng.choice(BODIES[topic.purpose])
        english = (
            f"{body_en} on {topic.en}"
            if body_en in ("Centre of Expertise", "Mission")
            else f"{topic.en} {body_en}"
        )
        names.append(Name(f"{body_fr} {topic.fr}", english, topic.purpose))
    return names


def organism_names(rng: Random) -> dict[str, list[Name]]:
    """Return the names of the 307 organisms by portfolio code; each ministry comes first.

    The last portfolio but one has an organism more, which another one absorbs in the meantime.
    """
    places = _place_names(rng)
    names: dict[str, list[Name]] = {}
    for field in FIELDS:
        here = [Name(f"Ministère {field.fr}", f"Ministry of {field.en}", "ministry")]
        for kind, count in _PLACED.get(field.code, ()):
            for _number in range(count):
                of_place, place = next(places)
                here.append(_placed_name(kind, of_place, place, rng))
        count = _THEMED.get(field.code, _THEMED_ELSEWHERE)
        if field is FIELDS[-2]:
            count += 1
        here += _themed_names(field, count, rng)
        names[field.code] = here
    return names
