"""Static files as they are served: compressed, named after their content, one style sheet.

Style sheets are written one a component. A browser that follows forty `@import` rules waits for
several round trips before it paints, so collectstatic puts them together, layer by layer.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

GATHERED = ("css/site.css",)

_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
_URL = re.compile(r'url\("(?P<path>\.\.?/[^"]+)"\)')


class GatheringStaticFilesStorage(ManifestStaticFilesStorage):
    """Files named after their content; `GATHERED` sheets hold what they import."""

    def read_manifest_again(self) -> None:
        """Take in what another process has gathered since this one started."""
        files, digest = self.load_manifest()
        self.hashed_files, self.manifest_hash = files, digest  # type: ignore[assignment]

    def post_process(self, paths: dict, dry_run: bool = False, **options: Any) -> Iterator:
        """Gather, then name (and compress) like the parent, which reads from `paths`."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        if not dry_run:
            for name in GATHERED:
                if name in paths:
                    content = gathered(name, read)
                    self.delete(name)
                    self.save(name, ContentFile(content.encode()))
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


class CompressedGatheringStaticFilesStorage(
    GatheringStaticFilesStorage, CompressedManifestStaticFilesStorage
):
    """The same, compressed for production."""


def gathered(name: str, read: Callable[[str], str]) -> str:
    """Return the style sheet `name` with its imports in place; `read(name)` gives a file's text.

    A relative address in an imported sheet is rewritten to mean the same from where `name` is.
    """
    folder = posixpath.dirname(name)

    def put_in_place(match: re.Match[str]) -> str:
        source = posixpath.normpath(posixpath.join(folder, match["path"]))
        inner = posixpath.dirname(source)

        def moved(url: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(inner, url["path"]))
            return f'url("{posixpath.relpath(target, folder)}")'

        return f"@layer {match['layer']} {{\n{_URL.sub(moved, read(source))}}}"

    return _IMPORT.sub(put_in_place, read(name))
