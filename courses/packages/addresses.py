"""Addresses by which a package names its own files. Pure.

An address is relative, stays inside the package and leads to a file of it. Whatever could be read
in two ways (an encoded dot or slash, a backslash, a scheme) is refused, not repaired.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

from courses.exchange.problems import _

LONGEST = 2_000
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ENCODED = re.compile(r"%(?:2e|2f|5c|00)", re.I)
_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
NOT_RELATIVE = _(
    "“%(address)s” is not the address of a file of the package: write a relative path, with "
    "slashes, without a scheme, “//”, “..” or encoded dots and slashes."
)
NO_SUCH_FILE = _("“%(address)s” is not in the package.")
OTHER_CAPITALS = _(
    "“%(address)s” is not in the package, but “%(other)s” is: capitals count in addresses."
)


class BadAddress(Exception):
    """An address that leads to no file of the package: `rule` says why, `values` fill it in."""

    def __init__(self, rule: str, **values: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.values = values


class FileNames(frozenset[str]):
    """The names of the files of a package. Thousands of addresses may be looked for in it."""

    @cached_property
    def folded(self) -> dict[str, str]:
        """The names, by themselves without capitals."""
        return {name.casefold(): name for name in self}


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the package, by its name, and what comes after it in its address (`?…#…`)."""

    name: str
    suffix: str = ""

    @property
    def address(self) -> str:
        """The address relative to the folder of the package."""
        return quote(self.name) + self.suffix


def local_file(address: str, names: FileNames) -> LocalFile:
    """Return the file, among `names`, to which `address` leads. Raises BadAddress."""
    shown = address if len(address) < 200 else f"{address[:200]}…"
    path, mark, rest = _cut(address)
    if (
        not path
        or len(address) > LONGEST
        or path.startswith(("/", "\\"))
        or "\\" in path
        or _SCHEME.match(path)
        or _ENCODED.search(path)
        or _PERCENT.search(path)
        or any(unicodedata.category(one) in ("Cc", "Cs") for one in address)
    ):
        raise BadAddress(NOT_RELATIVE, address=shown)
    parts = [part for part in unquote(path).split("/") if part != "."]
    if any(part in ("", "..") for part in parts):
        raise BadAddress(NOT_RELATIVE, address=shown)
    name = unicodedata.normalize("NFC", "/".join(parts))
    if name not in names:
        other = names.folded.get(name.casefold())
        if other is not None:
            raise BadAddress(OTHER_CAPITALS, address=shown, other=other)
        raise BadAddress(NO_SUCH_FILE, address=shown)
    return LocalFile(name, mark + rest)


def _cut(address: str) -> tuple[str, str, str]:
    place = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=-1)
    if place < 0:
        return address, "", ""
    return address[:place], address[place], address[place + 1 :]


def with_parameters(file: LocalFile, parameters: str) -> LocalFile:
    """Return `file` with the parameters of an item, as SCORM has it (CAM 1.2, 2.3.2.5.7).

    A leading `?` or `&` is left out; what starts with `#` is added unless there is one already.
    """
    added = parameters.lstrip("?&")
    if not added:
        return file
    if any(unicodedata.category(one) in ("Cc", "Cs") for one in added) or len(added) > LONGEST:
        raise BadAddress(NOT_RELATIVE, address=added[:200])
    if added.startswith("#"):
        return file if "#" in file.suffix else LocalFile(file.name, file.suffix + added)
    query, hash_mark, fragment = file.suffix.partition("#")
    joined = f"{query}&{added}" if query else f"?{added}"
    return LocalFile(file.name, joined + hash_mark + fragment)
