"""From the files of a learning path to its contents, every problem told. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from courses.cobuilding.chains import Chain

from .agreement import check_agreement
from .archive import names_below, opened
from .banks import BANK, bank_file, bank_of
from .body import CAPTION_ENDINGS, VIDEO_ENDINGS
from .contents import (
    FORMAT_2,
    FORMAT_3,
    FORMATS,
    LANGUAGES,
    Bank,
    Course,
    CourseSet,
    CourseText,
    FoundBy,
    Lesson,
    LessonContent,
    Medium,
    PackageFile,
    PathContent,
    PathText,
    SurveyFile,
    Translations,
)
from .file_shapes import (
    COURSE,
    COURSE_TEXT,
    FOUND,
    IMAGE,
    LESSON,
    PATH_TEXT,
    VIDEO,
    path_shape,
)
from .json_file import read_json
from .ledger import LARGEST_LEDGER, LEDGER_FILE, chains_in
from .packages import PACKAGE, archive_file, package_file, package_of
from .problems import Findings, Place, Refused, _
from .question_shapes import IMAGE_ENDINGS
from .schema import Record, refuse_twice
from .signature import SIGNATURE_FILE, UNSIGNED, Signature, signature_in
from .surveys import SURVEY, survey_file, survey_of
from .translations import LARGEST_TRANSLATIONS, TRANSLATIONS_FILE, translations_in

MEDIA_ENDINGS = (*IMAGE_ENDINGS, *VIDEO_ENDINGS, *CAPTION_ENDINGS)


@dataclass(frozen=True, slots=True)
class Package:
    """A path that was read, and the folder in which its media lie while it is open."""

    content: PathContent
    folder: Path
    signature: Signature = UNSIGNED
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
        signature = signature_in(folder)
        yield Package(read_folder(folder), folder, signature)


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


class _Reader:
    """Reads the files of one folder; whatever is wrong ends up in `findings`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = set(names_below(folder)) - {SIGNATURE_FILE}
        self.has_translations = TRANSLATIONS_FILE in names
        self.left = names - {TRANSLATIONS_FILE}
        media = frozenset(
            name
            for name in self.left
            if name.startswith("media/") and PurePosixPath(name).suffix[1:].lower() in MEDIA_ENDINGS
        )
        self.findings = Findings(media=media)

    def path(self) -> PathContent | None:
        """Return the whole path; of no use when there are problems."""
        media = self._media()
        place, found = self._record("path.json", path_shape())
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
        refuse_twice(found.get("packages", ()), place.at("packages"))
        packages = [
            package
            for name in dict.fromkeys(found.get("packages", ()))
            if (package := self._package(name, place)) is not None
        ]
        offered = found.get("surveys", {})
        surveys = [
            survey
            for name in dict.fromkeys(offered.values())
            if (survey := self._survey(name, place)) is not None
        ]
        ledgers = self._ledgers(found.get("key", ""))
        texts = {
            language: PathText(**_with_found(text))
            for language, text in found.get("text", {}).items()
            if _is_whole(text, PATH_TEXT)
        }
        if self.findings.problems:
            return None
        if found["source_language"] not in texts:
            place.at("source_language").refuse(
                _("The path has no text in the language it was written in.")
            )
            return None
        content = PathContent(
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
            packages=tuple(packages),
            ledgers=ledgers,
            surveys=tuple(surveys),
            offered=offered,
        )
        content = replace(content, translations=self._translations(content))
        _refuse_too_old(found["format"], content, place.at("format"))
        return content

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
        parts = {medium.thumbnail for medium in described.values()}
        return {
            name: described.get(name, Medium(title=PurePosixPath(name).stem))
            for name in sorted(self.findings.media)
            if not name.endswith(CAPTION_ENDINGS) and name not in parts
        }

    def _medium(self, name: str, value: Any, place: Place) -> Medium | None:
        if name not in self.findings.media:
            place.refuse(_("The package has no file “%(name)s”."), name=name)
            return None
        is_video = name.lower().endswith(VIDEO_ENDINGS)
        found = (VIDEO if is_video else IMAGE).read(value, place)
        return Medium(
            title=found.get("title", ""),
            credit=found.get("credit", ""),
            licence=found.get("licence", ""),
            seconds=found.get("seconds", 0),
            captions=tuple(sorted(found.get("captions", {}).items())),
            thumbnail=found.get("thumbnail", ""),
            size=tuple(found.get("size", ())),
            description=found.get("description", ""),
            focal_point=tuple(found.get("focal_point", ())),
        )

    def _course(self, name: str, parent: Place) -> Course | None:
        file = f"courses/{name}/course.json"
        if file not in self.left:
            parent.at("courses").refuse(_("The package has no file “%(name)s”."), name=file)
            return None
        place, found = self._record(file, COURSE)
        refuse_twice(found.get("lessons", ()), place.at("lessons"))
        lessons = [
            lesson
            for lesson_name in dict.fromkeys(found.get("lessons", ()))
            if (lesson := self._lesson(name, lesson_name, place)) is not None
        ]
        if not _is_whole(found, COURSE):
            return None
        texts = {
            language: CourseText(**_with_found(text))
            for language, text in found["text"].items()
            if _is_whole(text, COURSE_TEXT)
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

    def _package(self, name: str, parent: Place) -> PackageFile | None:
        file, archive = package_file(name), archive_file(name)
        missing = [one for one in (file, archive) if one not in self.left]
        for one in missing:
            parent.at("packages").refuse(_("The package has no file “%(name)s”."), name=one)
        self.left.discard(archive)
        if file in missing:
            return None
        _place, found = self._record(file, PACKAGE)
        return package_of(name, found)

    def _ledgers(self, path_key: str) -> tuple[Chain, ...]:
        if LEDGER_FILE not in self.left:
            return ()
        self.left.discard(LEDGER_FILE)
        place = Place(self.findings, LEDGER_FILE)
        value = read_json(self.folder / LEDGER_FILE, place, largest=LARGEST_LEDGER)
        return chains_in(value, path_key, place) if value is not None else ()

    def _translations(self, content: PathContent) -> Translations | None:
        if not self.has_translations:
            return None
        place = Place(self.findings, TRANSLATIONS_FILE)
        value = read_json(self.folder / TRANSLATIONS_FILE, place, largest=LARGEST_TRANSLATIONS)
        return translations_in(value, content, place) if value is not None else None

    def _bank(self, name: str, parent: Place) -> Bank | None:
        file = bank_file(name)
        if file not in self.left:
            parent.at("banks").refuse(_("The package has no file “%(name)s”."), name=file)
            return None
        _place, found = self._record(file, BANK)
        return bank_of(name, found)

    def _survey(self, name: str, parent: Place) -> SurveyFile | None:
        file = survey_file(name)
        if file not in self.left:
            parent.at("surveys").refuse(_("The package has no file “%(name)s”."), name=file)
            return None
        place, found = self._record(file, SURVEY)
        return survey_of(name, found, place)

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
            place, found = self._record(file, LESSON)
            if not _is_whole(found, LESSON):
                continue
            if found["language"] != language:
                place.at("language").refuse(
                    _("The name of the file says “%(language)s”."), language=language
                )
            whole = _with_found(found)
            texts[language] = LessonContent(**whole | {"body": tuple(found["body"])})
        return Lesson(name, texts) if texts else None


def _refuse_too_old(said: str, content: PathContent, place: Place) -> None:
    """Refuse a format that is older than what the files hold."""
    needed = content.format
    if FORMATS.index(said) >= FORMATS.index(needed):
        return
    if needed == FORMAT_3:
        place.refuse(
            _("Translations that follow an older text need “%(format)s”."), format=FORMAT_3
        )
    else:
        place.refuse(
            _(
                "Packages, ledgers, surveys, texts for search engines, descriptions, focal "
                "points, thumbnails, sizes and the frameworks of bank questions need "
                "“%(format)s”."
            ),
            format=FORMAT_2,
        )


def _is_whole(found: Mapping[str, Any], shape: Record) -> bool:
    """Tell whether the fields that have to be there are."""
    return found.keys() >= shape.fields.keys() - shape.optional - shape.defaults.keys()


def _with_found(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a text, what search engines are told in one of them."""
    plain = {name: value for name, value in found.items() if name not in FOUND}
    return plain | {"found": FoundBy(**{one: found.get(one, "") for one in FOUND})}
