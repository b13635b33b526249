"""Who is asked something, and how far each of them is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from academy.core.alphabet import alphabetical
from academy.organisms.queries import TreeRow, people_of
from courses.audience import Person
from courses.deadlines import deadline
from courses.models import Assignment, Enrolment, Exemption, LessonProgress, PublishedPath
from courses.queries import asked_people
from courses.standings import Followed, Standing, State, standing_of
from courses.validity import Versions, end_of_pass


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who is asked, where they work today, and how far they are: all that is shown."""

    user_id: int
    public_id: str
    name: str
    unit_id: int
    unit: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are wanted. `units`: ids, None for any; `words`: all in the name, in any order,
    whatever their accents and capitals."""

    units: frozenset[int] | None = None
    state: State | None = None
    words: str = ""

    def has(self, line: Line) -> bool:
        """Tell whether a line is among them."""
        return (
            (self.units is None or line.unit_id in self.units)
            and (self.state is None or line.standing.state is self.state)
            and all(word in alphabetical(line.name) for word in alphabetical(self.words).split())
        )


def roll_of(assignment: Assignment, tree: Sequence[TreeRow], today: date) -> list[Line]:
    """Return whom an assignment asks today, in the order of their family names, and how far.

    `tree`: the units of its organism. Nobody of another organism is in it, nor is what somebody did
    before they came told apart. Seven queries at most, whatever the number of people.
    """
    asked = asked_people(assignment, today)
    units = {row.unit_id: row.unit.name for row in tree}
    away = set(
        Exemption.objects.filter(
            organism_id=assignment.organism_id,
            path_key=assignment.path_key,
            lifted_at__isnull=True,
        ).values_list("user_id", flat=True)
    )
    followed = _followed(assignment, today)
    people = people_of(assignment.organism, today).only(
        "public_id", "first_name", "last_name", "email"
    )
    rows = []
    for user in people:
        if user.pk not in asked:
            continue
        person, since = asked[user.pk]
        unit_id = _unit_on(person, today)
        standing = standing_of(
            followed.get(user.pk, Followed()),
            deadline(assignment.terms, since),
            today,
            is_exempted=user.pk in away,
        )
        line = Line(
            user_id=user.pk,
            public_id=str(user.public_id),
            name=str(user),
            unit_id=unit_id,
            unit=units.get(unit_id, ""),
            standing=standing,
        )
        rows.append(((alphabetical(user.last_name), alphabetical(user.first_name), user.pk), line))
    return [line for _key, line in sorted(rows, key=lambda row: row[0])]


def branch_of(tree: Sequence[TreeRow], unit_id: int) -> frozenset[int] | None:
    """Return a unit of a tree and those below it, by id; None where it isn't one of its units."""
    found: set[int] = set()
    # Each unit stands after the one above it.
    for row in tree:
        if row.unit_id == unit_id or row.parent_id in found:
            found.add(row.unit_id)
    return frozenset(found) or None


def _unit_on(person: Person, today: date) -> int:
    """Return the unit of the post held longest, of those of today."""
    posts = [post for post in person.posts if post.period.holds(today)]
    return min(posts, key=lambda post: post.period.start).unit


def _followed(assignment: Assignment, today: date) -> dict[int, Followed]:
    """Return how far the people of the organism are in the path, by id; two queries."""
    key = assignment.path_key
    path = PublishedPath.objects.filter(key=key).only("validity").first()
    standing = Q(certificates__withdrawn_at__isnull=True)
    started = LessonProgress.objects.filter(enrolment_id=OuterRef("pk"), started_at__isnull=False)
    rows = (
        Enrolment.objects.filter(
            path_key=key, user_id__in=people_of(assignment.organism, today).values("pk")
        )
        .annotate(renewed=Max("certificates__passed_at", filter=standing), begun=Exists(started))
        .order_by()
    )
    found = {}
    for user_id, begun, completed, passed, renewed in rows.values_list(
        "user_id", "begun", "completed_at", "passed_at", "renewed"
    ):
        found[user_id] = Followed(
            is_begun=begun,
            completed_on=timezone.localdate(completed) if completed else None,
            ends_on=_ends_on(path.validity if path else [], passed, renewed),
        )
    return found


def _ends_on(versions: Versions, passed: datetime | None, renewed: datetime | None) -> date | None:
    """Return when the newest pass ends, that of the last renewal; None for never, or for none."""
    if passed is None:
        return None
    return end_of_pass(versions, timezone.localdate(max(passed, renewed or passed)))


def wanted_lines(lines: Collection[Line], wanted: Wanted) -> list[Line]:
    """Return those lines that are wanted."""
    return [line for line in lines if wanted.has(line)]
