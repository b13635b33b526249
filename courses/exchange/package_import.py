"""Packages of a path, read as every package is, and kept as versions where they differ."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.archives import LIMITS
from courses.models import Package as PackageRow
from courses.packages import carrying
from courses.packages.policies import can_bring_in

from .contents import PackageFile
from .found_here import owner_of_new
from .packages import archive_file, package_file
from .problems import STEP, Findings, Place, Problem, Refused, _
from .reading import Package
from .report import Change, PageChange


class PackageImport:
    """Brings the packages of a path up to their files; problems end up in `findings`.

    A package is known by its key. Its archive is untrusted: it is read in a folder of its own by
    the reader of every package, within its limits, and all of them together unpack to no more than
    one path may. The same files make no new version. Without `publish`, a package that is here
    stays as it is: its newest version is what learners open.
    """

    def __init__(
        self,
        package: Package,
        findings: Findings,
        *,
        publish: bool,
        user: User | None,
        at: datetime,
    ) -> None:
        self.package = package
        self.findings = findings
        self.publish = publish
        self.user = user
        self.at = at
        self.changes: list[PageChange] = []
        self.notes: list[str] = []
        self.ids: dict[str, int] = {}
        self.made: list[str] = []

    def run(self, organisms: Collection[Organism]) -> None:
        """Create or update each package; a new one is of the first of `organisms` that may."""
        left = LIMITS.unpacked
        for one in self.package.content.packages:
            left -= self._package(one, organisms, left)

    def undo(self) -> None:
        """Remove the files of the versions that were made."""
        for label in self.made:
            carrying.take_back(label)

    def _package(self, one: PackageFile, organisms: Collection[Organism], most: int) -> int:
        """Bring one package up to its files; return how many bytes it unpacks to."""
        row = PackageRow.objects.filter(key=one.key).first()
        owner = row.built_by if row is not None else owner_of_new(organisms, self.user)
        if not self._may(row, owner, one):
            return 0
        name = archive_file(one.name)
        try:
            with carrying.arrived(self.package.folder / name, name=name, unpacked=most) as found:
                if found.found.standard != one.standard:
                    Place(self.findings, package_file(one.name)).at("standard").refuse(
                        _("The archive is “%(found)s”."), found=found.found.standard
                    )
                else:
                    self._keep(one, row, owner, found)
                return found.size
        except Refused as refused:
            self.findings.problems += [_inside(name, problem) for problem in refused.problems]
            return 0

    def _may(self, row: PackageRow | None, owner: Organism | None, one: PackageFile) -> bool:
        if self.user is None:
            return True
        place = Place(self.findings, package_file(one.name))
        policy = policy_registry.get_by_type(PackageRow)
        if row is not None:
            if policy.user_has_permission_for_instance(self.user, "change", row):
                return True
            place.refuse(_("This package belongs to another organization here."))
            return False
        if can_bring_in(self.user, owner, timezone.localdate(self.at)):
            return True
        place.refuse(
            _(
                "You may bring packages in for no organization. Ask a designer of one that built "
                "this path."
            )
        )
        return False

    def _keep(
        self,
        one: PackageFile,
        row: PackageRow | None,
        owner: Organism | None,
        found: carrying.Arrived,
    ) -> None:
        change: Change = "created" if row is None else "updated"
        if row is None:
            row = PackageRow.objects.create(
                key=UUID(one.key),
                title=one.title,
                built_by=owner,
                counts_when=one.counts_when,
                created_at=self.at,
            )
            self._add_version(row, found, one)
        else:
            is_same = carrying.is_same(row, found)
            held = (row.title, row.counts_when) == (one.title, one.counts_when)
            if is_same and held:
                change = "unchanged"
            elif not self.publish:
                change = "unchanged"
                self.notes.append(
                    gettext(
                        "The package “%(title)s” is another one here: it is changed by an import "
                        "that publishes."
                    )
                    % {"title": row.title}
                )
            else:
                row.title, row.counts_when = one.title, one.counts_when
                row.save(update_fields=["title", "counts_when"])
                if not is_same:
                    self._add_version(row, found, one)
        self.ids[one.name] = row.pk
        self.changes.append(PageChange("package", row.key, "", row.title, change))

    def _add_version(self, row: PackageRow, found: carrying.Arrived, one: PackageFile) -> None:
        version = carrying.add_version(
            package=row, one=found, file_name=one.file_name, by=self.user, at=self.at
        )
        self.made.append(version.label)


def _inside(archive: str, problem: Problem) -> Problem:
    """Return a problem of a package, told by its archive and by what is wrong in it."""
    if problem.file in ("", archive):
        return Problem(archive, problem.element, problem.rule, problem.values)
    steps = [problem.file, *([problem.element] if problem.element else [])]
    return Problem(archive, STEP.join(steps), problem.rule, problem.values)
