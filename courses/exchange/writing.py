"""From the contents of a learning path to its files, always the same bytes. Pure."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from . import ledger, translations
from .contents import (
    LANGUAGES,
    Bank,
    Course,
    CourseText,
    FoundBy,
    LessonContent,
    Medium,
    PackageFile,
    PathContent,
    PathText,
    SurveyFile,
)
from .objectives import written
from .packages import package_file
from .signature import SIGNATURE_FILE, listed
from .surveys import MOMENTS, survey_file

# Archives say that everything was written at the first moment that a zip can tell, so that the
# same path always makes the same archive.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_CHUNK = 1 << 20


def files_of(content: PathContent) -> dict[str, bytes]:
    """Return the JSON files of a path by name, in order."""
    files = {"path.json": _json(_path(content))}
    for course in content.courses:
        folder = f"courses/{course.name}"
        files[f"{folder}/course.json"] = _json(
            {
                "key": course.key,
                "mastery_score": course.mastery_score,
                # Said where it isn't as usual.
                **({} if course.positioning else {"positioning": False}),
                **_place(course),
                "text": {
                    language: _text(course.texts[language])
                    for language in LANGUAGES
                    if language in course.texts
                },
                "lessons": [lesson.name for lesson in course.lessons],
            }
        )
        for lesson in course.lessons:
            for language in LANGUAGES:
                if language in lesson.texts:
                    name = f"{folder}/{lesson.name}.{language}.json"
                    files[name] = _json(_lesson(lesson.texts[language]))
    for bank in content.banks:
        files[f"banks/{bank.name}.json"] = _json(_bank(bank))
    for package in content.packages:
        files[package_file(package.name)] = _json(_package(package))
    for survey in content.surveys:
        files[survey_file(survey.name)] = _json(_survey(survey))
    if content.ledgers:
        files[ledger.LEDGER_FILE] = ledger.written(content.key, content.ledgers)
    if content.translations is not None:
        files[translations.TRANSLATIONS_FILE] = translations.written(content.translations)
    described = {
        name: _medium(medium)
        for name, medium in sorted(content.media.items())
        if medium != Medium(title=PurePosixPath(name).stem)
    }
    if described:
        files["media.json"] = _json(described)
    return files


def _path(content: PathContent) -> dict[str, Any]:
    found: dict[str, Any] = {
        "format": content.format,
        "key": content.key,
        "theme": content.theme,
        "level": content.level,
        "licence": content.licence,
        "source_language": content.source_language,
        "built_by": list(content.built_by),
    }
    if content.image:
        found["image"] = content.image
    if content.valid_months is not None:
        found["valid_months"] = content.valid_months
    if content.optional_sets:
        found["optional_sets"] = [
            {
                "key": one.key,
                "needed": one.needed,
                "title": {code: one.titles[code] for code in LANGUAGES if code in one.titles},
            }
            for one in content.optional_sets
        ]
    if content.banks:
        found["banks"] = [bank.name for bank in content.banks]
    if content.packages:
        found["packages"] = [package.name for package in content.packages]
    if content.offered:
        found["surveys"] = {one: content.offered[one] for one in MOMENTS if one in content.offered}
    found["text"] = {
        language: _text(content.texts[language])
        for language in LANGUAGES
        if language in content.texts
    }
    found["courses"] = [course.name for course in content.courses]
    return found


def _text(text: PathText | CourseText) -> dict[str, Any]:
    plain = asdict(text) | {"objectives": written(text.objectives)}
    del plain["found"]
    return plain | _found(text.found)


def _found(found: FoundBy) -> dict[str, str]:
    """Return what search engines are told, where it is said."""
    return {name: value for name, value in asdict(found).items() if value}


def _package(package: PackageFile) -> dict[str, Any]:
    """Return what is said of a package; its name is that of its folder."""
    found = asdict(package)
    del found["name"]
    return found


def _survey(survey: SurveyFile) -> dict[str, Any]:
    """Return what a survey asks; its introductions where it has them."""
    found = asdict(survey)
    del found["name"]
    return {name: value for name, value in found.items() if value != ""}


def _place(course: Course) -> dict[str, Any]:
    """Return what a course says of its place in the path: nothing where it is a plain one."""
    plain = {"requires": [], "optional_set": "", "condition": "always", "mastering": []}
    return {name: value for name, value in course.place.items() if value != plain[name]}


def _named(frameworks: Sequence[str]) -> dict[str, Any]:
    """Return the entries that a question names; nothing where it names none."""
    return {"frameworks": list(frameworks)} if frameworks else {}


def _bank(bank: Bank) -> dict[str, Any]:
    return {
        "key": bank.key,
        "title": bank.title,
        "questions": [
            {
                "key": question.key,
                "tags": list(question.tags),
                "difficulty": question.difficulty,
                "text": {
                    language: {
                        "objective": question.texts[language].objective,
                        **_named(question.texts[language].frameworks),
                        "type": question.texts[language].kind,
                        "value": question.texts[language].value,
                    }
                    for language in LANGUAGES
                    if language in question.texts
                },
            }
            for question in bank.questions
        ],
    }


def _lesson(lesson: LessonContent) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": lesson.key,
        "language": lesson.language,
        "title": lesson.title,
        "slug": lesson.slug,
        "summary": lesson.summary,
        "duration_minutes": lesson.duration_minutes,
        "review_by": lesson.review_by,
    }
    if lesson.objectives:
        found["objectives"] = list(lesson.objectives)
    return found | _found(lesson.found) | {"body": list(lesson.body)}


def _medium(medium: Medium) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": medium.title,
        "credit": medium.credit,
        "licence": medium.licence,
    }
    if medium.seconds:
        found["seconds"] = medium.seconds
    if medium.captions:
        found["captions"] = dict(medium.captions)
    if medium.thumbnail:
        found["thumbnail"] = medium.thumbnail
    if medium.size:
        found["size"] = list(medium.size)
    if medium.description:
        found["description"] = medium.description
    if medium.focal_point:
        found["focal_point"] = list(medium.focal_point)
    return found


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"The format has no {type(value).__name__}.")


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_number) + "\n").encode()


Media = Iterable[tuple[str, Callable[[], BinaryIO]]]


def write_folder(content: PathContent, media: Media, folder: Path) -> list[str]:
    """Write a path into `folder`, made when missing; return the names of the files written.

    `media` gives the name of each media file, and archive of a package, and how to open it.
    """
    written = []
    for name, raw in files_of(content).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        written.append(name)
    for name, open_file in sorted(media, key=lambda one: one[0]):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_file() as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        written.append(name)
    return written


def write_zip(
    content: PathContent,
    media: Media,
    target: BinaryIO | Path,
    *,
    sign: Callable[[bytes], str] | None = None,
) -> None:
    """Write a path as a zip archive; the same path always makes the same bytes.

    `sign` gives the signature of the list of its files, which is written last.
    """
    digests = {}
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in sorted(files_of(content).items()):
            archive.writestr(_zip_info(name), raw)
            digests[name] = hashlib.sha256(raw).hexdigest()
        for name, open_file in sorted(media, key=lambda one: one[0]):
            digest = hashlib.sha256()
            with open_file() as source, archive.open(_zip_info(name), "w") as copy:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
            digests[name] = digest.hexdigest()
        if sign is not None:
            archive.writestr(_zip_info(SIGNATURE_FILE), sign(listed(digests)) + "\n")


def _zip_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    # What is an archive already doesn't get smaller.
    packed = name.endswith(".zip")
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = _PLAIN_FILE
    return info
