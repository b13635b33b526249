"""The units of a course structure, and what there is to know of them. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from courses.exchange.problems import Problem, _

from .move_on import NOT_APPLICABLE

_SHOWN = 5


@dataclass(slots=True)
class Unit:
    """An AU, or a group of them (`launch` is empty), in the table of contents.

    `id` is made of `publisher_id`, so that it is the same in each version. `parent` is the id of
    the group around it, "" for the course. `launch`: the address relative to the folder of the
    package, a whole one where `is_remote`. `mastery`: from 0 to 1, None without one.
    `prerequisites` and `after` are always empty: cmi5 puts no part before another.
    """

    id: str
    publisher_id: str
    parent: str
    title: str
    depth: int
    titles: dict[str, str]
    descriptions: dict[str, str]
    objectives: list[str] = field(default_factory=list)
    launch: str = ""
    is_remote: bool = False
    has_own_window: bool = False
    move_on: str = NOT_APPLICABLE
    mastery: float | None = None
    parameters: str = ""
    entitlement_key: str = ""
    activity_type: str = ""
    is_sco: bool = True
    is_visible: bool = True
    prerequisites: str = ""
    after: list[str] = field(default_factory=list)


def notes_on(
    units: Sequence[Unit], extensions: Collection[str], unknown: Collection[str]
) -> list[Problem]:
    """Return what won't work, and what there is to know before it is in a lesson.

    `extensions`: what other makers have added, by name. `unknown`: objectives that are named and
    not defined.
    """
    notes: list[Problem] = []

    def note(rule: str, **values: object) -> None:
        said = tuple((name, str(value)) for name, value in values.items())
        notes.append(Problem("", "", rule, said))

    aus = [unit for unit in units if unit.launch]
    free = [unit for unit in aus if unit.move_on == NOT_APPLICABLE]
    if len(free) == len(aus):
        note(
            _(
                "None of its AUs asks for anything (moveOn is “NotApplicable”): a learner is "
                "done with it before opening it. Choose another rule for when a learner is "
                "done with it."
            )
        )
    elif free:
        note(
            _("These AUs ask for nothing, and count as done at once: %(titles)s."),
            titles=_listed(free),
        )
    own_windows = [unit for unit in aus if unit.has_own_window and not unit.is_remote]
    if own_windows:
        note(
            _("These AUs open in a window of their own: %(titles)s."),
            titles=_listed(own_windows),
        )
    remote = [unit for unit in aus if unit.is_remote]
    if remote:
        note(
            _(
                "These AUs are at other hosts, where the academy can't keep them from looking "
                "elsewhere: %(titles)s. They open in a window of their own, and know learners "
                "of this package by a number that is used nowhere else."
            ),
            titles=_listed(remote),
        )
    if unknown:
        note(
            _("Objectives are named that the course doesn't define: %(names)s."),
            names=", ".join(sorted(unknown)[:_SHOWN]),
        )
    if extensions:
        shown = sorted(extensions)
        note(
            _("Extensions of other makers are left out: %(names)s."),
            names=", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else ""),
        )
    return notes


def _listed(units: Sequence[Unit]) -> str:
    shown = ", ".join(unit.title for unit in units[:_SHOWN])
    return shown + (" …" if len(units) > _SHOWN else "")
