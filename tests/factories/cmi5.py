"""cmi5 packages made by hand: small, whole, and wrong where a test wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from courses.models import Package, PackageVersion
from courses.packages.attempts import open_package
from courses.packages.cmi5.structure import read_structure
from courses.services import enrol

from .courses import AT, lesson_pages
from .packages import archive, make_path_with_package

SPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
IDS = "https://editeur.example/cours"
PAGE = "<!DOCTYPE html><html><head><title>AU</title></head><body><h1>AU</h1></body></html>"


def texts(name: str, *said: tuple[str, str]) -> str:
    """Return a title or a description in languages."""
    inside = "".join(f'<langstring lang="{code}">{text}</langstring>' for code, text in said)
    return f"<{name}>{inside}</{name}>"


def named(title: str) -> str:
    """Return the title and the description that every element has."""
    both = (("fr-CA", title), ("en", f"{title} (en)"))
    return texts("title", *both) + texts("description", *both)


@dataclass(frozen=True, slots=True)
class Au:
    """An AU; `attributes`: as its element has them, `extra`: elements after its url."""

    id: str = "un"
    title: str = ""
    url: str = "index.html"
    move_on: str = "Completed"
    attributes: str = ""
    extra: str = ""
    before: str = ""

    def xml(self) -> str:
        rule = f'moveOn="{self.move_on}"' if self.move_on else ""
        return (
            f'<au id="{IDS}/au/{self.id}" {rule} {self.attributes}>'
            f"{named(self.title or f'AU {self.id}')}{self.before}<url>{self.url}</url>{self.extra}"
            "</au>"
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A block of AUs and others."""

    id: str
    inside: Sequence["Au | Group"] = field(default_factory=lambda: (Au(),))

    def xml(self) -> str:
        inside = "".join(one.xml() for one in self.inside)
        return f'<block id="{IDS}/block/{self.id}">{named(f"Bloc {self.id}")}{inside}</block>'


def structure(
    units: Sequence[Au | Group] = (Au(),),
    *,
    before: str = "",
    after: str = "",
    course_id: str = IDS,
    space: str = SPACE,
    title: str = "Un cours cmi5",
) -> str:
    """Return a `cmi5.xml`; `before`: elements before the units, `after`: after them."""
    inside = "".join(one.xml() for one in units)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><courseStructure xmlns="{space}">'
        f'<course id="{course_id}">{named(title)}</course>{before}{inside}{after}'
        "</courseStructure>"
    )


def cmi5(
    units: Sequence[Au | Group] = (Au(),),
    files: Mapping[str, str | bytes] | None = None,
    **said: Any,
) -> bytes:
    """Return the archive of a whole package; `files` are added, or take the place of its own."""
    whole: dict[str, str | bytes] = {"cmi5.xml": structure(units, **said)}
    speaks = '<script src="au.js"></script>'
    script = "// https://w3id.org/… http://adlnet.gov/expapi/verbs/completed"
    return archive(whole | {"index.html": PAGE + speaks, "au.js": script} | dict(files or {}))


def made_cmi5(
    units: Sequence[Au | Group] = (Au(),), built_by: Any = None, **fields: Any
) -> Package:
    """Return a package of which nothing is on the disk."""
    package = Package.objects.create(
        title=fields.pop("title", "Un module"), built_by=built_by, created_at=AT, **fields
    )
    found = read_structure(structure(units).encode(), ["index.html"], hosts=["ailleurs.example"])
    PackageVersion.objects.create(
        package=package,
        number=1,
        label="0123456789abcdef" + f"{package.pk:04d}",
        standard="cmi5",
        manifest=found.as_data(),
        file_name="cours.zip",
        files=1,
        size=1_000,
        uploaded_at=AT,
    )
    return package


def au_registration_of(user: Any) -> UUID:
    """Enrol somebody in a path that holds a package, open it; return the registration in it."""
    path = make_path_with_package(made_cmi5())
    lesson = lesson_pages(path)[0]
    launch = open_package(
        enrolment=enrol(user=user, path_key=path.key, at=AT),
        lesson=lesson,
        course_key=lesson.get_parent().translation_key,
        block_id=UUID(next(iter(lesson.package_blocks))),
        at=AT,
    )
    registration: UUID = launch.attempt.au_registration.registration
    return registration
