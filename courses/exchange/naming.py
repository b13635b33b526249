"""What the folders and files of an export are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.text import slugify

from courses.models import AcademyImage, AcademyMedia

from . import reading
from .contents import LANGUAGES, Medium

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names of folders, lessons (by key) and media (by SHA-1) that an export keeps."""

    things: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, package: "reading.Package") -> "KnownNames":
        """Return the names of a path that was exported before."""
        content = package.content
        things = {course.key: course.name for course in content.courses}
        things |= {lesson.key: lesson.name for lesson in content.lessons()}
        things |= {bank.key: bank.name for bank in content.banks}
        things |= {package.key: package.name for package in content.packages}
        things |= {survey.key: survey.name for survey in content.surveys}
        return cls(things, {package.hash_of(name): name for name in content.media})


class Names:
    """Names of folders or files, each different from the others beside it."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.taken = set(known.values())

    def name(self, key: str, slug: str) -> str:
        """Return the known name of the thing, or one made from its slug."""
        if key in self.known:
            return self.known[key]
        name = slugify(slug)[:80] or key
        if name in self.taken:
            name = f"{name}-{key[:8]}"
        self.taken.add(name)
        return name


class MediaNames:
    """Names of the images and videos that a path shows, found as its pages are read."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.names: dict[tuple[str, int], str] = {}
        self.files: dict[str, tuple[Any, Medium]] = {}
        self.parts: dict[str, Any] = {}

    def name(self, kind: str, row_id: Any) -> str:
        """Return the name of the file of an image or a video."""
        if (kind, row_id) not in self.names:
            row = (AcademyImage if kind == "image" else AcademyMedia).objects.get(pk=row_id)
            ending = PurePosixPath(row.file.name).suffix.lower()
            stem = slugify(row.title)[:60] or f"{kind}-{row_id}"
            known = self.known.get(row.get_file_hash()) if kind == "image" else None
            name = known or f"media/{stem}{ending}"
            if name in self.files:
                name = f"media/{stem}-{row_id}{ending}"
            self.names[(kind, row_id)] = name
            self.files[name] = (row.file, self._medium(kind, row, name))
        return self.names[(kind, row_id)]

    def _medium(self, kind: str, row: Any, name: str) -> Medium:
        captions = []
        if kind == "video":
            for language in LANGUAGES:
                file = getattr(row, f"captions_{language}")
                if file:
                    caption = f"{PurePosixPath(name).with_suffix('')}.{language}.vtt"
                    self.parts[caption] = file
                    captions.append((language, caption))
        found = Medium(
            title=row.title,
            credit=row.credit,
            licence=row.licence,
            captions=tuple(sorted(captions)),
        )
        if kind == "image":
            point = (
                row.focal_point_x,
                row.focal_point_y,
                row.focal_point_width,
                row.focal_point_height,
            )
            return replace(
                found, description=row.description, focal_point=() if None in point else point
            )
        return replace(
            found,
            seconds=round(row.duration),
            thumbnail=self._thumbnail(row, name),
            size=(row.width, row.height) if row.width and row.height else (),
        )

    def _thumbnail(self, video: AcademyMedia, name: str) -> str:
        if not video.thumbnail:
            return ""
        ending = PurePosixPath(video.thumbnail.name).suffix.lower()
        picture = f"{PurePosixPath(name).with_suffix('')}.thumbnail{ending}"
        self.parts[picture] = video.thumbnail
        return picture

    def described(self) -> dict[str, Medium]:
        """Return what is known of each file but those that are parts of a video."""
        return {name: medium for name, (_file, medium) in sorted(self.files.items())}

    def openers(self) -> dict[str, Opener]:
        """Return how to open each file."""
        files = {name: file for name, (file, _medium) in self.files.items()} | self.parts
        return {name: _opener(file) for name, file in files.items()}


def _opener(file: Any) -> Opener:
    return lambda: file.storage.open(file.name, "rb")
