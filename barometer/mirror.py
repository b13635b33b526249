"""What an organization sees of somebody, told to that person in plain words.

Who opens it wants to know, without having to trust anybody: in which figures do I count, who reads
them, and does my manager see what I do? So it tells what the code does, from the same rows that the
pages are made of: the groups of the newest release, never the memory that names people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.alphabet import alphabetical
from academy.organisms.models import Membership, OrganismPlacement, Unit
from courses.models import ExemptionRequest
from courses.queries import Asked, asked_of, live_paths, requests_of
from courses.standing_words import states_in_words

from .pages import context_of
from .releases import queries
from .releases.models import Release
from .releases.queries import Group

_SIZE = 10


@dataclass(frozen=True, slots=True)
class Counted:
    """Where somebody works and with whom they are counted. `units`: those of the published group,
    by name; `size`: how many people it counts, in words. Both empty: they are in no figure."""

    organism: str
    unit: str
    portfolio: str
    units: list[str]
    size: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """What is told to a person. `release` None: nothing is published yet. `paths`: those of which
    something is published, by title."""

    release: Release | None
    counted: list[Counted]
    paths: list[str]


def mirror_of(user: User, language: str, today: date) -> Mirror:
    """Return what the organizations of a person see of them."""
    posts = list(
        Membership.objects.on(today)
        .filter(user=user)
        .select_related("organism", "unit")
        .order_by("organism_id", "unit_id")
    )
    placed = OrganismPlacement.objects.on(today).filter(
        organism_id__in={post.organism_id for post in posts}
    )
    portfolios = {one.organism_id: one.portfolio for one in placed.select_related("portfolio")}
    release = queries.newest()
    groups = _groups_of(release, posts) if release else {}
    named = {unit for group in groups.values() for unit in group.units}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=named)}
    sizes = _sizes(release, list(groups.values())) if release else {}
    counted = []
    for post in posts:
        group = groups.get(post.unit_id)
        portfolio = portfolios.get(post.organism_id)
        counted.append(
            Counted(
                organism=post.organism.name,
                unit=post.unit.name,
                portfolio=portfolio.name if portfolio else "",
                units=sorted(
                    (names[unit] for unit in group.units if unit in names), key=alphabetical
                )
                if group
                else [],
                size=_size_in_words(sizes[group.key]) if group else "",
            )
        )
    paths = (
        sorted(context_of(language, release).paths.values(), key=alphabetical) if release else []
    )
    return Mirror(release, counted, paths)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a person and a path. `asked_by`: who asks it, `by_name`: what is told with
    the person's name, `group`: the units counted together, `band`: what is published of them."""

    path: str
    asked_by: str
    by_name: str
    group: str
    band: str


def seen_of(user: User, language: str, today: date) -> list[Seen]:
    """Return, of each path that is asked of a person or published, what anybody sees of them."""
    posts = list(Membership.objects.on(today).filter(user=user).order_by("organism_id", "unit_id"))
    release = queries.newest()
    groups = _groups_of(release, posts) if release else {}
    units = {unit for group in groups.values() for unit in group.units}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    figures = queries.counts(release, [one.key for one in groups.values()]) if release else {}
    asked = {one.path_key: one for one in asked_of(user, today)}
    requests = requests_of(user, [key for key, one in asked.items() if one.is_requested])
    titles = {path.key: path.text_in(language)["title"] for path in live_paths()}
    found = []
    for key in sorted(titles, key=lambda one: alphabetical(titles[one])):
        one = asked.get(key)
        said = [
            (group, figures[group.key][key]["passed"])
            for group in {group.key: group for group in groups.values()}.values()
            if key in figures.get(group.key, {})
        ]
        if one is None and not said:
            continue
        found.append(
            Seen(
                path=titles[key],
                asked_by="; ".join(ask.who for ask in one.asks) if one else "",
                by_name=_by_name(one, requests.get(key, ())),
                group="; ".join(_units_in_words(group, names) for group, _figure in said),
                band="; ".join(
                    _("between %(low)s and %(high)s of %(people)s have passed")
                    % {"low": figure.low, "high": figure.high, "people": figure.people}
                    for _group, figure in said
                ),
            )
        )
    return found


def _by_name(asked: Asked | None, requests: Iterable[ExemptionRequest]) -> str:
    """Return what may be read with the name of the person, and by whom: an exemption and its
    reason, and what the person wrote to ask for one, by managers; how far they are with what is
    asked, by training officers, who also see that somebody is exempted."""
    if asked is None:
        return _("Nothing")
    said = [
        _("Exempted by “%(organism)s”: %(reason)s")
        % {"organism": one.organism.name, "reason": one.reason}
        for one in asked.exempted
    ]
    said += [
        _("What you wrote to “%(organism)s” to be exempted, until it is answered: %(reason)s")
        % {"organism": one.organism.name, "reason": one.reason}
        for one in requests
        if one.state == ExemptionRequest.State.WAITING
    ]
    said.append(
        _(
            "One of these, which a training officer who gives a reason may read, as you read that "
            "they did: %(states)s"
        )
        % {"states": states_in_words()}
    )
    return "; ".join(said)


def _units_in_words(group: Group, names: Mapping[int, str]) -> str:
    known = sorted((names[unit] for unit in group.units if unit in names), key=alphabetical)
    return ", ".join(known)


def _groups_of(release: Release, posts: Sequence[Membership]) -> dict[int, Group]:
    """Return, by unit of the posts, the group in which a release counts it."""
    wanted = {post.unit_id for post in posts}
    found: dict[int, Group] = {}
    for organism in sorted({post.organism_id for post in posts}):
        found |= _holding(wanted, queries.groups(release, organism_id=organism))
    if wanted - found.keys():
        # Counted with units of others, or still in the organism from which the unit moved.
        found |= _holding(wanted - found.keys(), queries.groups(release))
    return found


def _holding(wanted: set[int], groups: Sequence[Group]) -> dict[int, Group]:
    return {unit: group for group in groups for unit in wanted.intersection(group.units)}


def _sizes(release: Release, groups: Sequence[Group]) -> dict[int, int]:
    """Return how many people are on the published list of each group."""
    counts = queries.counts(release, [group.key for group in groups])
    return {
        group.key: next(
            (steps["passed"].people for steps in counts.get(group.key, {}).values()), group.people
        )
        for group in groups
    }


def _size_in_words(people: int) -> str:
    low = people // _SIZE * _SIZE
    return _("%(low)s to %(high)s people") % {"low": low, "high": low + _SIZE - 1}
