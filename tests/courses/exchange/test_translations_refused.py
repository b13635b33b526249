"""What a file may not say of translations: the archive is refused whole, in a clear sentence."""

import pytest

from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.reading import read_folder
from courses.exchange.translations import texts_by_page
from courses.exchange.wording import sentences
from courses.models import PathPage, Segment
from courses.translating.queries import live_content
from courses.translating.segments import texts_of
from tests.factories.courses import AT

from .behind import FEEDBACK, FIRST, QUESTION
from .conftest import LESSONS, LIBRARY, PATH

pytestmark = pytest.mark.usefixtures("in_english")
TEXT = {"page": LESSONS[0], "language": "en", "place": FIRST, "made_from": "<p>Avant.</p>"}
DIGEST = "a" * 64


def refused(draft, *texts, **said) -> list[str]:
    """Return why an archive is refused that says this of its translations."""
    draft.files["path.json"]["format"] = "academie-path/3"
    draft.files["translations.json"] = {"source_language": "fr", "texts": list(texts)} | said
    with pytest.raises(Refused) as error:
        read_folder(draft.write())
    return sentences(error.value.problems)


def test_what_is_right_is_read_and_cleaned(draft):
    draft.files["path.json"]["format"] = "academie-path/3"
    old = "<p>Avant\N{NO-BREAK SPACE}: <b>un</b></p>"
    draft.files["translations.json"] = {
        "source_language": "fr",
        "texts": [
            TEXT | {"made_from": old, "same_meaning": [DIGEST]},
            TEXT | {"place": "title", "made_from": " Avant & après <b> "},
            {"page": PATH, "language": "en", "place": "description"},
        ],
    }
    found = read_folder(draft.write()).translations
    assert [one.made_from for one in found.texts] == [old, "Avant & après <b>", None]
    assert found.texts[0].same_meaning == (DIGEST,)


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        (TEXT | {"page": DIGEST[:8]}, "page", "is not a UUID"),
        (TEXT | {"page": QUESTION}, "page", "Neither the path nor a course, lesson, bank question"),
        (TEXT | {"language": "de"}, "language", "is not one of"),
        (TEXT | {"language": "fr"}, "language", "is no translation in this language"),
        (TEXT | {"place": "slug"}, "place", "No text of this page stands at this place"),
        (TEXT | {"place": "body/../title"}, "place", "No text of this page stands"),
        (TEXT | {"place": f"body/{QUESTION}/value/correct"}, "place", "No text of this page"),
        (TEXT | {"place": "x" * 300}, "place", "at most 255 are allowed"),
        (TEXT | {"place": 7}, "place", "has to be a text"),
        (TEXT | {"made_from": None}, "made_from", "has to be a text"),
        (TEXT | {"made_from": "<p>a\x00b</p>"}, "made_from", "control characters"),
        (TEXT | {"made_from": "<script>alert(1)</script>"}, "made_from", "<script> is not allowed"),
        (TEXT | {"made_from": '<p onclick="x()">a</p>'}, "made_from", "“onclick”"),
        (TEXT | {"made_from": '<a href="javascript:x()">a</a>'}, "made_from", "full address"),
        (TEXT | {"made_from": "<p>Un <b>texte</b>.</p>"}, "made_from", "what the source says"),
        (TEXT | {"same_meaning": []}, "same_meaning", "at least 1"),
        (TEXT | {"same_meaning": ["A" * 64]}, "same_meaning › 1", "64 hexadecimal digits"),
        (TEXT | {"same_meaning": [DIGEST] * 21}, "same_meaning", "at most 20"),
        (TEXT | {"who": "somebody"}, "who", "no such field"),
    ],
)
def test_an_entry_that_isnt_right_is_refused(draft, text, where, why):
    told = refused(draft, TEXT | {"place": FEEDBACK}, text)
    assert any(
        one.startswith(f"translations.json, at texts › 2 › {where}:") and why in one for one in told
    ), told


def test_digests_without_what_they_are_compared_with_are_refused(draft):
    text = {name: value for name, value in TEXT.items() if name != "made_from"}
    (told,) = refused(draft, text | {"same_meaning": [DIGEST]})
    assert "“made_from”, which is missing" in told


def test_the_same_text_twice_is_refused(draft):
    (told,) = refused(draft, TEXT, TEXT | {"made_from": "<p>Plus tôt.</p>"})
    assert told == "translations.json, at texts › 2: This text is named twice."


def test_files_that_say_nothing_or_something_else_are_refused(draft):
    assert "at least 1" in refused(draft)[0]
    assert "is not one of" in refused(draft, TEXT, source_language="de")[0]
    assert "no such field" in refused(draft, TEXT, more=1)[0]
    draft.files["translations.json"] = b"[" * 100_000
    with pytest.raises(Refused) as error:
        read_folder(draft.write())
    assert [one.file for one in error.value.problems] == ["translations.json"]


def test_a_language_that_the_path_has_not_is_refused(draft):
    for name in list(draft.files):
        if name.endswith(".en.json"):
            del draft.files[name]
    for name in ("path.json", "courses/cours/course.json"):
        del draft.files[name]["text"]["en"]
    (told,) = refused(draft, TEXT | {"language": "fr"}, source_language="en")
    assert "source_language: The path has no text in this language" in told
    assert "is no translation in this language" in refused(draft, TEXT)[0]


def test_an_older_format_is_refused_with_it(draft):
    draft.files["translations.json"] = {"source_language": "fr", "texts": [TEXT]}
    with pytest.raises(Refused) as error:
        read_folder(draft.write())
    (told,) = sentences(error.value.problems)
    assert told == (
        "path.json, at format: Translations that follow an older text need “academie-path/3”."
    )


def test_problems_elsewhere_are_told_alone(draft):
    draft.lesson()["title"] = ""
    told = refused(draft, TEXT)
    assert [one.split(",")[0] for one in told] == ["courses/cours/premiere.fr.json"]


@pytest.mark.django_db
def test_nothing_is_kept_of_a_refused_archive(catalogues, draft):
    draft.files["path.json"]["format"] = "academie-path/3"
    texts = [TEXT, TEXT | {"place": "nowhere"}]
    draft.files["translations.json"] = {"source_language": "fr", "texts": texts}
    with pytest.raises(Refused):
        import_path(source=draft.zip(), at=AT)
    assert not PathPage.objects.exists()
    assert not Segment.objects.exists()


def plain(texts) -> dict:
    return {place: says for place, (_shape, says) in texts.items() if says}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["essentials", "draft"])
def test_files_and_pages_have_the_same_texts_at_the_same_places(catalogues, draft, name):
    """What files call a text is what the academy calls it."""
    folders = sorted(LIBRARY.glob("*/path.json"))
    source = draft.write() if name == "draft" else folders[0].parent
    import_path(source=source, at=AT)
    content = read_folder(source)
    pages = dict(texts_by_page(content))
    for path in PathPage.objects.filter(translation_key=content.key):
        language = path.locale.language_code
        for page in path.get_descendants(inclusive=True).specific():
            kind = {"PathPage": "path", "CoursePage": "course", "LessonPage": "lesson"}[
                type(page).__name__
            ]
            held = texts_of(kind, live_content(page))
            here = {place: text for place, text in held.items() if text}
            files = plain(pages[str(page.translation_key)][language])
            # Objectives without an id have no place in files.
            unnamed = {place for place in here if place.startswith("objectives/")} - files.keys()
            assert here.keys() - unnamed == files.keys()
