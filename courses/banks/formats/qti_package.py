"""QTI packages: a zip archive with a manifest and an XML file for each item. Pure.

Nothing is unpacked onto a disk, and only what the manifest names is read; sizes are counted while
reading, never taken from what the archive says of itself.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from .lines import At, Stop, _
from .xml_tree import MOST_BYTES, Element, read_xml

MOST_FILES = 3000
MOST_UNPACKED = 60 << 20
MANIFEST = "imsmanifest.xml"
_CHUNK = 1 << 16
_OLD_TYPES = ("imsqti_xmlv1", "imsqti_assessment_xmlv1", "assessment/x-bb-qti")
OLD_VERSION = _("This is QTI 1.2, an older format. Export as QTI 2.1 or later, or as CSV.")
# The words of LOM for how hard something is, and ours.
DIFFICULTIES = {
    "very easy": "easy",
    "easy": "easy",
    "medium": "medium",
    "difficult": "hard",
    "very difficult": "hard",
}
OBJECTIVE = "educational objective"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a package, and what the manifest says of it."""

    name: str
    content: bytes
    tags: tuple[str, ...] = ()
    objective: str = ""
    difficulty: str = ""


def items_of(data: bytes, at: At) -> list[Item]:
    """Return the items of a package, or the one that `data` is. Raises Stop when refused."""
    if not data.startswith(b"PK"):
        return [Item("", data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Package(archive, at).items()
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        at.refuse(_("This isn't a whole zip archive, or one that can be read. Export it again."))
        raise Stop from None


class _Package:
    """A package that is open."""

    def __init__(self, archive: zipfile.ZipFile, at: At) -> None:
        self.archive, self.at = archive, at
        self.total = 0
        members = archive.infolist()
        if len(members) > MOST_FILES:
            at.refuse(_("The archive has more than %(most)s files."), most=MOST_FILES)
            raise Stop
        self.members = {one.filename: one for one in members if not one.is_dir()}

    def read(self, name: str) -> bytes:
        """Return a file of the package, within the limits."""
        parts = []
        size = 0
        with self.archive.open(self.members[name]) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                self.total += len(chunk)
                if size > MOST_BYTES or self.total > MOST_UNPACKED:
                    self.at.inside(name).refuse(
                        _("The archive holds more than %(most)s MiB once unpacked."),
                        most=MOST_UNPACKED >> 20,
                    )
                    raise Stop
                parts.append(chunk)
        return b"".join(parts)

    def items(self) -> list[Item]:
        """Return the items that the manifest names, in its order."""
        manifests = sorted(
            (one for one in self.members if posixpath.basename(one) == MANIFEST), key=len
        )
        if not manifests:
            self.at.refuse(
                _("The archive has no “imsmanifest.xml”: it is no QTI package. Export it again.")
            )
            raise Stop
        folder = posixpath.dirname(manifests[0])
        root = read_xml(self.read(manifests[0]), self.at.inside(manifests[0]))
        found = []
        for resource in root.all("resource"):
            if "item" not in resource.get("type"):
                continue
            name = posixpath.normpath(posixpath.join(folder, unquote(resource.get("href"))))
            if name not in self.members:
                self.at.inside(name, resource.line).refuse(
                    _("The manifest names a file that isn't in the archive. Export it again.")
                )
                raise Stop
            found.append(_item(name, self.read(name), resource))
        if not found and any(_is_old(one) for one in root.all("resource")):
            self.at.inside(MANIFEST).refuse(OLD_VERSION)
            raise Stop
        if not found:
            self.at.inside(MANIFEST).refuse(_("The manifest names no question."))
            raise Stop
        return found


def _is_old(resource: Element) -> bool:
    """Tell whether a resource is of QTI 1.2, as Canvas and Blackboard export it."""
    return resource.get("type").lower().startswith(_OLD_TYPES)


def _item(name: str, content: bytes, resource: Element) -> Item:
    tags = [_string(one) for one in resource.all("keyword")]
    difficulty = next((_value(one) for one in resource.all("difficulty")), "")
    objectives = [
        _string(described)
        for one in resource.all("classification")
        if any(_value(purpose) == OBJECTIVE for purpose in one.children("purpose"))
        for described in one.children("description")
    ]
    return Item(
        name,
        content,
        tuple(tags),
        objectives[0] if objectives else "",
        DIFFICULTIES.get(difficulty.lower(), ""),
    )


def _string(element: Element) -> str:
    """Return a text of LOM: in `string`, or in `langstring` in older files."""
    inner = next(iter(element.children("string", "langstring")), element)
    return " ".join(inner.text.split())


def _value(element: Element) -> str:
    inner = element.child("value")
    return _string(inner) if inner is not None else ""


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return an archive of `files`; the same files always make the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
