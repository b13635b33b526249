"""From the files of a learning path to its contents, every problem told. Pure."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from courses.structure import Condition
from courses.validity import LONGEST_VALIDITY

from .agreement import check_agreement
from .archive import names_below, opened
from .banks import BANK, bank_file, bank_of
from .body import CAPTION_ENDINGS, VIDEO_ENDINGS, Body
from .contents import (
    FORMAT,
    LANGUAGES,
    LEVELS,
    LONGEST_LESSON,
    LONGEST_TITLE,
    MOST_NEEDED,
    Bank,
    Course,
    CourseSet,
    CourseText,
    Lesson,
    LessonContent,
    Medium,
    PathContent,
    PathText,
)
from .json_file import read_json
from .numbers import Share, Whole
from .objectives import Objectives, Served
from .problems import Findings, Place, Refused, _
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
    refuse_twice,
)

MEDIA_ENDINGS = (*IMAGE_ENDINGS, *VIDEO_ENDINGS, *CAPTION_ENDINGS)


@dataclass(frozen=True, slots=True)
class Package:
    """A path that was read, and the folder in which its media lie while it is open."""

    content: PathContent
    folder: Path
    _hashes: dict[str, str] = field(default_factory=dict)

    def media_path(self, name: str) -> Path:
        """Return where the media file `name` lies."""
        return self.folder / name

    def hash_of(self, name: str) -> str:
        """Return the SHA-1 of the media file `name`, as Wagtail keeps it for its images."""
        if name not in self._hashes:
            with self.media_path(name).open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False))
            self._hashes[name] = digest.hexdigest()
        return self._hashes[name]


@contextmanager
def read_package(source: Path) -> Iterator[Package]:
    """Yield what the folder or archive `source` holds. Raises Refused, with every problem."""
    with opened(source) as folder:
        yield Package(read_folder(folder), folder)


def read_folder(folder: Path) -> PathContent:
    """Return the path that lies in `folder`. Raises Refused, with every problem."""
    reader = _Reader(folder)
    content = reader.path()
    reader.refuse_strays()
    if content is not None and not reader.findings.problems:
        check_agreement(content, reader.findings)
    if reader.findings.problems or content is None:
        raise Refused(reader.findings.problems)
    return content


_FOLDER_NAME = Slug()
_PATH_TEXT = Record(
    {
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200),
        "description": Rich(headings=True, required=False),
        "objectives": Objectives(),
        "audience": Text(200, required=False),
    }
)
_COURSE_TEXT = Record(
    {
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200, required=False),
        "objectives": Objectives(),
    }
)


_PLACE = ("requires", "optional_set", "condition", "mastering")
_COURSE = Record(
    {
        "key": Key(),
        "mastery_score": Share(),
        "positioning": Flag(),
        "requires": Many(Key()),
        "optional_set": Key(),
        "condition": OneOf(tuple(map(str, Condition))),
        "mastering": Many(Key()),
        "text": ByLanguage(_COURSE_TEXT),
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
_LESSON = Record(
    {
        "key": Key(),
        "language": OneOf(LANGUAGES),
        "title": Text(LONGEST_TITLE),
        "slug": Slug(),
        "summary": Text(200, required=False),
        "duration_minutes": Whole(1, LONGEST_LESSON),
        "review_by": Day(required=False),
        "objectives": Served(),
        "body": Body(),
    },
    optional=frozenset({"objectives"}),
)
_MEDIUM_FIELDS = {
    "title": Text(255),
    "credit": Text(200, required=False),
    "licence": Text(60, required=False),
}
_IMAGE = Record(_MEDIUM_FIELDS)
_CAPTIONS = Record(
    {language: MediaFile(CAPTION_ENDINGS) for language in LANGUAGES},
    optional=frozenset(LANGUAGES),
)
_VIDEO = Record(
    _MEDIUM_FIELDS | {"seconds": Whole(1, 86_400), "captions": _CAPTIONS},
    optional=frozenset({"seconds"}),
)


def _path_shape() -> Record:
    return Record(
        {
            "format": OneOf((FORMAT,)),
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
            "text": ByLanguage(_PATH_TEXT),
            "courses": Many(_FOLDER_NAME, least=1),
        },
        optional=frozenset({"image", "valid_months", "optional_sets", "banks"}),
    )


class _Reader:
    """Reads the files of one folder; whatever is wrong ends up in `findings`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left = set(names_below(folder))
        media = frozenset(
            name
            for name in self.left
            if name.startswith("media/") and PurePosixPath(name).suffix[1:].lower() in MEDIA_ENDINGS
        )
        self.findings = Findings(media=media)

    def path(self) -> PathContent | None:
        """Return the whole path; of no use when there are problems."""
        media = self._media()
        place, found = self._record("path.json", _path_shape())
        if not found:
            return None
        refuse_twice(found.get("courses", ()), place.at("courses"))
        courses = [
            course
            for name in dict.fromkeys(found.get("courses", ()))
            if (course := self._course(name, place)) is not None
        ]
        refuse_twice(found.get("banks", ()), place.at("banks"))
        banks = [
            bank
            for name in dict.fromkeys(found.get("banks", ()))
            if (bank := self._bank(name, place)) is not None
        ]
        texts = {
            language: PathText(**text)
            for language, text in found.get("text", {}).items()
            if len(text) == len(_PATH_TEXT.fields)
        }
        if self.findings.problems:
            return None
        if found["source_language"] not in texts:
            place.at("source_language").refuse(
                _("The path has no text in the language it was written in.")
            )
            return None
        return PathContent(
            key=found["key"],
            theme=found["theme"],
            level=found["level"],
            licence=found["licence"],
            source_language=found["source_language"],
            built_by=tuple(found["built_by"]),
            image=found.get("image", ""),
            texts=texts,
            courses=tuple(courses),
            media=media,
            valid_months=found.get("valid_months"),
            optional_sets=tuple(
                CourseSet(one["key"], one["needed"], one["title"])
                for one in found.get("optional_sets", ())
            ),
            banks=tuple(banks),
        )

    def refuse_strays(self) -> None:
        """Refuse the files that nothing names: they would be lost in silence."""
        self.left -= self.findings.media_named
        for name in sorted(self.left):
            Place(self.findings, name).refuse(
                _("Nothing in the path names this file. Name it where it belongs, or remove it.")
            )

    def _record(self, name: str, shape: Record) -> tuple[Place, dict[str, Any]]:
        """Return the place and the fields of a JSON file ({} when it can't be read)."""
        place = Place(self.findings, name)
        self.left.discard(name)
        value = read_json(self.folder / name, place)
        return place, {} if value is None else shape.read(value, place)

    def _media(self) -> dict[str, Medium]:
        """Return what `media.json` says of the media, and the defaults for the others."""
        described: dict[str, Medium] = {}
        if "media.json" in self.left:
            place = Place(self.findings, "media.json")
            self.left.discard("media.json")
            value = read_json(self.folder / "media.json", place)
            if isinstance(value, dict):
                described = {
                    name: medium
                    for name, one in value.items()
                    if (medium := self._medium(name, one, place.at(name))) is not None
                }
            elif value is not None:
                place.refuse(_("This has to be a group of named fields between braces."))
        return {
            name: described.get(name, Medium(title=PurePosixPath(name).stem))
            for name in sorted(self.findings.media)
            if not name.endswith(CAPTION_ENDINGS)
        }

    def _medium(self, name: str, value: Any, place: Place) -> Medium | None:
        if name not in self.findings.media:
            place.refuse(_("The package has no file “%(name)s”."), name=name)
            return None
        is_video = name.lower().endswith(VIDEO_ENDINGS)
        found = (_VIDEO if is_video else _IMAGE).read(value, place)
        return Medium(
            title=found.get("title", ""),
            credit=found.get("credit", ""),
            licence=found.get("licence", ""),
            seconds=found.get("seconds", 0),
            captions=tuple(sorted(found.get("captions", {}).items())),
        )

    def _course(self, name: str, parent: Place) -> Course | None:
        file = f"courses/{name}/course.json"
        if file not in self.left:
            parent.at("courses").refuse(_("The package has no file “%(name)s”."), name=file)
            return None
        place, found = self._record(file, _COURSE)
        refuse_twice(found.get("lessons", ()), place.at("lessons"))
        lessons = [
            lesson
            for lesson_name in dict.fromkeys(found.get("lessons", ()))
            if (lesson := self._lesson(name, lesson_name, place)) is not None
        ]
        if not (found.keys() | _COURSE.defaults.keys()) >= _COURSE.fields.keys() - _COURSE.optional:
            return None
        texts = {
            language: CourseText(**text)
            for language, text in found["text"].items()
            if len(text) == len(_COURSE_TEXT.fields)
        }
        return Course(
            name,
            found["key"],
            found["mastery_score"],
            texts,
            tuple(lessons),
            requires=tuple(found.get("requires", ())),
            optional_set=found.get("optional_set", ""),
            condition=found.get("condition", "always"),
            mastering=tuple(found.get("mastering", ())),
            positioning=found.get("positioning", True),
        )

    def _bank(self, name: str, parent: Place) -> Bank | None:
        file = bank_file(name)
        if file not in self.left:
            parent.at("banks").refuse(_("The package has no file “%(name)s”."), name=file)
            return None
        _place, found = self._record(file, BANK)
        return bank_of(name, found)

    def _lesson(self, course: str, name: str, parent: Place) -> Lesson | None:
        texts: dict[str, LessonContent] = {}
        stem = f"courses/{course}/{name}"
        files = [
            (language, file)
            for language in LANGUAGES
            if (file := f"{stem}.{language}.json") in self.left
        ]
        if not files:
            parent.at("lessons").refuse(
                _("The package has no file “%(name)s”, in no language."),
                name=f"{stem}.{'|'.join(LANGUAGES)}.json",
            )
        for language, file in files:
            place, found = self._record(file, _LESSON)
            if _LESSON.fields.keys() - _LESSON.optional - found.keys():
                continue
            if found["language"] != language:
                place.at("language").refuse(
                    _("The name of the file says “%(language)s”."), language=language
                )
            texts[language] = LessonContent(**found | {"body": tuple(found["body"])})
        return Lesson(name, texts) if texts else None
