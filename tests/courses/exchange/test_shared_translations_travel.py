"""How far questions of banks and surveys follow what they were made from travels with the path."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.reading import read_package
from courses.exchange.translations import shared_texts
from courses.exchange.wording import sentences
from courses.models import (
    Assignment,
    BankQuestion,
    PathPage,
    PublishedPath,
    QuestionBank,
    Segment,
    StalePage,
    Survey,
    SurveySide,
    TranslatedPath,
)
from courses.translating.comparing import State, digest_of_text
from courses.translating.lags import lags_of
from courses.translating.queries import live_content, pair_of, pairs_of_survey
from courses.translating.segments import below_block, texts_of
from courses.translating.services import confirm_segment
from tests.courses.cobuilding.building import person_of
from tests.courses.translating.pages import AT
from tests.courses.translating.pages import ask as ask_of_people
from tests.courses.translating.shared import (
    WORDS,
    ask,
    make_path_that_draws,
    make_survey,
    make_translated_bank,
    offer,
    pair,
    prompt_place,
    say,
    sides_of,
    states_of,
)
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory

from .elsewhere import archive_of, changed, files_of, move_to_another_academy, names_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_english", "catalogues"),
]
NAME = "translations.json"
LATER = AT + timedelta(days=40)


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def bank(organism):
    return make_translated_bank(organism, questions=2)


@pytest.fixture
def survey(organism):
    return make_survey(organism)


@pytest.fixture
def path(bank, survey, organism):
    """The key of a path that draws from the bank and offers the survey, in both languages."""
    row = make_path_that_draws(bank, organism)
    offer(survey, row)
    return row.key


@pytest.fixture
def stale(path, bank, survey, tmp_path):
    """Its archive once a question says something new in French alone, and the survey in English."""
    say(sides_of(bank)[0], "Que feras-tu ?")
    ask(survey, en="Is all well?")
    return archive_of(path, tmp_path / "stale.zip")


@pytest.fixture
def elsewhere(settings):
    return lambda: move_to_another_academy(settings)


def said(archive):
    return json.loads(files_of(archive)[NAME])["texts"]


def told(archive, *texts, **files):
    """Return the archive with other words on its translations."""
    value = json.loads(files_of(archive)[NAME]) | {"texts": list(texts)}
    return changed(archive, {NAME: json.dumps(value).encode()} | files)


def refused(archive, **more):
    with pytest.raises(Refused) as error:
        import_path(source=archive, at=timezone.now(), **more)
    return sentences(error.value.problems)


def question(language="en"):
    """The question that is behind, as it is now."""
    rows = BankQuestion.objects.filter(locale__language_code=language)
    keys = StalePage.objects.values("page_key")
    return rows.filter(translation_key__in=keys).get()


def the_survey():
    return Survey.objects.get()


def confirm(own, place, by):
    one = next(one for one in pair_of(own).compared() if one.place == place)
    confirm_segment(
        by=by,
        page=own,
        place=place,
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        at=LATER,
    )


def test_what_follows_its_other_language_is_written_as_before(path, tmp_path):
    archive = archive_of(path, tmp_path / "path.zip")
    assert NAME not in files_of(archive)
    assert json.loads(files_of(archive)["path.json"])["format"] == "academie-path/2"


def test_an_older_question_and_an_older_side_of_a_survey_are_in_the_archive(
    stale, bank, survey, path
):
    asked = survey.questions.get_prep_value()[0]["id"]
    assert said(stale) == [
        {
            "page": str(sides_of(bank)[0].translation_key),
            "language": "en",
            "place": "value/prompt",
            "made_from": WORDS["fr"],
        },
        {
            "page": str(survey.key),
            "language": "fr",
            "place": f"questions/{asked}/value/text",
            "made_from": "All well?",
        },
    ]
    shown = {(one.title, one.language, one.stale) for one in export_path(key=path).behind}
    assert shown == {(WORDS["en"], "en", 1), ("Avant", "fr", 1)}


def test_where_it_is_imported_both_are_behind_and_the_path_with_them(
    stale, path, elsewhere, tmp_path
):
    elsewhere()
    report = import_path(source=stale, at=LATER)
    assert {(one.title, one.language, one.stale) for one in report.behind} == {
        (WORDS["en"], "en", 1),
        ("Avant", "fr", 1),
    }
    english = question()
    one = next(one for one in pair(english).compared() if one.state is State.STALE)
    assert (one.place, one.old, one.new) == (
        prompt_place(english),
        WORDS["fr"],
        "Que feras-tu ?",
    )
    assert states_of(the_survey()) == {("fr", "text"): State.STALE}
    assert [(lag.path_key, lag.language, lag.texts) for lag in lags_of()] == [
        (path, "en", 1),
        (path, "fr", 1),
    ]
    assert {row.since for row in StalePage.objects.all()} == {LATER}
    again = archive_of(path, tmp_path / "again.zip", names_of(stale))
    assert files_of(again) | {"signature.jws": b""} == files_of(stale) | {"signature.jws": b""}
    # Whoever changes the side that is behind has brought it up to date.
    ask(the_survey(), fr="Tout va bien ?")
    assert states_of(the_survey()) == {}


def test_the_same_archive_again_changes_nothing_here_or_there(stale, path, elsewhere):
    before = set(StalePage.objects.values_list("page_key", "language", "since"))
    assert import_path(source=stale, at=LATER).is_unchanged
    assert set(StalePage.objects.values_list("page_key", "language", "since")) == before
    elsewhere()
    import_path(source=stale, at=AT)
    assert import_path(source=stale, at=LATER).is_unchanged
    assert {row.since for row in StalePage.objects.all()} == {AT}


def test_what_was_confirmed_here_since_stays(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    by, english = SuperuserFactory(), question()
    confirm(english, prompt_place(english), by)
    french = SurveySide(the_survey(), "fr")
    place = next(one.place for one in pair_of(french).compared() if one.state is State.STALE)
    confirm(french, place, by)
    assert not StalePage.objects.exists()
    report = import_path(source=stale, at=LATER)
    assert report.is_unchanged
    assert report.behind == ()
    assert not StalePage.objects.exists()


def test_a_newer_archive_that_says_nothing_says_that_they_are_right(
    stale, path, bank, survey, elsewhere, tmp_path
):
    by, english = SuperuserFactory(), question()
    confirm(english, prompt_place(english), by)
    ask(survey, fr="Tout va bien ?")
    right = archive_of(path, tmp_path / "right.zip", names_of(stale))
    assert NAME not in files_of(right)
    elsewhere()
    import_path(source=stale, at=AT)
    import_path(source=right, at=LATER)
    assert not StalePage.objects.exists()
    assert states_of(the_survey()) == {}
    assert import_path(source=right, at=LATER).is_unchanged


def test_an_update_keeps_what_was_decided_of_a_question_with_an_id_of_its_own(
    stale, path, bank, tmp_path
):
    """The block of a question that was written here isn't called after the question."""
    french, english = sides_of(bank)
    place = prompt_place(french)
    assert str(french.translation_key) not in place
    confirm(english, place, SuperuserFactory())
    said = json.loads(files_of(stale)["path.json"])["banks"]
    file = f"banks/{said[0]}.json"
    value = json.loads(files_of(stale)[file])
    for one in value["questions"]:
        for text in one["text"].values():
            text["objective"] = "Reconnaître un lien."
    import_path(source=changed(stale, {file: json.dumps(value).encode()}), at=LATER)
    assert prompt_place(sides_of(bank)[0]) == place
    row = Segment.objects.get(page_key=french.translation_key, place=place)
    assert row.how == "confirmed"
    assert not StalePage.objects.filter(page_key=french.translation_key).exists()


def test_the_language_of_a_bank_travels_with_what_is_behind(path, bank, elsewhere, tmp_path):
    TranslatedPath.objects.filter(path_key=bank.key).update(source_language="en")
    Segment.objects.filter(page_key__in=bank.questions.values("translation_key")).delete()
    say(sides_of(bank)[1], "What will you do?")
    say(sides_of(bank)[1], "What would you do?")
    archive = archive_of(path, tmp_path / "english.zip")
    (one,) = said(archive)
    assert one["language"] == "fr"
    elsewhere()
    import_path(source=archive, at=AT)
    assert TranslatedPath.objects.get(path_key=bank.key).source_language == "en"
    assert TranslatedPath.objects.get(path_key=path).source_language == "fr"
    assert StalePage.objects.get().language == "fr"


def test_drafts_leave_what_learners_are_told(stale, path, elsewhere):
    elsewhere()
    import_path(source=told_nothing(stale), at=AT)
    assert not StalePage.objects.exists()
    import_path(source=stale, at=LATER, publish=False)
    assert not StalePage.objects.exists()


def told_nothing(archive):
    """Return the archive as one that takes both languages to say the same."""
    value = json.loads(files_of(archive)["path.json"]) | {"format": "academie-path/2"}
    return changed(archive, {NAME: None, "path.json": json.dumps(value).encode()})


def test_what_is_known_of_another_organisations_survey_stays(stale, path, organism):
    """Whoever imports may offer it where it was offered, and no more."""
    own = OrganismFactory()
    Survey.objects.update(built_by=OrganismFactory())
    for page in PathPage.objects.filter(translation_key=path):
        page.built_by.add(own)
    designer = person_of(organism)
    key = the_survey().key
    StalePage.objects.filter(page_key=key).delete()
    Segment.objects.filter(page_key=key).delete()
    import_path(source=stale, at=LATER, user=designer)
    assert not Segment.objects.filter(page_key=key).exists()
    assert not StalePage.objects.filter(page_key=key).exists()


HOSTILE = [
    ("question", {"place": "body/x/value/prompt"}, "place", "No text of this page stands"),
    ("question", {"place": "value/choices"}, "place", "No text of this page stands"),
    ("question", {"place": "value"}, "place", "No text of this page stands"),
    ("question", {"made_from": "Que feras-tu ?"}, "made_from", "what the source says today"),
    ("question", {"made_from": "a\x00b"}, "made_from", "control characters"),
    ("survey", {"place": "questions/x/value/text"}, "place", "No text of this page stands"),
    ("survey", {"place": "title"}, "place", "No text of this page stands"),
    ("survey", {"made_from": "Is all well?"}, "made_from", "what the source says today"),
    ("survey", {"same_meaning": ["x"]}, "same_meaning › 1", "64 hexadecimal digits"),
]


@pytest.mark.parametrize(("which", "other", "where", "why"), HOSTILE)
def test_an_entry_that_isnt_right_is_refused(stale, which, other, where, why):
    texts = said(stale)
    number = 1 if which == "question" else 2
    texts[number - 1] |= other
    found = refused(told(stale, *texts))
    at = f"translations.json, at texts › {number} › {where}:"
    assert any(one.startswith(at) and why in one for one in found), found


def test_questions_of_a_bank_have_one_language_that_they_are_translated_from(stale, bank):
    texts = said(stale)
    other = next(
        one.translation_key
        for one in bank.questions.all()
        if str(one.translation_key) != texts[0]["page"]
    )
    texts.append(texts[0] | {"page": str(other), "language": "fr", "made_from": "Before?"})
    (one,) = refused(told(stale, *texts))
    assert "at texts › 3 › language: The questions of one bank are all translated from" in one


@pytest.mark.parametrize("kind", ["bank", "question"])
def test_no_bank_has_the_key_of_a_path_of_others(stale, path, elsewhere, organism, kind):
    """It would say from which language that path is translated, and that nothing of it is late."""
    elsewhere()
    victim = make_path_that_draws(make_translated_bank(organism), organism)
    before = set(TranslatedPath.objects.values_list("path_key", "source_language"))
    file = next(name for name in files_of(stale) if name.startswith("banks/"))
    value = json.loads(files_of(stale)[file])
    texts = said(stale)
    if kind == "bank":
        value["key"] = str(victim.key)
    else:
        one = next(one for one in value["questions"] if one["key"] == texts[0]["page"])
        one["key"] = texts[0]["page"] = str(victim.key)
    forged = told(stale, *texts, **{file: json.dumps(value).encode()})
    found = refused(forged)
    assert any("Something of another kind has the key" in one for one in found), found
    assert set(TranslatedPath.objects.values_list("path_key", "source_language")) == before


def test_a_question_has_no_key_of_something_else_in_its_archive(stale, path):
    file = next(name for name in files_of(stale) if name.startswith("banks/"))
    value = json.loads(files_of(stale)[file])
    value["questions"][1]["key"] = str(path)
    found = refused(told(stale, *said(stale), **{file: json.dumps(value).encode()}))
    assert any("The file path.json has the same key" in one for one in found), found


def test_a_path_in_one_language_tells_of_its_survey(survey, organism, elsewhere, tmp_path):
    row = make_path(languages=["fr"], built_by=[organism])
    offer(survey, row)
    ask(survey, en="Is all well?")
    archive = archive_of(row.key, tmp_path / "french.zip")
    assert [(one["page"], one["language"]) for one in said(archive)] == [(str(survey.key), "fr")]
    elsewhere()
    import_path(source=archive, at=LATER)
    assert states_of(the_survey()) == {("fr", "text"): State.STALE}
    assert import_path(source=archive, at=LATER).is_unchanged


def test_files_and_the_academy_have_the_same_texts_at_the_same_places(stale, path, bank):
    with read_package(stale) as package:
        found = {one.key: one.texts for one in shared_texts(package.content)}
    for row in bank.questions.all():
        held = texts_of("question", live_content(row))
        here = {below_block(place): text for place, text in held.items() if text}
        files = found[str(row.translation_key)][row.locale.language_code]
        assert {
            place: text for place, (_shape, text) in files.items() if text
        }.keys() == here.keys()
    for one in pairs_of_survey(the_survey()):
        files = found[str(the_survey().key)][one.language]
        assert {place: text for place, (_shape, text) in files.items()} == one.own_texts()


@pytest.fixture
def late(stale, path, elsewhere, settings):
    """The path elsewhere, which is asked of people, and late by its question and its survey."""
    settings.TRANSLATION_DAYS = 30
    elsewhere()
    import_path(source=told_nothing(stale), at=timezone.now() - timedelta(days=1))
    ask_of_people(PublishedPath.objects.get(key=path))
    import_path(source=stale, at=timezone.now())
    StalePage.objects.update(since=timezone.now() - timedelta(days=40))
    return stale


def further(archive):
    """Return the archive with one more text of the question behind."""
    texts = said(archive)
    file = next(one for one in files_of(archive) if one.startswith("banks/"))
    value = json.loads(files_of(archive)[file])
    one = next(one for one in value["questions"] if one["key"] == texts[0]["page"])
    one["text"]["fr"]["objective"], one["text"]["en"]["objective"] = "Lire.", "Read."
    texts.append(texts[0] | {"place": "objective", "made_from": "Écrire."})
    return told(archive, *texts, **{file: json.dumps(value).encode()})


def test_a_late_path_is_left_no_further_behind_by_a_question(late):
    (one,) = refused(further(late))
    assert one.startswith("path.json: This path is asked of people here, and its version in Eng")
    assert import_path(source=late, at=timezone.now()).is_unchanged


def test_nor_by_a_survey(late):
    texts = said(late)
    place = texts[1]["place"].replace("value/text", "value/options")
    options = the_survey().questions.get_prep_value()[0]["value"]["options"]
    texts.append(
        texts[1] | {"place": f"{place}/{options[0]['id']}/value/text", "made_from": "Yes, indeed"}
    )
    (one,) = refused(told(late, *texts))
    assert "its version in French has been out of date" in one


def test_nor_is_another_path_that_draws_the_same_questions(late, organism):
    """Nobody is asked to follow the path of the archive itself any more."""
    other = make_path_that_draws(QuestionBank.objects.get(), organism)
    Assignment.objects.update(path_key=other.key)
    (one,) = refused(further(late))
    assert "shares questions or a survey with this path. It is asked of people here" in one
