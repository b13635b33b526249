"""Packages made elsewhere as files hold them: what is said of each, beside its archive. Pure.

The archive is read when it is imported, by the reader of every package (`courses.packages`).
"""

from collections.abc import Mapping
from typing import Any

from .contents import PackageFile, PathContent
from .problems import Findings, Place, _
from .schema import Key, OneOf, Record, Text, WordOf

COUNTS_WHEN = ("reported", "opened", "never")
PACKAGE = Record(
    {
        "key": Key(),
        "title": Text(120),
        "standard": WordOf(12),
        "counts_when": OneOf(COUNTS_WHEN),
        "file_name": Text(255),
    }
)


def package_file(name: str) -> str:
    """Return the name of the file that says what a package is."""
    return f"packages/{name}/package.json"


def archive_file(name: str) -> str:
    """Return the name of the archive of a package."""
    return f"packages/{name}/package.zip"


def package_of(name: str, found: Mapping[str, Any]) -> PackageFile | None:
    """Return the package that a file tells of, None where fields are missing."""
    return PackageFile(name, **found) if len(found) == len(PACKAGE.fields) else None


def check_packages(content: PathContent, findings: Findings) -> None:
    """Refuse blocks whose package isn't there, and packages that no lesson holds."""
    names = {one.name for one in content.packages}
    held = set()
    for course in content.courses:
        for lesson in course.lessons:
            for language, text in lesson.texts.items():
                file = f"courses/{course.name}/{lesson.name}.{language}.json"
                for number, block in enumerate(text.body, 1):
                    if block["type"] != "package":
                        continue
                    name = block["value"]["package"]
                    held.add(name)
                    if name not in names:
                        Place(findings, file).at("body", number, "package").refuse(
                            _("The path has no package “%(name)s” (path.json, packages)."),
                            name=name,
                        )
    for number, one in enumerate(content.packages, 1):
        if one.name not in held:
            Place(findings, "path.json").at("packages", number).refuse(
                _("No lesson holds the package “%(name)s”: it would be kept for nobody."),
                name=one.name,
            )
