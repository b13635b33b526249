"""Requests for training as they are read: each with who needs it, groups with their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from academy.organisms.models import Organism
from courses.frameworks.shipped import LANGUAGES, entry
from courses.models import (
    GlossaryTerm,
    OrganismNeed,
    PathPage,
    PublishedPath,
    SubjectStep,
    TrainingRequest,
    TrainingSubject,
    Urgency,
)

from .likeness import Alike, Text, Vocabulary, most_alike, vocabulary

State = TrainingSubject.State
OPEN = (State.RECEIVED, State.STUDIED, State.BUILT)
_PRESSING = {Urgency.HIGH: 2, Urgency.NORMAL: 1, Urgency.LOW: 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with those who need it today, the organism that speaks for it first."""

    request: TrainingRequest
    needs: tuple[OrganismNeed, ...]

    @property
    def lead(self) -> OrganismNeed | None:
        """The need of the organism that speaks for it; None once nobody needs it any more."""
        return self.needs[0] if self.needs else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody needs it any more."""
        return self.request.withdrawn_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be said about it."""
        return self.is_withdrawn or self.request.subject.head.is_settled

    @property
    def people(self) -> int:
        """How many people it is for."""
        return sum(one.people for one in self.needs)

    @property
    def others(self) -> tuple[OrganismNeed, ...]:
        """The needs of those who joined."""
        return self.needs[1:]


@dataclass(frozen=True, slots=True)
class Group:
    """A subject with all that is asked about it. An organism that asks twice counts once, with the
    larger number of people: they may be the same ones."""

    subject: TrainingSubject
    asked: tuple[Asked, ...]
    merged: tuple[TrainingSubject, ...]

    @property
    def needs(self) -> list[OrganismNeed]:
        """Every need."""
        return [need for one in self.asked for need in one.needs]

    @property
    def organisms(self) -> list[Organism]:
        """Who needs it, by name, each once."""
        found = {need.organism_id: need.organism for need in self.needs}
        return sorted(found.values(), key=lambda one: one.name)

    @property
    def people(self) -> int:
        """How many people it is for."""
        largest: dict[int, int] = {}
        for need in self.needs:
            largest[need.organism_id] = max(need.people, largest.get(need.organism_id, 0))
        return sum(largest.values())

    @property
    def soonest(self) -> date | None:
        """The first day by which somebody wants it; None where nobody says."""
        return min((one.wanted_on for one in self.needs if one.wanted_on), default=None)

    @property
    def urgency(self) -> Urgency:
        """The urgency of whoever presses most."""
        named = [Urgency(one.urgency) for one in self.needs] or [Urgency.LOW]
        return max(named, key=_PRESSING.__getitem__)


def _with_needs(requests: QuerySet[TrainingRequest]) -> QuerySet[TrainingRequest]:
    needs = OrganismNeed.objects.filter(left_at=None).select_related("organism")
    return requests.select_related("organism", "subject", "subject__merged_into").prefetch_related(
        Prefetch("needs", queryset=needs, to_attr="held")
    )


def _asked(request: TrainingRequest) -> Asked:
    held: list[OrganismNeed] = list(request.held)  # type: ignore[attr-defined]
    held.sort(key=lambda one: one.organism_id != request.organism_id)
    return Asked(request, tuple(held))


def asked(request_id: int) -> Asked | None:
    """Return a request, withdrawn or not."""
    found = _with_needs(TrainingRequest.objects.filter(pk=request_id)).first()
    return _asked(found) if found else None


def state_is(states: Iterable[str]) -> Q:
    """Return which requests have a subject that stands in one of these states."""
    states = list(states)
    alone = Q(subject__merged_into=None, subject__state__in=states)
    return alone | Q(subject__merged_into__state__in=states)


def open_requests() -> list[Asked]:
    """Return what is asked and not settled yet, the latest first: two queries."""
    rows = TrainingRequest.objects.filter(state_is(OPEN), withdrawn_at=None)
    return [_asked(one) for one in _with_needs(rows)]


def settled_requests() -> list[Asked]:
    """Return what was asked and is available or declined, the latest first: two queries."""
    rows = TrainingRequest.objects.filter(
        state_is([State.AVAILABLE, State.DECLINED]), withdrawn_at=None
    )
    return [_asked(one) for one in _with_needs(rows)]


def groups() -> list[Group]:
    """Return every subject about which somebody asks something: what presses first, then what
    waits longest; what is settled comes last. Three queries."""
    found: dict[int, list[Asked]] = {}
    for one in _with_needs(TrainingRequest.objects.filter(withdrawn_at=None)):
        found.setdefault(one.subject.head.pk, []).append(_asked(one))
    rows = _groups(TrainingSubject.objects.filter(pk__in=found), found)
    return sorted(
        rows,
        key=lambda row: (
            row.subject.is_settled,
            -_PRESSING[row.urgency],
            row.soonest or date.max,
            -len(row.organisms),
            row.subject.pk,
        ),
    )


def group(subject_id: int) -> Group | None:
    """Return a subject that stands for itself, with all that is asked about it."""
    subjects = TrainingSubject.objects.filter(pk=subject_id, merged_into=None)
    of_it = Q(subject_id=subject_id) | Q(subject__merged_into_id=subject_id)
    rows = _with_needs(TrainingRequest.objects.filter(of_it, withdrawn_at=None))
    found = [_asked(one) for one in rows.order_by("asked_at", "pk")]
    return next(iter(_groups(subjects, {subject_id: found})), None)


def _groups(subjects: QuerySet[TrainingSubject], found: dict[int, list[Asked]]) -> Sequence[Group]:
    return [
        Group(one, tuple(found.get(one.pk, ())), tuple(one.merged.all()))
        for one in subjects.prefetch_related("merged")
    ]


def steps_of(subject: TrainingSubject) -> QuerySet[SubjectStep]:
    """Return what became of a subject, the latest first."""
    return subject.head.steps.order_by("-at", "-pk")


def last_step(subject: TrainingSubject) -> int | None:
    """Return the number of the last step of a subject; None as long as there is none."""
    return steps_of(subject).values_list("pk", flat=True).first()


def standing_for(subject_id: int) -> TrainingSubject | None:
    """Return the subject that a grouped one is grouped with; None for one that stands alone."""
    found = TrainingSubject.objects.filter(pk=subject_id).exclude(merged_into=None)
    grouped = found.select_related("merged_into").first()
    return grouped.merged_into if grouped is not None else None


def entry_titles(references: Iterable[str], language: str) -> list[str]:
    """Return entries of frameworks in words, those that nobody knows any more left out."""
    found = (entry(one) for one in references)
    return [f"{one.framework_name} {one.code} – {one.title(language)}" for one in found if one]


def titles_of_paths(keys: Iterable[UUID | None], language: str) -> dict[UUID, tuple[str, str]]:
    """Return the title and the address ("" while it isn't published) of paths, by key."""
    wanted = {one for one in keys if one}
    found: dict[UUID, tuple[str, str]] = {}
    for path in PublishedPath.objects.filter(key__in=wanted):
        text = path.text_in(language)
        found[path.key] = (text["title"], text["url"] if path.is_live else "")
    drafts = PathPage.objects.filter(translation_key__in=wanted - found.keys())
    for page in drafts.select_related("locale"):
        if page.translation_key not in found or page.locale.language_code == language:
            found[page.translation_key] = (page.title, "")
    return found


# --- What is like something -------------------------------------------------


def text_of(title: str, need: str, entries: Iterable[str]) -> Text:
    """Return what is compared of a request."""
    entries = list(entries)
    said = " ".join([title, need, *_in_every_language(entries)])
    return Text(said, frozenset(entries), title)


def _glossary() -> Vocabulary:
    """Return the terms of the glossary in all their forms, those not to be used too: people ask
    with the words that they know. One query."""
    return vocabulary(
        [
            form
            for language in LANGUAGES
            for form in (*row.forms(language), *row.forbidden(language))
        ]
        for row in GlossaryTerm.objects.order_by("pk")
    )


def _in_every_language(references: Iterable[str]) -> list[str]:
    found = (entry(one) for one in references)
    return [one.title(language) for one in found if one for language in LANGUAGES]


def like_requests(text: Text) -> list[tuple[Asked, Alike]]:
    """Return the open requests that are like `text`, and why."""
    others = {one.request.pk: one for one in open_requests()}
    texts = {
        pk: text_of(one.request.title, one.request.need, one.request.entries)
        for pk, one in others.items()
    }
    return [(others[pk], alike) for pk, alike in most_alike(text, texts, terms=_glossary())]


def like_subjects(group: Group, others: Iterable[Group]) -> list[tuple[Group, Alike]]:
    """Return the open groups that are like a group, and why."""
    apart = {
        one.subject.pk: one
        for one in others
        if one.subject.pk != group.subject.pk and not one.subject.is_settled
    }
    texts = {pk: _text(one) for pk, one in apart.items()}
    found = most_alike(_text(group), texts, terms=_glossary())
    return [(apart[pk], alike) for pk, alike in found]


def _text(group: Group) -> Text:
    requests = [one.request for one in group.asked]
    title = " ".join([group.subject.title, *(one.title for one in requests)])
    need = " ".join(one.need for one in requests)
    return text_of(title, need, sorted({entry for one in requests for entry in one.entries}))


def like_paths(text: Text, language: str) -> list[tuple[PublishedPath, Alike]]:
    """Return the paths that learners can take and that are like `text`, and why."""
    paths = {one.key: one for one in PublishedPath.objects.filter(is_live=True)}
    texts = {key: _text_of_path(one) for key, one in paths.items()}
    found = most_alike(text, texts, terms=_glossary())
    return [(paths[key], alike) for key, alike in found]


def _text_of_path(path: PublishedPath) -> Text:
    entries = {one for objective in path.objectives or [] for one in objective["frameworks"]}
    said = [
        word
        for text in path.texts.values()
        for word in (text["title"], text["summary"], *(one["title"] for one in text["courses"]))
    ]
    return Text(
        " ".join([*said, *_in_every_language(sorted(entries))]),
        frozenset(entries),
        " ".join(text["title"] for text in path.texts.values()),
    )
