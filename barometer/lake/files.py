"""The files of the lake. Knows nothing of the database.

    <lake>/month=2026-11/000000000001-000000005000.parquet

A file holds statements of one month of `stored`, and its name the first and the last number of the
batch that it was written from. It is written beside, then moved into place, so that a reader finds
whole files. A file whose numbers lie within those of a new one says nothing more, and goes away;
whoever reads in between, or after a kill, finds statements twice, which measures count once.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pyarrow
import pyarrow.compute
import pyarrow.parquet
from pyarrow import fs

_MOMENT = pyarrow.timestamp("us")
SCHEMA = pyarrow.schema(
    [
        ("seq", pyarrow.int64()),
        ("id", pyarrow.string()),
        ("stored", _MOMENT),
        ("timestamp", _MOMENT),
        ("verb", pyarrow.string()),
        ("person", pyarrow.string()),
        ("path", pyarrow.string()),
        ("whole", pyarrow.bool_()),
        ("scaled", pyarrow.float64()),
        ("recheck", pyarrow.bool_()),
        ("voids", pyarrow.string()),
        ("organism", pyarrow.int64()),
        ("registration", pyarrow.string()),
        ("object_id", pyarrow.string()),
        ("object_type", pyarrow.string()),
        ("statement", pyarrow.string()),
    ]
)
"""The columns of rows.Row, and beside them what the record store knows of each statement."""

_NAME = re.compile(r"^month=(\d{4}-\d{2})/(\d{12})-(\d{12})\.parquet$")
_WRITING = "writing"


@dataclass(frozen=True, slots=True)
class File:
    """A file: its path in the file system, its month, its first and last number."""

    path: str
    month: str
    first: int
    last: int

    def lies_within(self, first: int, last: int) -> bool:
        """Tell whether numbers from `first` to `last` are all of this file's."""
        return first <= self.first and self.last <= last


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody whose name files must not hold any more.

    `texts` tell who they were, in whatever capitals (an identifier, addresses); `words`, their
    name, do in a statement that holds one of these: elsewhere they are somebody else's. `name`
    takes the place of all of them.
    """

    texts: tuple[str, ...]
    words: tuple[str, ...]
    name: str

    def stands_in(self, statements: Any) -> Any:
        """Return which statements tell who it was."""
        found = [
            pyarrow.compute.match_substring(statements, text, ignore_case=True)
            for text in self.texts
        ]
        return functools.reduce(pyarrow.compute.or_, found)

    def renamed(self, table: pyarrow.Table) -> pyarrow.Table:
        """Return a table of statements without them."""
        concerned = self.stands_in(table["statement"])
        for column in ("person", "statement", "object_id"):
            values = table[column]
            for text in (*self.texts, *self.words):
                pattern = f"(?i){re.escape(text)}"
                values = pyarrow.compute.replace_substring_regex(values, pattern, self.name)
            values = pyarrow.compute.if_else(concerned, values, table[column])
            place = table.schema.get_field_index(column)
            table = table.set_column(place, column, values)
        return table


class Lake:
    """A folder (`/srv/lake`) or a place in an object store (`s3://bucket/lake`)."""

    def __init__(self, address: str) -> None:
        """Raise ValueError for an address that no file system answers to."""
        self.address = address
        self.files, root = fs.FileSystem.from_uri(address)
        self._root = root.rstrip("/")

    def listed(self) -> list[File]:
        """Return the files, those of the oldest statements first."""
        every = fs.FileSelector(self._root, recursive=True, allow_not_found=True)
        found = []
        for info in self.files.get_file_info(every):
            name = _NAME.match(info.path.removeprefix("/").removeprefix(self._root.lstrip("/"))[1:])
            if name:
                found.append(File(info.path, name[1], int(name[2]), int(name[3])))
        return sorted(found, key=lambda file: (file.month, file.first, file.last))

    def write(self, rows: Iterable[Mapping[str, Any]], *, first: int, last: int) -> None:
        """Write statements that were read as one batch, numbers `first` to `last`."""
        months: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            months.setdefault(_month(row["stored"]), []).append(row)
        listed = self.listed()
        for month, of_month in months.items():
            table = pyarrow.Table.from_pylist(of_month, SCHEMA)
            there = [file for file in listed if file.month == month]
            self._put(table, month, first, last, there)

    def compact(self, *, more_than: int = 1) -> int:
        """Make one file of each month that has `more_than` so many; return how many months."""
        months: dict[str, list[File]] = {}
        for file in self.listed():
            months.setdefault(file.month, []).append(file)
        many = {month: there for month, there in months.items() if len(there) > more_than}
        for month, there in many.items():
            first, last = min(file.first for file in there), max(file.last for file in there)
            table = pyarrow.concat_tables([self.table(file) for file in there])
            self._put(_each_once(table), month, first, last, there)
        return len(many)

    def rename(self, people: Sequence["Former"]) -> int:
        """Put other names in the place of people's, in texts too; return how many files changed."""
        changed = 0
        for file in self.listed():
            told = self.table(file, ["statement"])["statement"]
            concerned = [one for one in people if _any(one.stands_in(told))]
            if not concerned:
                continue
            table = self.table(file)
            for one in concerned:
                table = one.renamed(table)
            self._put(table, file.month, file.first, file.last, [])
            changed += 1
        return changed

    def table(self, file: File, columns: list[str] | None = None) -> pyarrow.Table:
        """Return what a file holds."""
        with self.files.open_input_file(file.path) as source:
            return pyarrow.parquet.read_table(source, columns=columns)

    def _put(
        self, table: pyarrow.Table, month: str, first: int, last: int, there: Iterable[File]
    ) -> None:
        folder = f"{self._root}/month={month}"
        path = f"{folder}/{first:012}-{last:012}.parquet"
        beside = f"{self._root}/{_WRITING}/{uuid4()}"
        for needed in (folder, f"{self._root}/{_WRITING}"):
            self.files.create_dir(needed, recursive=True)
        with self.files.open_output_stream(beside) as target:
            pyarrow.parquet.write_table(table, target, compression="zstd")
        self._into_place(beside, path)
        for file in there:
            if file.path != path and file.lies_within(first, last):
                self.files.delete_file(file.path)

    def _into_place(self, beside: str, path: str) -> None:
        self.files.move(beside, path)


def _any(found: Any) -> bool:
    return bool(pyarrow.compute.any(found).as_py())


def _month(stored: datetime) -> str:
    return f"{stored:%Y-%m}"


def _each_once(table: pyarrow.Table) -> pyarrow.Table:
    table = table.sort_by("seq")
    seen = table["seq"].to_numpy()
    first = [True] * min(1, len(seen))
    return table.filter(pyarrow.array([*first, *(seen[1:] != seen[:-1]).tolist()]))
