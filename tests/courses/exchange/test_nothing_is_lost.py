"""Every field of what a path is made of travels, or says here why it doesn't.

A field that is added to one of these models makes a test fail until it is carried or explained.
"""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from PIL import Image

from courses.exchange.importing import import_path
from courses.models import (
    AcademyImage,
    AcademyMedia,
    BankQuestion,
    CoursePage,
    Credit,
    ForeignCredit,
    LessonPage,
    Package,
    PackageVersion,
    PathPage,
    QuestionBank,
    Survey,
    set_data,
)
from courses.models.publication import structure_checked_apart
from courses.packages import store
from tests.courses.cobuilding.building import make_built
from tests.courses.surveys.asking import make_survey
from tests.factories.accounts import SuperuserFactory
from tests.factories.banks import bank_question, knowledge_test
from tests.factories.courses import AT, block, text
from tests.factories.media import make_video
from tests.factories.packages import bring_in, package_block, scorm

from .elsewhere import archive_of, move_to_another_academy, names_of

pytestmark = pytest.mark.django_db

TREE = "where the page hangs in an academy"
HISTORY = "what happened to it in an academy; drafts stay at home"
PLANNED = "when an academy shows it"
PEOPLE = "who works on it in an academy"
LIBRARY = "how an academy sorts its own library"
OWNER = "an academy says whose it becomes: its rights follow from it"
ROW = "the number of the row"

PAGE = dict.fromkeys(("path", "depth", "numchild", "url_path", "content_type", "alias_of"), TREE)
PAGE |= dict.fromkeys(("id",), ROW)
PAGE |= dict.fromkeys(
    (
        "latest_revision",
        "live_revision",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "latest_revision_created_at",
        "draft_title",
    ),
    HISTORY,
)
PAGE |= dict.fromkeys(("go_live_at", "expire_at", "expired"), PLANNED)
PAGE |= dict.fromkeys(("locked", "locked_at", "locked_by", "owner"), PEOPLE)
PAGE |= {"show_in_menus": "the menus of an academy are its own"}

NOT_CARRIED: dict[type[Model], dict[str, str]] = {
    PathPage: PAGE,
    CoursePage: PAGE,
    LessonPage: PAGE,
    QuestionBank: {"id": ROW, "built_by": OWNER},
    Survey: {"id": ROW, "built_by": OWNER},
    BankQuestion: {"id": ROW}
    | dict.fromkeys(
        (
            "latest_revision",
            "has_unpublished_changes",
            "first_published_at",
            "last_published_at",
            "live_revision",
        ),
        HISTORY,
    )
    | dict.fromkeys(("go_live_at", "expire_at", "expired"), PLANNED),
    AcademyImage: {"id": ROW, "collection": LIBRARY, "tags": LIBRARY}
    | dict.fromkeys(("created_at", "uploaded_by_user"), PEOPLE),
    AcademyMedia: {"id": ROW, "collection": LIBRARY, "tags": LIBRARY}
    | dict.fromkeys(("created_at", "uploaded_by_user"), PEOPLE),
    Package: {"id": ROW, "built_by": OWNER, "created_at": HISTORY},
    PackageVersion: {
        "id": ROW,
        "label": "the name of its host and folder, which nobody may guess",
        "number": "versions are counted by each academy: only the newest travels",
        "notes": "made again by the reader; of files that are left out there is none any more",
    }
    | dict.fromkeys(("uploaded_by", "uploaded_through", "uploaded_at", "cleaned_at"), HISTORY),
    Credit: {
        "id": ROW,
        "alias": "no person travels, under whatever name",
        "revision": "the number of a version in an academy",
        "previous_digest": "goes through lines of other paths; those of one path have their own",
        "taken_in": "what others brought travels as their ledgers",
    },
}
CARRIED: dict[type[Model], set[str]] = {
    PathPage: {
        "translation_key",
        "locale",
        "live",
        "title",
        "slug",
        "seo_title",
        "search_description",
        "optional_sets",
        "summary",
        "description",
        "objectives",
        "audience",
        "theme",
        "level",
        "valid_months",
        "licence",
        "built_by",
        "image",
        "survey_before",
        "survey_after",
    },
    CoursePage: {
        "translation_key",
        "locale",
        "live",
        "title",
        "slug",
        "seo_title",
        "search_description",
        "requires",
        "optional_set",
        "condition",
        "mastering",
        "summary",
        "objectives",
        "mastery_score",
        "has_positioning",
    },
    LessonPage: {
        "translation_key",
        "locale",
        "live",
        "title",
        "slug",
        "seo_title",
        "search_description",
        "summary",
        "duration_minutes",
        "review_by",
        "objectives",
        "body",
    },
    QuestionBank: {"key", "title"},
    Survey: {"key", "name", "intro_fr", "intro_en", "questions"},
    BankQuestion: {
        "translation_key",
        "locale",
        "live",
        "bank",
        "body",
        "objective",
        "difficulty",
        "frameworks",
        "tags",
    },
    AcademyImage: {
        "title",
        "file",
        "description",
        "width",
        "height",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "file_size",
        "file_hash",
        "credit",
        "licence",
    },
    AcademyMedia: {
        "title",
        "file",
        "type",
        "duration",
        "width",
        "height",
        "thumbnail",
        "credit",
        "licence",
        "captions_fr",
        "captions_en",
    },
    Package: {"key", "title", "counts_when"},
    PackageVersion: {"package", "standard", "manifest", "file_name", "files", "size"},
    Credit: {
        "at",
        "role",
        "path_key",
        "page_key",
        "block_id",
        "language",
        "organism_code",
        "academy",
        "words",
        "taken_from",
        "digest",
    },
}


def fields_of(model: type[Model]) -> set[str]:
    return {
        one.name
        for one in model._meta.get_fields()
        if (one.concrete or one.many_to_many) and not (one.auto_created and one.is_relation)
    } - {"tagged_items"}


@pytest.mark.parametrize("model", CARRIED, ids=lambda one: one.__name__)
def test_each_field_is_carried_or_says_why_not(model):
    assert not CARRIED[model] & NOT_CARRIED[model].keys()
    assert fields_of(model) == CARRIED[model] | NOT_CARRIED[model].keys()
    assert all(NOT_CARRIED[model].values())


# What a row is known by, and what a relation is called, in any academy.
KNOWN_BY = {
    "locale": lambda one: one.language_code,
    "theme": lambda one: one.slug,
    "image": lambda one: one.title if one else "",
    "bank": lambda one: str(one.key),
    "package": lambda one: str(one.key),
    "survey_before": lambda one: str(one.key) if one else "",
    "survey_after": lambda one: str(one.key) if one else "",
    "built_by": lambda many: sorted(one.name_fr for one in many.all()),
    "tags": lambda many: sorted(one.name for one in many.all()),
}


def plain(value: Any) -> Any:
    """What a stored block says, with names in the place of numbers of rows."""
    if isinstance(value, dict):
        found = {name: plain(one) for name, one in value.items()}
        for name, model in (
            ("image", AcademyImage),
            ("video", AcademyMedia),
            ("bank", QuestionBank),
            ("package", Package),
        ):
            if isinstance(found.get(name), int):
                found[name] = model.objects.get(pk=found[name]).title
        # What has no value is stored or not, by who saved it.
        return {name: one for name, one in found.items() if one not in (None, "", False, [])}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def said(row: Model, name: str) -> Any:
    value = getattr(row, name)
    if name in KNOWN_BY:
        return KNOWN_BY[name](value)
    if hasattr(value, "get_prep_value"):
        found = plain(value.get_prep_value())
        # The one block of a bank's question is known by the key of the question.
        return [one | {"id": ""} for one in found] if isinstance(row, BankQuestion) else found
    if hasattr(value, "open"):
        if not value:
            return b""
        with value.open("rb") as file:
            return file.read()
    return value


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that is carried of each row, in an order of its own."""
    found = {}
    for model in CARRIED.keys() - {Credit}:
        rows = [
            {name: said(row, name) for name in CARRIED[model]}
            for row in model._default_manager.all()
        ]
        found[model.__name__] = sorted(rows, key=lambda row: repr(sorted(row.items())))
    return found


def lines(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (
            one.role,
            str(one.page_key),
            one.block_id,
            one.language,
            one.organism_code,
            one.academy,
            one.words,
            getattr(one, "entry", one.digest),
        )
        for one in rows
    )


def _picture(title: str, colour: str = "red") -> ContentFile:
    packed = BytesIO()
    Image.new("RGB", (64, 48), colour).save(packed, "PNG")
    return ContentFile(packed.getvalue(), name=f"{title}.png")


def make_everything() -> PathPage:
    """A path in which every field that is carried says something."""
    built = make_built(languages=("fr", "en"), courses=3)
    writer = built.designers[0]
    image = AcademyImage(
        title="Affiche",
        file=_picture("affiche"),
        description="Une affiche au mur",
        credit="Un centre",
        licence="CC0-1.0",
        focal_point_x=30,
        focal_point_y=20,
        focal_point_width=10,
        focal_point_height=8,
    )
    image._set_image_file_metadata()
    image.save()
    video = make_video()
    video.credit, video.licence, video.width, video.height = "Un studio", "CC-BY-4.0", 640, 360
    video.thumbnail.save("vignette.png", _picture("vignette", "blue"), save=False)
    video.save()
    bank = QuestionBank.objects.create(title="Banque du parcours")
    for _number in range(4):
        bank_question(
            bank,
            objective="Reconnaître un lien.",
            difficulty="hard",
            frameworks=[("entry", "digcomp:4.2")],
        )
    package = bring_in(scorm(), by=SuperuserFactory()).version.package
    Package.objects.update(counts_when=Package.CountsWhen.NEVER)
    held = [
        text("<p>Un <b>texte</b>.</p>"),
        block("image", {"image": image.pk, "alt_text": "Une affiche", "caption": "Vue"}),
        block("video", {"title": "Un appel", "video": video.pk, "transcript": "<p>Bonjour</p>"}),
        knowledge_test(bank, attempts=3, wait_hours=24, minutes=15),
        package_block(package, title="À faire"),
    ]
    key = "9a1b2c3d-0c1d-4e2f-8a3b-4c5d6e7f8a01"
    optional = "9a1b2c3d-0c1d-4e2f-8a3b-4c5d6e7f8a02"
    objective = {
        "type": "objective",
        "id": key,
        "value": {"text": "Lire une adresse.", "frameworks": ["digcomp:4.2"]},
    }
    french = CoursePage.objects.filter(locale__language_code="fr").order_by("path")
    first, second, _third = (str(one.translation_key) for one in french)
    for page in LessonPage.objects.all():
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Titre {language}", f"Cherchée {language}"
        page.summary, page.duration_minutes, page.review_by = f"Résumé {language}", 7, AT.date()
        parent = CoursePage.objects.parent_of(page).get()
        if str(parent.translation_key) == first:
            page.objectives = [key]
        if page.translation_key == built.lesson.translation_key:
            page.body = [*page.body.raw_data, *held]
        page.save_revision(user=writer).publish()
    for page in CoursePage.objects.all():
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Cours {language}", f"Un cours {language}"
        page.summary, page.mastery_score, page.has_positioning = f"Suivre {language}", "0.65", False
        stream = page.objectives.stream_block
        if str(page.translation_key) == first:
            page.objectives = stream.to_python([objective])
        elif str(page.translation_key) == second:
            page.condition, page.mastering, page.requires = "skip", [first], [first]
        else:
            page.optional_set = optional
        page.save_revision().publish()
    before = make_survey("Avant le parcours", intro_fr="Merci.\nUne minute.")
    after = make_survey("Après le parcours", intro_fr="Et maintenant ?")
    for page in PathPage.objects.all():
        page.survey_before, page.survey_after = before, after
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Parcours {language}", f"Un parcours {language}"
        page.summary, page.audience = f"En bref {language}", f"Pour tous {language}"
        page.description = f"<p>Une <b>description</b> {language}.</p>"
        page.objectives = page.objectives.stream_block.to_python([objective])
        page.level, page.valid_months, page.licence, page.image = "advanced", 24, "CC0-1.0", image
        page.put_sets([set_data(optional, f"Au choix {language}", 1)])
        page.save_revision().publish()
    return PathPage.objects.get(pk=built.page.pk)


@pytest.fixture(autouse=True)
def packages_root(tmp_path, settings):
    settings.PACKAGES_ROOT = tmp_path / "packages"


def test_a_path_with_everything_is_the_same_in_another_academy(catalogues, tmp_path, settings):
    with structure_checked_apart():
        path = make_everything()
    before, credited = everything(), lines(Credit.objects.of_organisms())
    for model, rows in before.items():
        for name in rows[0]:
            assert any(row[name] not in ("", [], {}, None, b"") for row in rows), (model, name)
    assert credited
    archive = archive_of(path.translation_key, tmp_path / "path.zip")
    for version in PackageVersion.objects.all():
        store.remove(version.label)
    move_to_another_academy(settings)
    assert everything() == {model: [] for model in before}
    report = import_path(source=archive, at=timezone.now())
    assert report.notes == ()
    assert everything() == before
    assert lines(ForeignCredit.objects.all()) == credited
    again = archive_of(path.translation_key, tmp_path / "again.zip", names_of(archive))
    assert again.read_bytes() == archive.read_bytes()
