"""Lines of a ledger that an archive brings credit a block of another path only where it came from
there: nobody makes credit up by naming the block that others are about to publish."""

import json
from uuid import uuid4

import pytest

from academy.organisms.models import Organism
from courses.cobuilding.chains import Chain, Entry, digests_of
from courses.cobuilding.taking_in import take_in
from courses.exchange.importing import import_path
from courses.models import CoursePage, Credit, ForeignCredit, LessonPage, PathPage
from tests.courses.cobuilding.building import Built, make_built
from tests.factories.courses import AT, text
from tests.factories.organisms import OrganismFactory

from .elsewhere import changed, files_of
from .test_ledgers_travel import WORDS, brought, built, shares

__all__ = ["brought", "built"]
pytestmark = pytest.mark.django_db
THEIRS = "99999999-9999-4999-8999-999999999999"


def chain_about(path: str, block: str, organism: Organism) -> Chain:
    """A ledger that says of a block that an organism of here wrote nearly all of it."""
    entry = Entry(
        day="2026-01-02",
        role="wrote",
        page=str(uuid4()),
        block=block,
        language="fr",
        organism=organism.code,
        academy="",
        words=100_000,
        taken_from="",
        entry="e" * 64,
    )
    ledger = str(uuid4())
    names = {(organism.code, ""): {"fr": organism.name_fr, "en": organism.name_en}}
    digests = digests_of(ledger, path, [entry])
    return Chain(ledger, "made-up.example", path, (entry,), digests, names)


def made_up(archive, block: str, organism: Organism):
    """Return the archive with a ledger that also names `block`."""
    said = json.loads(files_of(archive)["ledger.json"])
    chain = chain_about(said["path"], block, organism)
    (line,) = chain.entries
    row = {
        "day": line.day,
        "role": line.role,
        "page": line.page,
        "block": block,
        "language": "fr",
        "organism": line.organism,
        "words": line.words,
        "entry": line.entry,
        "digest": chain.head,
    }
    names = next(iter(chain.organisms.values()))
    said["chains"] = [
        {
            "ledger": chain.ledger,
            "academy": chain.academy,
            "organisms": [{"code": line.organism, "name": names}],
            "length": 1,
            "head": chain.head,
            "lines": [row],
        }
    ]
    return changed(archive, {"ledger.json": json.dumps(said).encode()})


@pytest.fixture
def attacker():
    return OrganismFactory()


def published_with(other: Built, block: str) -> None:
    """Have a designer of a path of here add a block with this id to it, and publish it."""
    draft = LessonPage.objects.get(pk=other.lesson.pk).get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, text(f"<p>{WORDS}</p>") | {"id": block}]
    draft.save_revision(user=other.designers[0]).publish()


def credited(other: Built) -> dict[str, int]:
    return shares(other.page.translation_key)


@pytest.mark.parametrize("publish", [False, True])
def test_an_archive_credits_nobody_for_a_block_of_another_path(brought, attacker, publish):
    """Neither one that waits as drafts, nor one that was published without that block."""
    import_path(source=made_up(brought, THEIRS, attacker), at=AT, publish=publish)
    assert ForeignCredit.objects.filter(block_id=THEIRS).exists()
    other = make_built()
    published_with(other, THEIRS)
    assert credited(other) == {other.organisms[0].code: 100}
    assert not Credit.objects.exclude(taken_from=None).exists()


def test_nor_does_a_ledger_of_a_path_that_isnt_here(attacker, catalogues):
    take_in(chain=chain_about(str(uuid4()), THEIRS, attacker), at=AT)
    other = make_built()
    published_with(other, THEIRS)
    assert credited(other) == {other.organisms[0].code: 100}


def test_a_lesson_that_moves_brings_its_lines_and_none_that_name_what_is_added_later(
    built, brought, attacker
):
    """A merge of paths keeps what came with the ledger; the block that is new is its writer's."""
    import_path(source=brought, at=AT)
    chain = chain_about(str(built.page.translation_key), THEIRS, attacker)
    take_in(chain=chain, at=AT)
    wanted = shares(built.page.translation_key)
    other = make_built()
    lesson = LessonPage.objects.get(translation_key=built.lesson.translation_key)
    course = CoursePage.objects.parent_of(LessonPage.objects.get(pk=other.lesson.pk)).get()
    lesson.move(course, pos="last-child")
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, text(f"<p>{WORDS}</p>") | {"id": THEIRS}]
    draft.save_revision(user=other.designers[0]).publish()
    lines = Credit.objects.of_organisms().filter(path_key=other.page.translation_key)
    assert {one.taken_from for one in lines if one.academy} == {built.page.translation_key}
    assert {full(one) for one in lines if one.academy} == wanted.keys()
    assert [one.organism_code for one in lines.filter(block_id=THEIRS)] == [other.organisms[0].code]


def full(line: Credit) -> str:
    return f"{line.organism_code}@{line.academy}"


def test_a_block_that_left_its_path_after_it_was_copied_keeps_its_lines(built, brought):
    import_path(source=brought, at=AT)
    key = built.page.translation_key
    wanted = shares(key)
    page = PathPage.objects.get(translation_key=key)
    copy = page.copy(recursive=True, update_attrs={"slug": "copie", "title": "Copie"})
    lesson = LessonPage.objects.get(translation_key=built.lesson.translation_key)
    draft = lesson.get_latest_revision_as_object()
    draft.body = [text("<p>Rien.</p>")]
    draft.save_revision().publish()
    for model in (CoursePage, LessonPage):
        for one in model.objects.descendant_of(copy):
            one.save_revision().publish()
    PathPage.objects.get(pk=copy.pk).save_revision().publish()
    assert shares(copy.translation_key) == wanted
