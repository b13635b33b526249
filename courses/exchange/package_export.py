"""The packages that the lessons of a path hold, as files: what is said of them, and archives."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from courses.models import Package, PackageVersion
from courses.packages.carrying import newest_with_files, open_archive

from .contents import PackageFile
from .naming import Names, Opener
from .packages import archive_file
from .schema import storable


class PackageExport:
    """The packages of a path, found as its lessons are read: the newest version of each."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.found: dict[Any, tuple[PackageFile, PackageVersion]] = {}

    def name(self, row_id: Any) -> str:
        """Return the name of the folder of a package. Raises AcademyError for one without files."""
        if row_id not in self.found:
            package = Package.objects.filter(pk=row_id).first()
            if package is None:
                raise AcademyError(
                    _("A lesson holds a package that was deleted. Take its block out, then export.")
                )
            version = newest_with_files(package)
            if version is None:
                raise AcademyError(
                    _(
                        "The files of the package “%(title)s” aren’t here. Bring its archive in "
                        "again as a new version, then export."
                    )
                    % {"title": package.title}
                )
            self.found[row_id] = self._described(package, version), version
        return self.found[row_id][0].name

    def _described(self, package: Package, version: PackageVersion) -> PackageFile:
        key = str(package.key)
        return PackageFile(
            name=self.names.name(key, package.title),
            key=key,
            title=storable(package.title).strip(),
            standard=version.standard,
            counts_when=package.counts_when,
            file_name=storable(version.file_name).strip(),
        )

    def described(self) -> tuple[PackageFile, ...]:
        """Return what is said of each, by name."""
        return tuple(sorted((one for one, _version in self.found.values()), key=_by_name))

    def openers(self) -> dict[str, Opener]:
        """Return how to open the archive of each."""
        return {
            archive_file(one.name): partial(open_archive, version.label)
            for one, version in self.found.values()
        }


def _by_name(one: PackageFile) -> str:
    return one.name
