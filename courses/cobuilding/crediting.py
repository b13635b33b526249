"""Writing the ledger of credits: with each publication, each approval, and what is declared."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core import audit as chain
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from academy.organisms.policies import designer_organism_ids
from courses.models import (
    Credit,
    CreditedPerson,
    CreditHead,
    CreditRole,
    LessonPage,
    PathPage,
    parts_in,
    path_of,
)

from .foreign import Brought, brought_of_blocks
from .ledger import line_of
from .policies import builds
from .shares import Line, carried
from .written import blocks_in, changes

# How the log of a page calls a draft that brought what another path says.
BROUGHT = "courses.brought_over"

_brought_with_ledger: ContextVar[bool] = ContextVar("brought with its ledger", default=False)


@contextmanager
def brought_with_ledger() -> Iterator[None]:
    """Publish pages of an archive whose ledger says who wrote them."""
    token = _brought_with_ledger.set(True)
    try:
        yield
    finally:
        _brought_with_ledger.reset(token)


@dataclass(slots=True)
class _Pen:
    """What lines of one page share."""

    path: PathPage
    page: Any
    at: datetime
    rows: list[Credit] = field(default_factory=list)

    def write(self, role: str, block_id: str, organism: str, words: int, **more: Any) -> None:
        """Have a line written."""
        self.rows.append(
            Credit(
                at=self.at,
                role=role,
                path_key=self.path.translation_key,
                page_key=self.page.translation_key,
                block_id=block_id,
                language=self.page.locale.language_code,
                organism_code=organism,
                words=words,
                **more,
            )
        )

    def bring(self, known: "_Known", block_id: str, origin: UUID | str) -> None:
        """Have a line written that a block has already, and that came from the path `origin`."""
        self.write(
            known.line.role,
            block_id,
            known.organism,
            known.line.words,
            academy=known.academy,
            alias=known.alias,
            taken_from=origin,
        )


@transaction.atomic
def append(rows: Iterable[Credit]) -> None:
    """Append lines to the ledger. In a caller's transaction its end stays locked until then."""
    rows = list(rows)
    if not rows:
        return
    head = _locked_end()
    for row in rows:
        row.previous_digest = head.last_digest
        row.digest = chain.chained_digest(head.last_digest, row.fields)
        row.save()
        head.last_digest = row.digest
        head.length += 1
    head.save(update_fields=["last_digest", "length"])


def _locked_end() -> CreditHead:
    """Return the end of the ledger, which nobody else adds to until the transaction ends."""
    CreditHead.objects.get_or_create(pk=CreditHead.ONLY)
    return CreditHead.objects.select_for_update().get(pk=CreditHead.ONLY)


def save_brought(*, page: Any, by: User, origin: UUID) -> Revision:
    """Save a draft of `page` with what the path `origin` says: the work of those who wrote it
    there, not of `by`, who brought it."""
    revision: Revision = page.save_revision(user=by, clean=False)
    log(
        instance=page,
        action=BROUGHT,
        user=by,
        revision=revision,
        content_changed=True,
        data={"path": str(origin)},
    )
    return revision


@transaction.atomic
def credit_publication(*, page: LessonPage, revision: Revision | None, at: datetime) -> int:
    """Write who wrote or translated which blocks of `page`, which was just published as `revision`.

    Read from the versions since the last one that was credited: a block is its writers', each with
    the words that they wrote of it. Blocks that came from another path bring their lines along.
    So does what a merge or an offer brought (`save_brought`). What nobody signed, or somebody for
    no organism, is nobody's. Nothing is written of what an archive brings with its ledger
    (`taking_in`). Returns how many lines it wrote.
    """
    path = path_of(page)
    if path is None or revision is None or _brought_with_ledger.get():
        return 0
    # What is read below is what others have written: of two publications at once, one waits.
    _locked_end()
    pen = _Pen(path, page, at)
    # Of the page wherever it was: a page that moved was credited up to then.
    last = (
        Credit.objects.filter(
            page_key=page.translation_key,
            language=page.locale.language_code,
            revision__isnull=False,
        )
        .order_by("-revision")
        .values_list("revision", flat=True)
        .first()
    )
    versions = Revision.objects.for_instance(page).filter(pk__lte=revision.pk).order_by("pk")
    _bring_along(pen, revision)
    if versions.exclude(user=None).exists():
        first = last if last is not None else _first_known(page, versions)
        if first is not None:
            versions = versions.filter(pk__gte=first)
        _credit_versions(pen, versions, is_known=first is not None, number=revision.pk)
    append(pen.rows)
    return len(pen.rows)


def _first_known(page: LessonPage, versions: QuerySet[Revision]) -> int | None:
    """Return the version as which a page came from elsewhere: copied, copied to be translated, or
    brought by an archive. What it said then is nobody's here. None where it was written here.

    Wagtail copies the versions too, publishes the copy, and says in its log only then that it is
    one: a copy is known by its blocks, which another lesson has.
    """
    log = PageLogEntry.objects.filter(page=page.pk)
    numbers = versions.values_list("pk", flat=True)
    translated = log.filter(action="wagtail.copy_for_translation").first()
    if translated is not None:
        return numbers.filter(created_at__lte=translated.timestamp).last()
    made = log.filter(action="wagtail.create").first()
    if made is None:
        return numbers.first()
    block_id = next((str(one.get("id")) for one in page.body.raw_data), "")
    others = (
        LessonPage.objects.filter(locale=page.locale)
        .exclude(translation_key=page.translation_key)
        .annotate(stored=Cast("body", TextField()))
    )
    if not block_id or not others.filter(stored__contains=block_id).exists():
        return None
    return numbers.filter(created_at__gte=made.timestamp).first()


def _credit_versions(
    pen: _Pen, versions: Iterable[Revision], *, is_known: bool, number: int
) -> None:
    """Have lines written for what each of `versions` adds to the one before it.

    `is_known`: the first one is what the others are measured from, and nobody's here.
    """
    role = _role(pen.page)
    organisms: dict[int, str] = {}
    brought = _brought(pen.page)
    found: dict[tuple[int, str], int] = {}
    known: dict[str, list[str]] | None = None
    for version in versions:
        blocks = blocks_in(version.as_object().body.raw_data)
        if known is None:
            known = blocks if is_known else {}
        user = version.user
        if version.pk in brought:
            _bring_since(pen, changes(known, blocks).keys() & known.keys(), brought[version.pk])
        elif user is not None:
            for block_id, words in changes(known, blocks).items():
                found[user.pk, block_id] = found.get((user.pk, block_id), 0) + words
                if user.pk not in organisms:
                    organisms[user.pk] = organism_of(user, pen.path, pen.at)
        known = blocks
    for (user_id, block_id), words in found.items():
        if block_id in (known or {}) and organisms[user_id]:
            organism, alias = organisms[user_id], alias_of(user_id)
            pen.write(role, block_id, organism, words, alias=alias, revision=number)


def _brought(page: Page) -> dict[int, UUID]:
    """Return the versions of a page that brought what another path says, each with that path."""
    entries = PageLogEntry.objects.filter(page=page.pk, action=BROUGHT)
    return {entry.revision_id: UUID(entry.data["path"]) for entry in entries}


def _bring_since(pen: _Pen, block_ids: Iterable[str], origin: UUID) -> None:
    """Have the lines written that blocks got in the path `origin` since they last came from there;
    those that went there from here stay where they are."""
    key, language = pen.path.translation_key, pen.page.locale.language_code
    of = Credit.objects.of_organisms().filter(language=language)
    for block_id in sorted(block_ids):
        here = of.filter(block_id=block_id, path_key=key, taken_from=origin)
        last = here.order_by("-pk").values_list("pk", flat=True).first() or 0
        since = of.filter(block_id=block_id, path_key=origin, pk__gt=last)
        for row in since.exclude(taken_from=key).order_by("pk"):
            pen.bring(_Known.here(row), block_id, origin)


def _bring_along(pen: _Pen, revision: Revision) -> None:
    """Have the lines of blocks that came from another path written, those of other ledgers too."""
    language = pen.page.locale.language_code
    ids = [str(one.get("id")) for one in revision.as_object().body.raw_data]
    by_block: dict[str, list[_Known]] = {}
    own = pen.path.translation_key
    for brought in brought_of_blocks(ids, language, path_key=own, before=revision):
        by_block.setdefault(brought.row.block_id, []).append(_Known.elsewhere(brought))
    rows = Credit.objects.of_organisms().filter(block_id__in=ids, language=language)
    for row in rows.order_by("pk"):
        by_block.setdefault(row.block_id, []).append(_Known.here(row))
    key = str(pen.path.translation_key)
    for block_id, known in by_block.items():
        if not carried([one.line for one in known], key, block_id, language):
            continue
        origin = known[-1].line.path
        for one in known:
            if one.line.path == origin:
                pen.bring(one, block_id, origin)


@dataclass(frozen=True, slots=True)
class _Known:
    """A line that a block has already: the organism, its academy where it is another, the alias."""

    line: Line
    organism: str
    academy: str = ""
    alias: str = ""

    @classmethod
    def here(cls, row: Credit) -> "_Known":
        """Return a line of this ledger."""
        return cls(line_of(row), row.organism_code, row.academy, row.alias)

    @classmethod
    def elsewhere(cls, brought: Brought) -> "_Known":
        """Return a line of another one, which knows nobody."""
        return cls(brought.line, brought.organism, brought.academy)


def _role(page: LessonPage) -> str:
    """Return whether a page is written or translated: it is written in its first language."""
    twins = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    since = page.first_published_at
    earlier = twins.filter(first_published_at__isnull=False)
    if since is not None:
        earlier = earlier.filter(first_published_at__lt=since)
    return CreditRole.TRANSLATED if earlier.exists() else CreditRole.WROTE


def organism_of(user: User, path: PathPage, at: datetime) -> str:
    """Return for which organism somebody wrote: the first that builds the path, by its code."""
    own = designer_organism_ids(user, timezone.localdate(at)) & parts_in(path).keys()
    codes = Organism.objects.filter(pk__in=own).order_by("code").values_list("code", flat=True)
    return codes.first() or ""


def alias_of(user_id: int) -> str:
    """Return the random name of a person in the ledger, drawn where there is none yet."""
    person, _new = CreditedPerson.objects.get_or_create(user_id=user_id)
    return str(person.alias)


@transaction.atomic
def credit_move(*, page_path: str, at: datetime) -> None:
    """Have the live lessons at or below a page that moved bring their lines into their path."""
    for page in LessonPage.objects.filter(path__startswith=page_path, live=True):
        credit_publication(page=page, revision=page.live_revision, at=at)


@transaction.atomic
def credit_review(
    *, page: LessonPage, reviewers: Iterable[tuple[Organism, User | None]], at: datetime
) -> None:
    """Write who reviewed what was just published of `page`: the words of it that were new."""
    path = path_of(page)
    latest = page.live_revision_id
    if path is None or latest is None:
        return
    words: dict[str, int] = {}
    for block_id, count in (
        Credit.objects.of_organisms()
        .filter(path_key=path.translation_key, page_key=page.translation_key, revision=latest)
        .values_list("block_id", "words")
    ):
        words[block_id] = words.get(block_id, 0) + count
    pen = _Pen(path, page, at)
    for organism, person in reviewers:
        for block_id, count in words.items():
            alias = alias_of(person.pk) if person is not None else ""
            pen.write(
                CreditRole.REVIEWED, block_id, organism.code, count, alias=alias, revision=latest
            )
    append(pen.rows)


@transaction.atomic
def declare(
    *, by: User, path: PathPage, organism: Organism, role: CreditRole, at: datetime
) -> None:
    """Write that `organism` tested or funded `path`. It is named, and has no share.

    Raises NotFound where the path isn't `by`'s, AcademyError for what is measured, not declared.
    """
    if not builds(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    if role not in (CreditRole.TESTED, CreditRole.FUNDED):
        raise AcademyError(_("Writing, translating and reviewing are measured, not declared."))
    key = path.translation_key
    _locked_end()
    known = Credit.objects.filter(path_key=key, organism_code=organism.code, role=role)
    if known.exists():
        return
    append([Credit(at=at, role=role, path_key=key, organism_code=organism.code, words=0)])
    audit.record(
        at=at,
        actor=by,
        action="building.declare",
        target=str(key),
        organism_code=organism.code,
        details={"role": role.value},
    )
