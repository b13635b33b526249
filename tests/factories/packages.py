"""SCORM packages made by hand: small, whole, and wrong where a test wants it."""

import io
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import (
    LessonPage,
    Package,
    PackageImport,
    PackageVersion,
    PathPage,
    PublishedPath,
)
from courses.packages.importing import read_package, receive_package
from courses.packages.scorm.manifest import read_manifest

from .courses import AT, block, lesson_pages, make_path, publish_path

NAMESPACES = {
    "1.2": (
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
    ),
    "2004 4th Edition": (
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
        'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" '
        'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
    ),
}
# A part that does what buttons say, in either standard, and shows what it was opened with.
PART = """<!DOCTYPE html>
<html><head><title>Part</title><script src="run.js"></script></head>
<body><h1>Part</h1><p id="opened"></p>
<button id="half">Half</button><button id="finish">Finish</button><button id="fail">Fail</button>
</body></html>"""
SCRIPT = """
function find(win, name) {
  for (let depth = 0; win && depth < 10; depth += 1) {
    if (win[name]) return win[name];
    if (win.parent === win) return null;
    win = win.parent;
  }
  return null;
}
const api12 = find(window, "API");
const api2004 = find(window, "API_1484_11");
const api = api12
  ? { get: (k) => api12.LMSGetValue(k), set: (k, v) => api12.LMSSetValue(k, v),
      start: () => api12.LMSInitialize(""), keep: () => api12.LMSCommit(""),
      end: () => api12.LMSFinish(""), place: "cmi.core.lesson_location",
      exit: "cmi.core.exit", entry: "cmi.core.entry" }
  : { get: (k) => api2004.GetValue(k), set: (k, v) => api2004.SetValue(k, v),
      start: () => api2004.Initialize(""), keep: () => api2004.Commit(""),
      end: () => api2004.Terminate(""), place: "cmi.location", exit: "cmi.exit",
      entry: "cmi.entry" };
function status(completion, success) {
  if (api12) {
    api.set("cmi.core.lesson_status", success || completion);
  } else {
    api.set("cmi.completion_status", completion);
    if (success) api.set("cmi.success_status", success);
  }
}
window.addEventListener("load", () => {
  api.start();
  const said = [api.get(api.entry), api.get(api.place), api.get("cmi.suspend_data")];
  document.getElementById("opened").textContent = said.join("|");
  document.getElementById("half").onclick = () => {
    status("incomplete", "");
    api.set(api.place, "page-2");
    api.set("cmi.suspend_data", "half of it");
    api.set(api.exit, "suspend");
    api.keep();
    document.getElementById("opened").textContent = "kept";
  };
  const over = (success) => () => {
    if (api12) api.set("cmi.core.score.raw", success === "passed" ? "90" : "20");
    else api.set("cmi.score.scaled", success === "passed" ? "0.9" : "0.2");
    status("completed", success);
    api.set(api.exit, api12 ? "" : "normal");
    api.end();
  };
  document.getElementById("finish").onclick = over("passed");
  document.getElementById("fail").onclick = over("failed");
});
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a made package; `extra`: elements inside of its item, `resource`: attributes."""

    id: str = "intro"
    title: str = "Une partie"
    href: str = "index.html"
    extra: str = ""
    resource: str = ""
    item: str = ""


def manifest(
    parts: Sequence[Part] = (Part(),),
    version: str = "1.2",
    *,
    title: str = "Un cours SCORM",
    organization: str = "",
    before: str = "",
) -> str:
    """Return an `imsmanifest.xml`; `organization`: elements inside of it, after its items."""
    kind = "scormtype" if version == "1.2" else "scormType"
    items = "".join(
        f'<item identifier="{part.id}" identifierref="res-{part.id}" {part.item}>'
        f"<title>{part.title}</title>{part.extra}</item>"
        for part in parts
    )
    resources = "".join(
        f'<resource identifier="res-{part.id}" type="webcontent" href="{part.href}" '
        + (part.resource or f'adlcp:{kind}="sco"')
        + "/>"
        for part in parts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<manifest identifier="m" version="1" {NAMESPACES[version]}>'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>"
        f'<organizations default="o"><organization identifier="o"><title>{title}</title>{items}'
        f"{organization}</organization></organizations>"
        f"<resources>{resources}</resources></manifest>"
    )


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of `files`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return packed.getvalue()


def scorm(
    parts: Sequence[Part] = (Part(),),
    version: str = "1.2",
    files: Mapping[str, str | bytes] | None = None,
    **said: Any,
) -> bytes:
    """Return the archive of a whole package; `files` are added, or take the place of its own."""
    hrefs = [part.href.partition("?")[0] for part in parts]
    plain = [href for href in hrefs if not set(href) & set(":%") and not href.startswith("/")]
    pages: dict[str, str | bytes] = dict.fromkeys(plain, PART)
    whole = {"imsmanifest.xml": manifest(parts, version, **said), "run.js": SCRIPT}
    return archive(whole | pages | dict(files or {}))


def uploaded(content: bytes, name: str = "cours.zip") -> SimpleUploadedFile:
    """Return an archive as a browser hands it over."""
    return SimpleUploadedFile(name, content, content_type="application/zip")


def bring_in(
    content: bytes, *, by: Any, at: Any = AT, name: str = "cours.zip", **said: Any
) -> PackageImport:
    """Bring a package in, as a page and then the queue do; return the import as it ended."""
    said = {"title": "", "built_by": None} | said
    received = receive_package(upload=uploaded(content, name), at=at, by=by, **said)
    # The queue of the tests waits for a commit that never comes.
    read_package(public_id=str(received.public_id), now=lambda: at)
    received.refresh_from_db()
    return received


def made_package(built_by: Any = None, **fields: Any) -> Package:
    """Return a package of one part, of which nothing is on the disk."""
    package = Package.objects.create(
        title=fields.pop("title", "Un module"), built_by=built_by, created_at=AT, **fields
    )
    found = read_manifest(manifest().encode(), ["index.html"])
    PackageVersion.objects.create(
        package=package,
        number=1,
        label=secrets.token_hex(10),
        standard=found.standard,
        manifest=found.as_data(),
        file_name="cours.zip",
        files=1,
        size=1_000,
        uploaded_at=AT,
    )
    return package


def package_block(package: Package, block_id: str | None = None, title: str = "") -> dict[str, Any]:
    """Return a package as a StreamField stores it."""
    return block("package", {"package": package.pk, "title": title}, block_id)


def make_path_with_package(package: Package, *more: dict[str, Any], **fields: Any) -> PublishedPath:
    """Return a published path of one lesson that holds a package, after the blocks `more`."""
    path = make_path(lessons=1, questions=0, **fields)
    held = package_block(package)
    for page in LessonPage.objects.filter(translation_key=lesson_pages(path)[0].translation_key):
        page.body = LessonPage._meta.get_field("body").stream_block.to_python(
            [*page.body.raw_data, *more, held]
        )
        page.save()
    return publish_path(PathPage.objects.filter(translation_key=path.key).first())
