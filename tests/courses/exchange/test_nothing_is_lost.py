"""Every field of what a path is made of travels, or says here why it doesn't.

A field that is added to one of these models makes a test fail until it is carried or explained.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

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
)
from courses.models.publication import structure_checked_apart
from courses.packages import store

from .behind import standing, told_of
from .elsewhere import archive_of, move_to_another_academy, names_of
from .whole import make_everything

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


LEARNERS = "what people learned, and what follows from it, stays where they learned it"
DERIVED = "made anew from what travels"
BUILDING = "who builds, approves and remarks in an academy: rights follow from it"
ASKED = "what an academy asks its own people"
FIGURES = "found in the answers given in an academy, where marks follow from it; told at export"
WHOLE = "of the academy, for all its paths; it has files of its own"

# What courses keep beside that, and why it doesn't travel with a path.
STAYS: dict[str, str] = {
    **dict.fromkeys(("Adoption", "AdoptedPage", "Offer"), "what two paths of an academy share"),
    **dict.fromkeys(("AcademyRendition", "AskedQuestion", "PathVersion", "PublishedPath"), DERIVED),
    **dict.fromkeys(("PackageImport", "ServiceToken"), "how packages come into an academy"),
    **dict.fromkeys(
        (
            "Answer",
            "Attempt",
            "AttemptAnswer",
            "AuRegistration",
            "AuStanding",
            "Certificate",
            "CertifiedPath",
            "CourseProgress",
            "Enrolment",
            "LessonProgress",
            "PackageAttempt",
            "PackageLaunch",
            "PackagePart",
            "PositioningAnswer",
            "PositioningSitting",
            "RecheckAnswer",
            "RecheckChoice",
            "Renewal",
            "SurveyResponse",
            "SurveyVersion",
            "VideoPosition",
        ),
        LEARNERS,
    ),
    **dict.fromkeys(
        (
            "BlockReport",
            "BuildingPart",
            "CreditedPerson",
            "Duty",
            "OrganismApproval",
            "Remark",
            "RemarkAnswer",
            "ReviewLink",
            "Voice",
        ),
        BUILDING,
    ),
    **dict.fromkeys(
        (
            "Assignment",
            "DigestSwitch",
            "Exemption",
            "ExemptionRequest",
            "ExtraTime",
            "NamedLook",
            "OrganismNeed",
            "PersonShown",
            "SubjectStep",
            "TrainingRequest",
            "TrainingSubject",
        ),
        ASKED,
    ),
    "QuestionDoubt": FIGURES,
    "QuestionLook": FIGURES,
    "OutsideAddress": "asked anew by each academy, of the links that its own paths name",
    **dict.fromkeys(("CataloguePage", "GlossaryTerm", "Theme"), WHOLE),
    "AcademyDocument": "a link to a file becomes a full address, which is told at export",
    "BankQuestionTag": "travels as the tags of its question",
    "CreditHead": "its name and its end travel in the ledger",
    **dict.fromkeys(("ForeignChain", "ForeignCredit", "ForeignOrganism"), "travel as ledgers"),
    "Segment": "where it isn't from today's source, travels in translations.json; else made anew",
    "StalePage": DERIVED,
    "TranslatedPath": "its language travels: that of path.json, or of translations.json",
}


def test_whatever_courses_keep_is_carried_or_says_why_not():
    kept = {one.__name__ for one in apps.get_app_config("courses").get_models()}
    carried = {one.__name__ for one in CARRIED}
    assert not carried & STAYS.keys()
    assert kept == carried | STAYS.keys()


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


@pytest.fixture(autouse=True)
def packages_root(tmp_path, settings):
    settings.PACKAGES_ROOT = tmp_path / "packages"


def test_a_path_with_everything_is_the_same_in_another_academy(catalogues, tmp_path, settings):
    with structure_checked_apart():
        path = make_everything()
    before, credited = everything(), lines(Credit.objects.of_organisms())
    behind, told = standing(path.translation_key), told_of(path.translation_key)
    assert behind
    assert told
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
    assert standing(path.translation_key) == behind
    assert told_of(path.translation_key) == told
    assert lines(ForeignCredit.objects.all()) == credited
    again = archive_of(path.translation_key, tmp_path / "again.zip", names_of(archive))
    assert again.read_bytes() == archive.read_bytes()
