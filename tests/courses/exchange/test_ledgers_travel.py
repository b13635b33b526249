"""Who did what travels with a path: checked on arrival, added to, never changed."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from academy.organisms.models import Organism
from courses.cobuilding import ledger
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences
from courses.models import (
    CoursePage,
    Credit,
    CreditRole,
    ForeignChain,
    ForeignCredit,
    ForeignOrganism,
    LessonPage,
    PathPage,
    PublishedPath,
)
from courses.services.issue import copy_of
from tests.courses.cobuilding.building import Built, make_built, person_of
from tests.factories.courses import AT, text
from tests.factories.organisms import OrganismFactory

from .elsewhere import archive_of, changed, files_of, move_to_another_academy, names_of

pytestmark = pytest.mark.django_db
WORDS = "un deux trois quatre cinq six sept huit neuf dix"


def wrote(page, by, words=WORDS):
    """Have somebody add a block of text to a lesson, and publish it."""
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, text(f"<p>{words}</p>")]
    draft.save_revision(user=by).publish()


def shares(key):
    return {one["code"]: one["percent"] for one in ledger.credits_of(key)}


@pytest.fixture
def built(catalogues) -> Built:
    """A path that two organisms of one academy wrote, three words to one."""
    built = make_built()
    wrote(built.lesson, built.designers[0], f"{WORDS} {WORDS} {WORDS}")
    wrote(built.lesson, built.designers[1])
    return built


@pytest.fixture
def brought(built, tmp_path, settings):
    """The archive of that path, in another academy that knows none of its organisms."""
    archive = archive_of(built.page.translation_key, tmp_path / "path.zip")
    move_to_another_academy(settings)
    for organism in built.organisms:
        Organism.objects.filter(pk=organism.pk).update(
            code=f"X-{organism.code}", name_fr=f"Un autre {organism.pk}", name_en="Another"
        )
    return archive


def refused(archive) -> list[str]:
    before = (PathPage.objects.count(), ForeignCredit.objects.count(), Credit.objects.count())
    with pytest.raises(Refused) as error:
        import_path(source=archive, at=AT)
    after = (PathPage.objects.count(), ForeignCredit.objects.count(), Credit.objects.count())
    assert after == before
    with translation.override("en"):
        return sentences(error.value.problems)


def forged(archive, change):
    said = json.loads(files_of(archive)["ledger.json"])
    change(said["chains"][0])
    return changed(archive, {"ledger.json": json.dumps(said).encode()})


def test_organisms_of_elsewhere_keep_their_credit_without_becoming_ours(built, brought):
    key = built.page.translation_key
    first, second = built.organisms
    report = import_path(source=brought, at=AT)
    (taken,) = report.ledgers
    assert (taken.academy, taken.lines, taken.new, taken.is_own) == ("lms.localhost", 2, 2, False)
    assert {one.name_fr for one in taken.organisms} == {first.name_fr, second.name_fr}
    assert not any(one.is_known for one in taken.organisms)
    assert shares(key) == {f"{first.code}@lms.localhost": 75, f"{second.code}@lms.localhost": 25}
    row = PublishedPath.objects.get(key=key)
    assert [one["name"]["fr"] for one in row.credits] == [first.name_fr, second.name_fr]
    assert not Organism.objects.filter(code=first.code).exists()
    frozen = json.loads(copy_of(row).text)
    assert [one["percent"] for one in frozen["credits"]] == [75, 25]
    said = Credit.objects.exclude(taken_in="").get()
    chain = ForeignChain.objects.get()
    assert said.taken_in == f"{chain.ledger}/2/{chain.head}"
    call_command("verify_credits")


def test_the_command_says_how_much_of_a_ledger_is_new(brought, capsys):
    for new in (2, 0):
        call_command("load_library", str(brought))
        said = capsys.readouterr().out
        assert f"Ledger of lms.localhost: {new} of 2 lines are new here." in said


def test_the_page_of_the_path_names_them(built, brought, client):
    import_path(source=brought, at=AT)
    url = PublishedPath.objects.get().texts["fr"]["url"]
    shown = client.get(url).content.decode().split("path-facts")[1]
    assert all(one.name_fr in shown for one in built.organisms)


def test_an_organism_that_has_the_same_code_and_name_here_is_told_once(built, tmp_path, settings):
    archive = archive_of(built.page.translation_key, tmp_path / "path.zip")
    first, second = built.organisms
    move_to_another_academy(settings)
    Organism.objects.filter(pk=second.pk).update(name_fr="Autre chose", name_en="Something else")
    import_path(source=archive, at=AT)
    assert shares(built.page.translation_key) == {
        first.code: 75,
        f"{second.code}@lms.localhost": 25,
    }
    assert ForeignOrganism.objects.get(code=first.code).organism == first


def test_what_is_written_afterwards_is_added_here_and_not_the_importers(built, brought):
    import_path(source=brought, at=AT, user=None)
    page = PathPage.objects.get(translation_key=built.page.translation_key)
    home = OrganismFactory()
    page.built_by.set([home])
    page.save_revision().publish()
    lesson = LessonPage.objects.get(translation_key=built.lesson.translation_key)
    wrote(lesson, person_of(home), f"{WORDS} {WORDS} {WORDS} {WORDS}")
    found = shares(page.translation_key)
    assert found[home.code] == 50
    assert sum(found.values()) == 100
    own = Credit.objects.of_organisms()
    assert [(one.organism_code, one.words) for one in own] == [(home.code, 40)]
    call_command("verify_credits")


def test_an_update_that_brings_its_ledger_is_not_its_importers(built, tmp_path, settings):
    key = built.page.translation_key
    older = archive_of(key, tmp_path / "older.zip")
    wrote(built.lesson, built.designers[1], f"{WORDS} {WORDS}")
    newer = archive_of(key, tmp_path / "newer.zip", names_of(older))
    wanted = shares(key)
    move_to_another_academy(settings)
    import_path(source=older, at=AT)
    importer = person_of(built.organisms[0], is_superuser=True)
    report = import_path(source=newer, at=AT, user=importer)
    assert report.ledgers[0].new == 1
    assert sum(shares(key).values()) == 100
    assert list(shares(key).values()) == list(wanted.values())
    assert not Credit.objects.of_organisms().exists()
    # What the importer writes later is.
    wrote(LessonPage.objects.get(translation_key=built.lesson.translation_key), importer)
    assert [one.words for one in Credit.objects.of_organisms()] == [10]


def test_a_newer_archive_adds_its_new_lines_and_an_older_one_none(built, tmp_path, settings):
    key = built.page.translation_key
    older = archive_of(key, tmp_path / "older.zip")
    wrote(built.lesson, built.designers[1])
    newer = archive_of(key, tmp_path / "newer.zip", names_of(older))
    move_to_another_academy(settings)
    assert import_path(source=older, at=AT).ledgers[0].new == 2
    assert import_path(source=older, at=AT).is_unchanged
    assert import_path(source=newer, at=AT).ledgers[0].new == 1
    assert ForeignCredit.objects.count() == 3
    again = import_path(source=older, at=AT)
    assert (again.ledgers[0].lines, again.ledgers[0].new) == (2, 0)
    assert ForeignCredit.objects.count() == 3
    call_command("verify_credits")


def test_a_rehearsal_tells_of_the_ledger_and_keeps_nothing(built, brought):
    report = import_path(source=brought, at=AT, rehearse=True)
    assert report.ledgers[0].new == 2
    assert not ForeignChain.objects.exists()
    assert not Credit.objects.exists()


def test_the_way_back_and_forth_makes_one_ledger_of_each_academy(built, tmp_path, settings):
    key = built.page.translation_key
    first = archive_of(key, tmp_path / "first.zip")
    move_to_another_academy(settings)
    import_path(source=first, at=AT)
    page = PathPage.objects.get(translation_key=key)
    home = OrganismFactory()
    page.built_by.set([home])
    page.save_revision().publish()
    lesson = LessonPage.objects.get(translation_key=built.lesson.translation_key)
    wrote(lesson, person_of(home))
    second = archive_of(key, tmp_path / "second.zip", names_of(first))
    chains = json.loads(files_of(second)["ledger.json"])["chains"]
    assert sorted(one["length"] for one in chains) == [1, 2]
    third = archive_of(key, tmp_path / "third.zip", names_of(first))
    assert second.read_bytes() == third.read_bytes()
    move_to_another_academy(settings, "third.example")
    report = import_path(source=second, at=AT)
    assert sorted(one.academy for one in report.ledgers) == ["lms.localhost", "other.example"]
    assert sum(shares(key).values()) == 100
    assert archive_of(key, tmp_path / "fourth.zip", names_of(first)).read_bytes() == (
        second.read_bytes()
    )


def test_an_academys_own_ledger_comes_home_and_learns_nothing(built, tmp_path):
    key = built.page.translation_key
    archive = archive_of(key, tmp_path / "path.zip")
    count = Credit.objects.of_organisms().count()
    report = import_path(source=archive, at=AT)
    assert report.ledgers[0].is_own
    assert Credit.objects.of_organisms().count() == count
    assert not ForeignChain.objects.exists()


def test_lines_made_up_in_the_name_of_this_academy_are_refused(built, tmp_path):
    key = built.page.translation_key
    wrote(built.lesson, built.designers[0])
    newer = archive_of(key, tmp_path / "newer.zip")
    last = Credit.objects.order_by("pk").last()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM courses_credit WHERE id = %s", [last.pk])
    (problem,) = refused(newer)
    assert problem.startswith("ledger.json, at chains › 1 › lines › 3: This is the ledger of this")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["lines"][0].update(words=9_000), "lines › 1: This line isn't what its"),
        (lambda one: one["lines"][1].update(organism="X"), "lines › 2: This line isn't what its"),
        (lambda one: one["lines"].pop(0), "lines › 1: This line isn't what its digest says"),
        (lambda one: one["lines"].reverse(), "lines › 1: This line isn't what its digest says"),
        (lambda one: one["lines"].pop(), "head: The ledger doesn't end where it says"),
        (lambda one: one.update(length=1, head="0" * 64), "head: The ledger doesn't end where"),
        (lambda one: one.update(ledger="0" * 8 + one["ledger"][8:]), "This line isn't what its"),
        (lambda one: one["lines"][0].update(alias="somebody"), "alias: The format has no such"),
        (lambda one: one["lines"][0].update(role="taken_in"), "role: “taken_in” is not one of"),
        (lambda one: one["lines"][0].update(words=-1), "words: This number has to be from 0"),
        (lambda one: one.update(academy="<script>"), "This has to be the host of an academy"),
        (lambda one: one["lines"][0].update(digest="x"), "This has to be a SHA-256"),
    ],
)
def test_a_ledger_that_was_tampered_with_is_refused_with_what_is_wrong(brought, change, said):
    problems = refused(forged(brought, change))
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("ledger.json") for problem in problems)


def test_a_ledger_of_another_path_is_refused(brought):
    said = json.loads(files_of(brought)["ledger.json"])
    said["path"] = "11111111-1111-4111-8111-111111111111"
    archive = changed(brought, {"ledger.json": json.dumps(said).encode()})
    assert refused(archive) == ["ledger.json, at path: These are the lines of another path."]


def test_a_ledger_that_was_written_anew_since_is_refused(built, tmp_path, settings):
    key = built.page.translation_key
    honest = archive_of(key, tmp_path / "honest.zip")
    with connection.cursor() as cursor:
        # As a dishonest academy would: the chain is right, and says something else.
        cursor.execute("UPDATE courses_credit SET words = 500 WHERE words = 10")
    rewritten = archive_of(key, tmp_path / "rewritten.zip", names_of(honest))
    move_to_another_academy(settings)
    import_path(source=honest, at=AT)
    (problem,) = refused(rewritten)
    assert problem == (
        "ledger.json, at chains › 1 › lines › 2: An earlier archive had another line here: a "
        "ledger is added to, and never changed."
    )


def test_drafts_of_a_published_path_bring_no_ledger_until_they_are_published(built, brought):
    key = built.page.translation_key
    said = files_of(brought)
    plain = {
        name: raw.replace(b'"academie-path/2"', b'"academie-path/1"')
        for name, raw in said.items()
        if name == "path.json"
    }
    import_path(source=changed(brought, {**plain, "ledger.json": None}), at=AT)
    with translation.override("en"):
        report = import_path(source=brought, at=AT, publish=False)
    assert "Who wrote what is taken in by an import that publishes." in report.notes
    assert shares(key) == {}
    import_path(source=brought, at=AT)
    assert sum(shares(key).values()) == 100


def test_drafts_of_a_new_path_bring_their_ledger(built, brought):
    import_path(source=brought, at=AT, publish=False)
    assert ForeignCredit.objects.count() == 2


def test_a_copy_of_a_path_from_elsewhere_keeps_the_shares(built, brought):
    key = built.page.translation_key
    import_path(source=brought, at=AT)
    page = PathPage.objects.get(translation_key=key)
    copy = page.copy(recursive=True, update_attrs={"slug": "copie", "title": "Copie"})
    for model in (CoursePage, LessonPage):
        for one in model.objects.descendant_of(copy):
            one.save_revision().publish()
    PathPage.objects.get(pk=copy.pk).save_revision().publish()
    assert shares(copy.translation_key) == shares(key)
    lines = Credit.objects.of_organisms().filter(path_key=copy.translation_key)
    assert {one.academy for one in lines} == {"lms.localhost"}
    assert {one.taken_from for one in lines} == {key}


def test_no_person_is_in_an_archive(built, brought):
    raw = b"".join(files_of(brought).values()).decode("utf-8", "ignore")
    for person in built.designers:
        assert person.email not in raw
        assert str(person.public_id) not in raw
        assert str(person.credited_as.alias) not in raw


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE courses_foreigncredit SET words = 1 WHERE number = 1", "Line 1 of the path"),
        ("DELETE FROM courses_foreigncredit WHERE number = 2", "1 are here"),
        ("UPDATE courses_credit SET taken_in = '' WHERE taken_in != ''", "was changed"),
    ],
)
def test_the_command_finds_what_was_done_to_lines_of_elsewhere(brought, sql, message):
    import_path(source=brought, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=message):
        call_command("verify_credits")


def test_what_was_taken_in_is_nobodys_work(built, brought):
    import_path(source=brought, at=AT)
    rows = Credit.objects.filter(role=CreditRole.TAKEN_IN)
    assert {(one.organism_code, one.words, one.alias) for one in rows} == {("", 0, "")}
    lessons = LessonPage.objects.filter(live=True).count()
    assert rows.count() == 1 + lessons
