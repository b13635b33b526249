"""How far a translation follows its source travels with the path."""

import json
import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.adoption.adopting import adopt_path
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences
from courses.models import (
    Adoption,
    CoursePage,
    LessonPage,
    PathPage,
    Segment,
    StalePage,
    TranslatedPath,
)
from courses.services import assign_path
from courses.translating.comparing import State, digest_of_text
from courses.translating.services import confirm_segment, mark_same_meaning, translate_segment
from tests.courses.translating.pages import make_designer
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, text
from tests.factories.organisms import OrganismFactory

from . import behind
from .behind import FIRST, lesson, pair, put_first, root, say, somebody, standing
from .conftest import COURSE, LESSONS, PATH
from .elsewhere import archive_of, changed, files_of, move_to_another_academy, names_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NAME = "translations.json"
OLD, NEW = "<p>Un <b>texte</b>.</p>", "<p>Un texte, et <i>davantage</i>.</p>"
DAYS_LATER = AT + timedelta(days=40)


@pytest.fixture
def path(catalogues, draft):
    """The path of `draft`, which this academy has, in both languages."""
    draft.files["courses/cours/course.json"]["text"]["fr"]["objectives"] = ["Un.", "Deux."]
    draft.files["courses/cours/course.json"]["text"]["en"]["objectives"] = ["One.", "Two."]
    import_path(source=draft.write(), at=AT)
    return PATH


@pytest.fixture
def stale(path, tmp_path):
    """The archive of the path once its first lesson says something new in French alone."""
    put_first(NEW)
    return archive_of(PATH, tmp_path / "stale.zip")


@pytest.fixture
def elsewhere(settings):
    return lambda: move_to_another_academy(settings)


def said(archive) -> dict:
    return json.loads(files_of(archive)[NAME])


def format_of(archive) -> str:
    return json.loads(files_of(archive)["path.json"])["format"]


def one_of(page, place):
    return next(one for one in pair(page).compared() if one.place == place)


def confirm(page, place, by):
    one = one_of(page, place)
    confirm_segment(
        by=by,
        page=page,
        place=place,
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        at=DAYS_LATER,
    )


def mark(page, places, by):
    seen = str(LessonPage.objects.get(pk=page.pk).latest_revision_id)
    mark_same_meaning(by=by, page=page, places=places, seen=seen, at=DAYS_LATER)


def test_a_path_that_follows_its_source_is_written_as_before(path, tmp_path):
    archive = archive_of(PATH, tmp_path / "path.zip")
    assert NAME not in files_of(archive)
    assert format_of(archive) == "academie-path/1"


def test_what_an_older_text_says_is_in_the_archive(stale):
    assert format_of(stale) == "academie-path/3"
    assert said(stale) == {
        "source_language": "fr",
        "texts": [{"page": LESSONS[0], "language": "en", "place": FIRST, "made_from": OLD}],
    }
    assert "signature.jws" in files_of(stale)


def test_where_it_is_imported_translators_and_readers_are_told(stale, elsewhere, client, tmp_path):
    before, told = standing(), behind.told_of()
    elsewhere()
    report = import_path(source=stale, at=DAYS_LATER)
    assert [(one.title, one.language, one.stale) for one in report.behind] == [
        ("Leçon 0 en", "en", 1)
    ]
    english = lesson("en")
    one = one_of(english, FIRST)
    assert (one.state, one.old, one.new) == (State.STALE, OLD, NEW)
    assert standing() == before
    assert behind.told_of() == told
    # Its time begins where somebody can do something about it.
    assert StalePage.objects.get().since == DAYS_LATER
    shown = client.get(english.get_url(), follow=True).content.decode()
    assert f"#block-{FIRST.split('/')[1]}" in shown
    client.force_login(somebody())
    shown = client.get(reverse("courses_translating:desk", args=[english.pk])).content.decode()
    assert "davantage" in shown
    again = archive_of(PATH, tmp_path / "again.zip", names_of(stale))
    assert files_of(again) | {"signature.jws": b""} == files_of(stale) | {"signature.jws": b""}


def test_the_same_archive_again_changes_nothing_and_keeps_the_day(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    report = import_path(source=stale, at=DAYS_LATER)
    assert report.is_unchanged
    assert StalePage.objects.get().since == AT


def test_who_knew_the_path_as_up_to_date_is_told_by_a_newer_archive(stale, draft):
    # What was imported before, without a word on translations.
    Segment.objects.filter(place=FIRST).update(source_text=NEW, live_source=NEW)
    StalePage.objects.all().delete()
    report = import_path(source=stale, at=DAYS_LATER)
    assert report.change == "updated"
    assert set(report.counts) == {"unchanged"}
    assert behind.states(lesson("en")) == {FIRST: State.STALE}
    assert StalePage.objects.get().since == DAYS_LATER


def test_an_update_without_it_says_that_the_translation_is_right(stale, elsewhere, tmp_path):
    confirm(lesson("en"), FIRST, somebody())
    right = archive_of(PATH, tmp_path / "right.zip")
    assert NAME not in files_of(right)
    elsewhere()
    import_path(source=stale, at=AT)
    assert StalePage.objects.exists()
    report = import_path(source=right, at=DAYS_LATER)
    assert report.change == "updated"
    assert not StalePage.objects.exists()
    assert behind.states(lesson("en")) == {}
    assert import_path(source=right, at=DAYS_LATER).is_unchanged


def test_what_was_confirmed_here_since_stays(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    confirm(lesson("en"), FIRST, somebody())
    assert not StalePage.objects.exists()
    report = import_path(source=stale, at=DAYS_LATER)
    assert report.is_unchanged
    assert report.behind == ()
    assert not StalePage.objects.exists()
    assert Segment.objects.get(place=FIRST, page_key=LESSONS[0]).how == "confirmed"


def test_what_was_said_here_to_mean_the_same_stays(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    mark(lesson(), [FIRST], somebody())
    assert not StalePage.objects.exists()
    assert import_path(source=stale, at=DAYS_LATER).is_unchanged
    assert not StalePage.objects.exists()


def test_a_translation_that_waits_here_as_a_draft_stays_what_it_is(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    english = lesson("en")
    one = one_of(english, FIRST)
    translate_segment(
        by=somebody(),
        page=english,
        place=FIRST,
        text="<p>A text, and <i>more</i>.</p>",
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        at=DAYS_LATER,
    )
    import_path(source=stale, at=DAYS_LATER)
    assert behind.states(lesson("en")) == {}
    assert StalePage.objects.exists()
    lesson("en").get_latest_revision().publish()
    assert not StalePage.objects.exists()


def test_an_update_that_is_behind_by_other_texts(stale, elsewhere, tmp_path):
    french = lesson()
    confirm(lesson("en"), FIRST, somebody())
    say(french, title="Un autre titre")
    newer = archive_of(PATH, tmp_path / "newer.zip")
    elsewhere()
    import_path(source=stale, at=AT)
    import_path(source=newer, at=DAYS_LATER)
    assert behind.states(lesson("en")) == {"title": State.STALE}
    # It was behind all the while.
    assert StalePage.objects.get().since == AT


def test_drafts_that_come_say_so_at_the_desk_alone(stale, elsewhere):
    elsewhere()
    report = import_path(source=stale, at=AT, publish=False)
    assert [one.stale for one in report.behind] == [1]
    assert behind.states(lesson("en")) == {FIRST: State.STALE}
    assert not StalePage.objects.exists()
    for model in (PathPage, CoursePage, LessonPage):
        for page in model.objects.all():
            page.get_latest_revision().publish()
    assert StalePage.objects.get().page_key == lesson().translation_key


def test_drafts_of_a_path_that_is_published_leave_its_readers_alone(path, tmp_path):
    before = archive_of(PATH, tmp_path / "before.zip")
    put_first(NEW)
    stale = archive_of(PATH, tmp_path / "stale.zip")
    import_path(source=before, at=AT)
    assert not StalePage.objects.exists()
    import_path(source=stale, at=DAYS_LATER, publish=False)
    assert not StalePage.objects.exists()
    assert one_of(lesson("en"), FIRST).state is State.COMING


def test_what_has_no_effect_on_the_meaning_travels_without_a_name(path, elsewhere, tmp_path):
    put_first("<p>Un <b>Texte</b>.</p>", publish=False)
    mark(lesson(), [FIRST], somebody())
    lesson().get_latest_revision().publish()
    assert not StalePage.objects.exists()
    archive = archive_of(PATH, tmp_path / "same.zip")
    (one,) = said(archive)["texts"]
    assert one["made_from"] == OLD
    assert one["same_meaning"] == [digest_of_text("<p>Un <b>Texte</b>.</p>")]
    elsewhere()
    report = import_path(source=archive, at=AT)
    assert report.behind == ()
    assert not StalePage.objects.exists()
    put_first("<p>Autre chose.</p>")
    assert one_of(lesson("en"), FIRST).old == OLD
    put_first("<p>Un <b>Texte</b>.</p>")
    assert not StalePage.objects.exists()


def test_a_text_of_before_has_full_addresses_and_no_marks_of_the_editor(path, elsewhere, tmp_path):
    link = f'<a linktype="page" id="{root().pk}">ici</a>'
    put_first(f'<p data-block-key="a1b2c">Voir {link}.</p>')
    confirm(lesson("en"), FIRST, somebody())
    put_first(f"<p>Voir, {link}.</p>", publish=False)
    mark(lesson(), [FIRST], somebody())
    lesson().get_latest_revision().publish()
    archive = archive_of(PATH, tmp_path / "path.zip")
    (one,) = said(archive)["texts"]
    assert one["made_from"].startswith('<p>Voir <a href="http')
    assert "data-block-key" not in one["made_from"]
    before = one["made_from"]
    elsewhere()
    import_path(source=archive, at=AT)
    # It follows by its meaning there too, where the text is written otherwise.
    assert not StalePage.objects.exists()
    assert one_of(lesson("en"), FIRST).old == before
    again = archive_of(PATH, tmp_path / "again.zip", names_of(archive))
    assert again.read_bytes() == archive.read_bytes()


def test_a_text_that_was_translated_ahead_stays_at_home_with_the_draft(path, tmp_path):
    put_first(NEW, publish=False)
    english = lesson("en")
    one = one_of(english, FIRST)
    translate_segment(
        by=somebody(),
        page=english,
        place=FIRST,
        text="<p>More.</p>",
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        at=DAYS_LATER,
    )
    lesson("en").get_latest_revision().publish()
    archive = archive_of(PATH, tmp_path / "ahead.zip")
    assert NAME not in files_of(archive)
    assert b"davantage" not in b"".join(files_of(archive).values())


def test_an_adopted_copy_of_what_came_behind_is_behind(stale, elsewhere):
    elsewhere()
    import_path(source=stale, at=AT)
    organism = OrganismFactory()
    adoption = adopt_path(
        by=make_designer(organism),
        page_id=root().pk,
        organism=organism,
        state=Adoption.State.FOLLOWS,
        at=timezone.now(),
    )
    own = adoption.pages.get(upstream_key=LESSONS[0], language="en").own_key
    copy = LessonPage.objects.get(translation_key=own, locale__language_code="en")
    assert behind.states(copy) == {FIRST: State.STALE}
    assert one_of(copy, FIRST).old == OLD
    # What comes for the original leaves the copy alone until it is merged.
    confirm(copy, FIRST, somebody())
    import_path(source=stale, at=DAYS_LATER)
    assert behind.states(copy) == {}


def test_objectives_that_nothing_names_get_an_id_where_one_is_behind(path, elsewhere, tmp_path):
    course = CoursePage.objects.get(translation_key=COURSE, locale__language_code="fr")
    held = [dict(one) for one in course.objectives.get_prep_value()]
    held[1]["value"] = {"text": "Trois.", "frameworks": []}
    say(course, objectives=held)
    before = standing()
    assert len(before) == 1
    archive = archive_of(PATH, tmp_path / "path.zip")
    written = json.loads(files_of(archive)["courses/cours/course.json"])["text"]
    assert written["en"]["objectives"] == ["One.", "Two."]
    assert written["fr"]["objectives"][0] == "Un."
    assert written["fr"]["objectives"][1] == {"id": held[1]["id"], "text": "Trois."}
    elsewhere()
    import_path(source=archive, at=AT)
    assert standing() == before


def test_the_language_that_others_are_translated_from_travels(path, elsewhere, tmp_path):
    TranslatedPath.objects.filter(path_key=PATH).update(source_language="en")
    # Nothing was kept of it so far: from the first publication on, it is.
    put_first("<p>A text, again.</p>", "en")
    put_first("<p>News.</p>", "en")
    assert StalePage.objects.get().language == "fr"
    archive = archive_of(PATH, tmp_path / "english.zip")
    assert said(archive)["source_language"] == "en"
    elsewhere()
    import_path(source=archive, at=AT)
    assert TranslatedPath.objects.get().source_language == "en"
    assert StalePage.objects.get().language == "fr"
    # Whoever knew it the other way round follows those who build it.
    TranslatedPath.objects.update(source_language="fr")
    StalePage.objects.update(language="en")
    import_path(source=archive, at=DAYS_LATER)
    assert StalePage.objects.get().language == "fr"


def test_a_signature_covers_it(stale):
    raw = files_of(stale)[NAME].replace(b"Un <b>", b"Des <b>")
    cut = changed(stale, {NAME: raw, "signature.jws": files_of(stale)["signature.jws"]})
    with pytest.raises(Refused) as error:
        import_path(source=cut, at=AT)
    assert [one.file for one in error.value.problems] == ["signature.jws"]


def _other_blocks(rnd, page):
    """Return the blocks of a lesson with something written, added, or taken away."""
    body = behind.blocks(page)
    step = rnd.randrange(5)
    if step == 0:
        texts = [one for one in body if one["type"] == "rich_text"]
        rnd.choice(texts)["value"] = f"<p>Texte {rnd.random()}</p>"
    elif step == 1:
        body.insert(rnd.randrange(len(body)), text(f"<p>Nouveau {rnd.random()}</p>"))
    elif step == 2:
        question = next(one for one in body if one["type"] == "single_choice")
        choice = rnd.choice(question["value"]["choices"])
        choice["value"]["feedback"] = f"<p>Parce que {rnd.random()}</p>"
    elif step == 3:
        texts = [one for one in body if one["type"] == "rich_text"]
        if len(texts) > 1:
            body.remove(rnd.choice(texts))
    else:
        body[-1]["value"]["items"][0]["value"]["publisher"] = f"Éditeur {rnd.random()}"
    return body


def _other_objectives(rnd, course):
    held = [dict(one) for one in course.objectives.get_prep_value()]
    if rnd.random() < 0.5:
        return held[1:]
    value = {"text": f"Savoir {rnd.random()}", "frameworks": []}
    return [*held, {"type": "objective", "value": value}]


def _something_happens(rnd, by):
    language, number = rnd.choice(["fr", "fr", "en"]), rnd.randrange(2)
    what = rnd.choice(["blocks", "blocks", "meaning", "path", "objectives", "right"])
    page = lesson(language, number)
    if what == "blocks":
        say(page, body=_other_blocks(rnd, page))
    elif what == "meaning":
        page = lesson("fr", number)
        say(page, body=_other_blocks(rnd, page), publish=False)
        places = list(pair(lesson("en", number)).rows)
        mark(page, rnd.sample(places, len(places) // 2), by)
        lesson("fr", number).get_latest_revision().publish()
    elif what == "path":
        name = rnd.choice(["title", "summary", "description", "audience"])
        words = f"Mots {rnd.random()}"
        say(root(language), **{name: f"<p>{words}</p>" if name == "description" else words})
    elif what == "objectives":
        course = CoursePage.objects.get(translation_key=COURSE, locale__language_code=language)
        say(course, objectives=_other_objectives(rnd, course))
    else:
        english = lesson("en", number)
        for place, state in list(behind.states(english).items())[:2]:
            if state is State.STALE:
                confirm(english, place, by)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happened_to_both_languages_is_known_elsewhere(path, elsewhere, tmp_path, seed):
    rnd, by = random.Random(seed), somebody()
    for _step in range(12):
        _something_happens(rnd, by)
    before, told = standing(), behind.told_of()
    assert before
    archive = archive_of(PATH, tmp_path / "path.zip")
    elsewhere()
    import_path(source=archive, at=DAYS_LATER)
    assert standing() == before
    assert behind.told_of() == told
    again = archive_of(PATH, tmp_path / "again.zip", names_of(archive))
    assert again.read_bytes() == archive.read_bytes()
    assert import_path(source=archive, at=DAYS_LATER).is_unchanged


@pytest.fixture
def late(stale, elsewhere, settings):
    """The path elsewhere, which is asked of people, and whose English is late."""
    settings.TRANSLATION_DAYS = 30
    elsewhere()
    import_path(source=stale, at=timezone.now() - timedelta(days=1))
    organism = OrganismFactory()
    manager = UserFactory(language="en")
    yesterday = timezone.now() - timedelta(days=1)
    grant(user=manager, role=Role.ORGANISM_MANAGER, organism=organism, at=yesterday, by=None)
    assign_path(
        by=manager,
        organism=organism,
        path_key=PATH,
        due_on=timezone.localdate() + timedelta(days=60),
        at=timezone.now(),
    )
    StalePage.objects.update(since=timezone.now() - timedelta(days=32))
    return files_of(stale)


def _with(files, name, **fields):
    """Return the file of the first lesson in a language, which says something else."""
    lesson_file = f"courses/cours/lecon-0.{name}.json"
    value = json.loads(files[lesson_file]) | fields
    return {lesson_file: json.dumps(value).encode()}


def test_an_update_that_brings_a_late_translation_up_to_date_is_taken(late, stale):
    """The source goes live before the translation, and both come together."""
    said = {"translations.json": None}
    path_file = json.loads(late["path.json"]) | {"format": "academie-path/1"}
    said["path.json"] = json.dumps(path_file).encode()
    for language, title in (("fr", "Un titre"), ("en", "A title")):
        said |= _with(late, language, title=title)
    report = import_path(source=changed(stale, said), at=timezone.now())
    assert report.counts["updated"] == 2
    assert not StalePage.objects.exists()


def test_an_update_that_leaves_a_late_translation_further_behind_is_refused(late, stale):
    value = json.loads(late[NAME])
    title = {"page": LESSONS[0], "language": "en", "place": "title", "made_from": "Leçon 0 fr"}
    value["texts"].append(title)
    said = {NAME: json.dumps(value).encode()} | _with(late, "fr", title="Un titre")
    with pytest.raises(Refused) as error:
        import_path(source=changed(stale, said), at=timezone.now())
    (told,) = sentences(error.value.problems)
    assert told.startswith(
        "path.json: This path is asked of people here, and its version in English has been out"
    )
    assert lesson().title == "Leçon 0 fr"
    # What leaves nothing further behind is taken.
    said = _with(late, "fr", duration_minutes=9) | _with(late, "en", duration_minutes=9)
    import_path(source=changed(stale, said), at=timezone.now())
    assert lesson().duration_minutes == 9
