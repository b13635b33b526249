"""The human factor behind a finding, and the paths that answer it: rules, as data. Pure.

A rule says which findings it fits, which factor it sees in them, and which paths of the library
teach what was missing. The first that fits counts. They are described in
docs/reference/findings-formats.md; whoever changes them changes RULES_VERSION, which stands beside
every classification.

CWE numbers: https://cwe.mitre.org/data/, grouped as by the views "OWASP Top Ten (2021)" (1344).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from barometer.protection.bands import Figure

from .weaknesses import Weakness

RULES_VERSION = "factors-1"

Factor = Literal["inattention", "vigilance", "ignorance", "technical"]
FACTORS: tuple[Factor, ...] = ("inattention", "vigilance", "ignorance", "technical")

# Paths of the library, by the keys in courses/library/*/path.json.
ESSENTIALS = UUID("92f1b56e-143b-4ccc-b598-4163326eb2bb")
INCIDENTS = UUID("06f534b3-5451-4e52-88d1-eb5cd4d62a39")
PASSWORDS = UUID("2a436040-b3bd-468b-87d9-f1fcf09c938c")
PERSONAL = UUID("e0aadf6f-9e3f-4d98-9e80-6287a5af1c6a")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of finding says of people, and what to learn; `paths`: the best one first."""

    name: str
    factor: Factor
    paths: tuple[UUID, ...] = ()
    cwes: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()


NOTICED = Rule("noticed", "inattention", (ESSENTIALS,))
"""Most of those who clicked reported it by themselves: they know the signs, and went too fast."""

GAVE_DATA = Rule("gave-data", "vigilance", (ESSENTIALS, PASSWORDS))
"""Most of those who clicked typed a password or data: nothing made them stop and check."""

UNREPORTED = Rule("unreported", "ignorance", (INCIDENTS, ESSENTIALS))
"""Most of those who clicked went no further, and told nobody: what to do next isn't known."""

PHISHING_RULES = (GAVE_DATA, UNREPORTED, NOTICED)

WEAKNESS_RULES = (
    Rule(
        "secrets",
        "vigilance",
        (PASSWORDS,),
        frozenset({255, 256, 257, 259, 260, 261, 312, 321, 522, 523, 540, 798, 1391, 1392, 1393}),
        frozenset({"secret", "secrets", "hardcoded-credentials", "credentials", "password"}),
    ),
    Rule(
        "left-behind",
        "inattention",
        (),
        frozenset({11, 215, 315, 489, 526, 531, 546, 547, 1004, 1275}),
        frozenset({"debug", "leftover", "configuration", "misconfiguration"}),
    ),
    Rule(
        "personal-information",
        "ignorance",
        (PERSONAL,),
        frozenset({200, 201, 209, 213, 359, 497, 532, 538, 548, 598}),
        frozenset({"privacy", "pii", "personal-information"}),
    ),
    Rule(
        "secure-coding",
        "ignorance",
        (),
        frozenset(
            {20, 22, 73, 74, 77, 78, 79, 80, 83, 88, 89, 90, 91, 93, 94, 95, 98, 113, 116, 117}
            | {119, 120, 125, 134, 184, 190, 264, 269, 275, 284, 285, 287, 295, 306, 307, 326}
            | {327, 328, 330, 331, 338, 347, 352, 384, 400, 416, 434, 476, 501, 502, 601, 611}
            | {613, 614, 639, 643, 693, 732, 770, 776, 787, 829, 862, 863, 916, 917, 918, 942}
            | {943, 1021, 1236, 1321, 1333, 1336}
        ),
        frozenset({"injection", "xss", "sql-injection", "csrf", "ssrf", "cryptography", "auth"}),
    ),
)

TECHNICAL = Rule("technical", "technical")
"""A component to update, for instance: nothing that somebody would have learned."""

RULES = {rule.name: rule for rule in (*PHISHING_RULES, *WEAKNESS_RULES, TECHNICAL)}


def rule_of_exposure(clicked: Figure, taken_in: Figure, submitted: Figure) -> Rule:
    """Return the rule that the published figures of an exposed group fit.

    What most of those who clicked did decides; where two are equal, the graver one.
    """
    parts = (
        submitted.middle,
        taken_in.middle - submitted.middle,
        clicked.middle - taken_in.middle,
    )
    return PHISHING_RULES[parts.index(max(parts))]


def rule_of_weakness(weakness: Weakness) -> Rule:
    """Return the rule that a weakness fits, by its numbers first, then by its tags.

    A CVE is a flaw of a component that others wrote, whatever its class.
    """
    if weakness.rule.upper().startswith("CVE-"):
        return TECHNICAL
    cwes = set(weakness.cwes)
    by_number = next((rule for rule in WEAKNESS_RULES if rule.cwes & cwes), None)
    if by_number is not None:
        return by_number
    words = _words([*weakness.tags, weakness.rule])
    return next((rule for rule in WEAKNESS_RULES if rule.tags & words), TECHNICAL)


def _words(texts: Iterable[str]) -> set[str]:
    """Return tags, and the parts of those that are paths: `external/cwe/xss`, `py/xss`."""
    plain = [text.casefold() for text in texts]
    return {*plain, *(part for text in plain for part in text.split("/"))}


def paths_for(rule_name: str, factor: str, *, about_people: bool) -> tuple[UUID, ...]:
    """Return the paths that answer a finding, the best one first.

    Where somebody saw another factor than the rule did, those of the first rule that sees it.
    """
    rule = RULES[rule_name]
    if rule.factor == factor:
        return rule.paths
    alike = PHISHING_RULES if about_people else WEAKNESS_RULES
    return next((one.paths for one in alike if one.factor == factor), ())
