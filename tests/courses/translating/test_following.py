"""What is known of translations, as pages are published, imported, adopted and withdrawn."""

import pytest
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.adoption.adopting import adopt_path
from courses.models import (
    Adoption,
    CoursePage,
    LessonPage,
    PathPage,
    Segment,
    StalePage,
    TranslatedPath,
)
from courses.translating.comparing import State, left
from courses.translating.following import agree_on_path, begin_all
from courses.translating.queries import source_language_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path, text
from tests.factories.organisms import OrganismFactory

from .pages import first_place, make_translated_path, pages_of, pair, put_block

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def path():
    return make_translated_path()


def to_do(page):
    return {one.place: one.state for one in left(pair(page).compared())}


def test_nothing_is_stale_at_first(path):
    _french, english = pages_of(path)
    assert to_do(english) == {}
    assert not StalePage.objects.exists()
    assert source_language_of(path.key) == "fr"


def test_a_source_that_the_editor_only_wrote_in_its_own_way_leaves_nothing_behind(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonjour.</p>\n<ul>\n<li>Un</li>\n<li>Deux</li></ul>")
    put_block(english, "<p>Hello.</p>\n<ul>\n<li>One</li>\n<li>Two</li></ul>")
    agree_on_path(path_key=path.key, by=None, at=timezone.now())
    put_block(french, '<p data-block-key="a1">Bonjour.</p><ul><li>Un</li><li>Deux</li></ul>')
    assert to_do(english) == {}
    assert not StalePage.objects.exists()


def test_a_published_change_of_the_source_leaves_the_translation_behind(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    place = first_place(french)
    assert to_do(english) == {place: State.STALE}
    (one,) = left(pair(english).compared())
    assert (one.old, one.new, one.text) == (
        "<p>Bonjour.</p>",
        "<p>Bonsoir.</p>",
        "<p>Hello.</p>",
    )
    row = StalePage.objects.get()
    assert (row.page_key, row.language, row.stale) == (french.translation_key, "en", 1)
    assert row.parts == [{"title": "Hello.", "block": str(french.body.raw_data[0]["id"])}]


def test_a_draft_of_the_source_is_no_news_yet(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>", publish=False)
    assert to_do(english) == {}
    states = {one.place: one.state for one in pair(english).compared()}
    assert states[first_place(french)] is State.COMING
    assert not StalePage.objects.exists()


def test_a_source_that_says_again_what_it_said_leaves_nothing_behind(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    since = StalePage.objects.get().since
    put_block(french, "<p>Bonne nuit.</p>")
    assert StalePage.objects.get().since == since
    put_block(french, "<p>Bonjour.</p>")
    assert to_do(english) == {}
    assert not StalePage.objects.exists()


def test_a_correction_of_the_translation_leaves_the_source_alone(path):
    french, english = pages_of(path)
    put_block(english, "<p>Hi.</p>")
    assert to_do(english) == {}
    assert not StalePage.objects.exists()
    put_block(french, "<p>Bonsoir.</p>")
    put_block(english, "<p>Good day.</p>")
    # Other words in the editor don't say that somebody read the source.
    assert to_do(english) == {first_place(french): State.STALE}


def test_a_block_that_the_source_adds_is_missing(path):
    french, english = pages_of(path)
    draft = french.get_latest_revision_as_object()
    new = text("<p>Encore.</p>")
    draft.body = draft.body.stream_block.to_python([*draft.body.raw_data, new])
    draft.save_revision().publish()
    assert to_do(english) == {f"body/{new['id']}/value": State.MISSING}
    assert StalePage.objects.get().parts[0]["title"] == "Encore."


def test_a_block_that_the_source_gives_up_is_left_over(path):
    french, english = pages_of(path)
    place = first_place(french)
    draft = french.get_latest_revision_as_object()
    draft.body = draft.body.stream_block.to_python(list(draft.body.raw_data)[1:])
    draft.save_revision().publish()
    assert to_do(english) == {place: State.LEFT_OVER}
    assert StalePage.objects.get().stale == 1


def test_a_withdrawn_source_leaves_nothing_behind(path):
    french, _english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    LessonPage.objects.get(pk=french.pk).unpublish()
    assert not StalePage.objects.exists()


def test_courses_and_paths_have_segments_too(path):
    course = CoursePage.objects.get(
        locale__language_code="fr", translation_key=path.outline["courses"][0]["key"]
    )
    course.title = "Un autre titre"
    course.save_revision().publish()
    root = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    root.description = "<p>Pour chacun.</p>"
    root.save_revision().publish()
    parts = {row.page_key: row.parts for row in StalePage.objects.all()}
    assert parts[course.translation_key] == [{"title": "Title", "block": ""}]
    assert parts[root.translation_key] == [{"title": "Description", "block": ""}]


def test_objectives_that_were_written_apart_go_together_in_their_order(path):
    pages = PathPage.objects.filter(translation_key=path.key)
    ids = {str(page.objectives[0].id) for page in pages}
    assert len(ids) == 2
    english = pages.get(locale__language_code="en")
    assert to_do(english) == {}
    assert pair(english).names


def test_paths_that_were_published_before_begin_as_up_to_date():
    path = make_path()
    assert begin_all(at=timezone.now()) == 1
    assert begin_all(at=timezone.now()) == 0
    assert TranslatedPath.objects.get().path_key == path.key
    assert Segment.objects.filter(language="en").exists()
    assert not StalePage.objects.exists()


def test_an_adopted_path_knows_what_the_other_knows(path):
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir.</p>")
    organism = OrganismFactory()
    designer = UserFactory(language="en")
    grant(user=designer, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    root = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    adoption = adopt_path(
        by=designer,
        page_id=root.pk,
        organism=organism,
        state=Adoption.State.FOLLOWS,
        at=timezone.now(),
    )
    copies = {
        row.upstream_key: row.own_key for row in adoption.pages.filter(language="en", kind="lesson")
    }
    own = LessonPage.objects.get(
        translation_key=copies[english.translation_key], locale__language_code="en"
    )
    assert to_do(own) == {first_place(french): State.STALE}
    other = next(key for key in copies if key != english.translation_key)
    assert to_do(LessonPage.objects.get(translation_key=copies[other], locale=own.locale)) == {}
