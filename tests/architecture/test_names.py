"""Names that say something, and files that one can read."""

import re
import subprocess

from tests.architecture.project import CODE_FOLDERS, ROOT, python_files, shown

SAYS_NOTHING = re.compile(r"(?:^|_)(?:utils?|helpers?|misc|commons?|managers?|handlers?)(?:_|$)")
MOST_LINES = 400
# A table of cases is long without being hard to read.
MOST_LINES_OF_TESTS = 500
READ_BY_PEOPLE = {".py", ".html", ".css", ".js", ".toml", ".txt"}


def _our_files():
    folders = (*CODE_FOLDERS, "templates", "static")
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.parts)
            if path.is_file() and not parts & {"__pycache__", "vendor", "migrations"}:
                yield path


def test_file_names_say_what_is_inside():
    wrong = {
        shown(place)
        for path in _our_files()
        for place in (path, path.parent)
        if SAYS_NOTHING.search(place.stem.lower().replace("-", "_"))
    }
    assert not wrong


def test_files_can_be_read_in_one_sitting():
    wrong = []
    for path in _our_files():
        if path.suffix in READ_BY_PEOPLE:
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > (MOST_LINES_OF_TESTS if "tests" in path.parts else MOST_LINES):
                wrong.append(f"{shown(path)} has {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_for_later():
    pattern = re.compile(
        r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError"
        r"|pytest\.(?:mark\.)?(?:skip|xfail|importorskip)"
    )
    wrong = []
    for path in python_files():
        # This file has to name them.
        if path.name == "test_names.py" and path.parent.name == "architecture":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                wrong.append(f"{shown(path)}:{number} {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_what_a_machine_makes_is_not_in_the_history():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    made = re.compile(r"(?:^|/)(?:var|__pycache__|node_modules|\.venv)/|\.(?:sqlite3|pyc|log|zip)$")
    wrong = [name for name in listed if made.search(name) and not name.startswith("tests/")]
    assert not wrong
