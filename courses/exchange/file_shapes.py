"""The shapes of the files of a path. Pure."""

from courses.structure import Condition
from courses.validity import LONGEST_VALIDITY

from .body import CAPTION_ENDINGS, Body
from .contents import (
    FORMATS,
    LANGUAGES,
    LEVELS,
    LONGEST_LESSON,
    LONGEST_TITLE,
    MOST_NEEDED,
)
from .numbers import Share, Whole
from .objectives import Objectives, Served
from .question_shapes import IMAGE_ENDINGS
from .schema import (
    ByLanguage,
    Day,
    Flag,
    Key,
    Many,
    MediaFile,
    OneOf,
    Record,
    Rich,
    Slug,
    Text,
)
from .surveys import OFFERED

_FOLDER_NAME = Slug()
FOUND = {"seo_title": Text(255, required=False), "search_description": Text(required=False)}
_NOT_FOUND = dict.fromkeys(FOUND, "")
PATH_TEXT = Record(
    {
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200),
        "description": Rich(headings=True, required=False),
        "objectives": Objectives(),
        "audience": Text(200, required=False),
        **FOUND,
    },
    defaults=_NOT_FOUND,
)
COURSE_TEXT = Record(
    {
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200, required=False),
        "objectives": Objectives(),
        **FOUND,
    },
    defaults=_NOT_FOUND,
)


_PLACE = ("requires", "optional_set", "condition", "mastering")
COURSE = Record(
    {
        "key": Key(),
        "mastery_score": Share(),
        "positioning": Flag(),
        "requires": Many(Key()),
        "optional_set": Key(),
        "condition": OneOf(tuple(map(str, Condition))),
        "mastering": Many(Key()),
        "text": ByLanguage(COURSE_TEXT),
        "lessons": Many(_FOLDER_NAME, least=1),
    },
    optional=frozenset(_PLACE),
    defaults={"positioning": True},
)
_SET = Record(
    {
        "key": Key(),
        "needed": Whole(1, MOST_NEEDED),
        "title": ByLanguage(Text(LONGEST_TITLE)),
    }
)
LESSON = Record(
    {
        "key": Key(),
        "language": OneOf(LANGUAGES),
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200, required=False),
        "duration_minutes": Whole(1, LONGEST_LESSON),
        "review_by": Day(required=False),
        "objectives": Served(),
        **FOUND,
        "body": Body(),
    },
    optional=frozenset({"objectives"}),
    defaults=_NOT_FOUND,
)
_MEDIUM_FIELDS = {
    "title": Text(255),
    "credit": Text(200, required=False),
    "licence": Text(60, required=False),
}
_PIXELS = Whole(0, 100_000)
IMAGE = Record(
    _MEDIUM_FIELDS | {"description": Text(255, required=False), "focal_point": Many(_PIXELS, 4, 4)},
    optional=frozenset({"focal_point"}),
    defaults={"description": ""},
)
_CAPTIONS = Record(
    {language: MediaFile(CAPTION_ENDINGS) for language in LANGUAGES},
    optional=frozenset(LANGUAGES),
)
VIDEO = Record(
    _MEDIUM_FIELDS
    | {
        "seconds": Whole(1, 86_400),
        "captions": _CAPTIONS,
        "thumbnail": MediaFile(IMAGE_ENDINGS),
        "size": Many(_PIXELS, 2, 2),
    },
    optional=frozenset({"seconds", "thumbnail", "size"}),
)


def path_shape() -> Record:
    """Return the shape of `path.json`."""
    return Record(
        {
            "format": OneOf(FORMATS),
            "key": Key(),
            "theme": Slug(),
            "level": OneOf(LEVELS),
            "licence": Text(60),
            "source_language": OneOf(LANGUAGES),
            "built_by": Many(Text(200)),
            "image": MediaFile(IMAGE_ENDINGS),
            "valid_months": Whole(1, LONGEST_VALIDITY),
            "optional_sets": Many(_SET),
            "banks": Many(_FOLDER_NAME, least=1),
            "packages": Many(_FOLDER_NAME, least=1),
            "surveys": OFFERED,
            "text": ByLanguage(PATH_TEXT),
            "courses": Many(_FOLDER_NAME, least=1),
        },
        optional=frozenset(
            {"image", "valid_months", "optional_sets", "banks", "packages", "surveys"}
        ),
    )
