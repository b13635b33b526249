"""The project as files: where they are, and how high each part stands."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# From the ground up: a part may name itself and what stands below it.
PARTS = (
    "academy.core",
    "academy.accounts",
    "academy.organisms",
    "academy.lrs",
    "courses",
    "barometer",
    "home",
)
# Folders of templates whose name is not the last word of a part's.
TEMPLATE_FOLDERS = {
    "components": "academy.core",
    "layouts": "academy.core",
    "account": "academy.accounts",
    "allauth": "academy.accounts",
    "mfa": "academy.accounts",
    "socialaccount": "academy.accounts",
    "usersessions": "academy.accounts",
}
CODE_FOLDERS = ("academy", "barometer", "courses", "home", "tests")


def height(part: str) -> int:
    """Return how high `part` stands, from 0 for the ground floor."""
    return PARTS.index(part)


def part_of_module(name: str) -> str | None:
    """Return the part to which the module `name` belongs; None for the roof and for others."""
    return next((part for part in PARTS if f"{name}.".startswith(f"{part}.")), None)


def part_of_file(path: Path) -> str | None:
    """Return the part to which a Python file belongs; None for the roof."""
    return part_of_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def part_of_template(name: str) -> str | None:
    """Return the part to which the template `name` belongs; None when it is a library's."""
    if not (ROOT / "templates" / name).exists():
        return None
    folder = name.partition("/")[0]
    if "/" not in name:
        return "academy.core"
    if folder in TEMPLATE_FOLDERS:
        return TEMPLATE_FOLDERS[folder]
    return next((part for part in PARTS if part.rpartition(".")[2] == folder), None)


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files below `folders` (all of ours by default), migrations left out."""
    found = [ROOT / "manage.py"] if not folders else []
    for folder in folders or CODE_FOLDERS:
        found += (ROOT / folder).rglob("*.py")
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def site_templates() -> tuple[Path, ...]:
    """Return the templates of the site."""
    return tuple(sorted((ROOT / "templates").rglob("*.*")))


def template_name(path: Path) -> str:
    """Return the name under which templates know the file `path`."""
    return path.relative_to(ROOT / "templates").as_posix()


@cache
def text_of(path: Path) -> str:
    """Return the text of a file, read once."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file, parsed once."""
    return ast.parse(text_of(path), filename=str(path))


def shown(path: Path) -> str:
    """Return the path of a file as messages show it."""
    return path.relative_to(ROOT).as_posix()


def line_of(text: str, match: re.Match[str]) -> int:
    """Return the line of `text` on which `match` starts, from 1."""
    return text.count("\n", 0, match.start()) + 1
