"""Bringing a package in: an archive is taken from a page, and read by the queue.

What is refused leaves nothing but the import that says why. A worker that is killed begins again
with an empty folder; what it left is removed.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from academy.accounts.models import User
from academy.core import clock
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms.models import Organism
from courses.archives import unpack
from courses.exchange.problems import Problem, Refused
from courses.models import (
    Package,
    PackageAttempt,
    PackageImport,
    PackageVersion,
    ServiceToken,
)

from . import policies, store
from .kinds_of_files import is_kept
from .noting import note
from .reading import (
    LIMITS,
    Found,
    as_data,
    check_names,
    is_bare,
    keep_bare,
    read_unpacked,
)
from .xml_reading import LARGEST

logger = logging.getLogger(__name__)
# How long an import that is over is shown.
IMPORTS_KEPT = timedelta(days=30)
# In how many steps progress is told.
_STEPS = 50
LONGEST_TITLE = 120
# Problems of a refused archive that are told: nobody mends thousands by reading them.
MOST_PROBLEMS = 50


def receive_package(
    *,
    upload: UploadedFile,
    title: str,
    built_by: Organism | None,
    package: Package | None = None,
    at: datetime,
    by: User | ServiceToken,
) -> PackageImport:
    """Take an archive: a new package called `title`, or a new version of `package`.

    It is read by the queue, which tells how far it is. Raises NotAllowed, and AcademyError for an
    archive that is too large.
    """
    owner = package.built_by if package is not None else built_by
    if not policies.can_bring_in(by, owner, timezone.localdate(at)):
        raise NotAllowed(_("You may not bring packages in for this organization."))
    if upload.size is None or upload.size > LIMITS.archive:
        raise AcademyError(
            _("The archive is larger than %(most)s MiB.") % {"most": LIMITS.archive >> 20}
        )
    received = PackageImport(
        package=package,
        title=title.strip()[:LONGEST_TITLE],
        built_by=owner,
        file_name=(upload.name or "package.zip")[:255],
        uploaded_by=by if isinstance(by, User) else None,
        uploaded_through=by if isinstance(by, ServiceToken) else None,
        uploaded_at=at,
    )
    # Before the transaction: others write meanwhile. What no row names goes after some days.
    store.keep_upload(received.public_id, upload)
    with transaction.atomic():
        received.save()
        transaction.on_commit(partial(read_in_background.enqueue, str(received.public_id)))
    return received


@task()
def read_in_background(public_id: str) -> None:
    """Read an archive, from the queue."""
    read_package(public_id=public_id, now=clock.now)


def read_package(*, public_id: str, now: Callable[[], datetime]) -> None:
    """Read an archive that waits, and make a version of it or say why not.

    The rights of who handed it over are asked again.
    """
    received = (
        PackageImport.objects.select_related(
            "package", "built_by", "uploaded_by", "uploaded_through__organism"
        )
        .filter(public_id=public_id)
        .first()
    )
    if received is None or received.is_over:
        return
    by = received.brought_by
    if by is None or not policies.can_bring_in(by, received.built_by, timezone.localdate(now())):
        _refuse(received, [_problem_of_rights(received)], now())
        return
    received.state = PackageImport.State.READING
    received.save(update_fields=["state"])
    try:
        with store.unpacking(received.public_id) as folder:
            bare = is_bare(received.file_name)
            names = _put_into(folder, received) if bare else _unpacked_into(folder, received)
            found = read_unpacked(folder, names, is_bare=bare, hosts=settings.CMI5_HOSTS)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            _keep(received, found, folder=folder, files=len(names), size=size, at=now())
    except Refused as refused:
        _refuse(received, _first(refused.problems, received), now())
    except OSError:
        logger.exception("The archive of the import %s could not be kept.", public_id)
        _refuse(received, [_problem_of_disk(received)], now())
    finally:
        store.forget_upload(received.public_id)


def _unpacked_into(folder: Path, received: PackageImport) -> list[str]:
    return unpack(
        store.archive_of(received.public_id),
        folder,
        LIMITS,
        keeps=is_kept,
        checks=lambda names: check_names(names, received.file_name),
        progress=partial(_tell, received),
        name=received.file_name,
    )


def _put_into(folder: Path, received: PackageImport) -> list[str]:
    """A course structure may come without an archive (cmi5, 14.2)."""
    with store.archive_of(received.public_id).open("rb") as file:
        names = keep_bare(file.read(LARGEST + 1), folder)
    _tell(received, 1, 1)
    return names


def _first(problems: Sequence[Problem], received: PackageImport) -> list[Problem]:
    """Return the problems that are told, the last one for those that aren't."""
    rule = gettext_noop("Problems that are not listed: %(count)s. Mend these first.")
    told, left = list(problems[:MOST_PROBLEMS]), len(problems) - MOST_PROBLEMS
    if left > 0:
        told.append(Problem(received.file_name, "", rule, (("count", str(left)),)))
    return told


def _problem_of_rights(received: PackageImport) -> Problem:
    rule = gettext_noop("You may not bring packages in for this organization any more.")
    return Problem(received.file_name, "", rule)


def _problem_of_disk(received: PackageImport) -> Problem:
    rule = gettext_noop(
        "The academy could not keep the files. Try again later, and tell its administrators if it "
        "happens again."
    )
    return Problem(received.file_name, "", rule)


def _tell(received: PackageImport, done: int, total: int) -> None:
    """Keep how far the reading is, now and then."""
    if done == total or done % max(1, total // _STEPS) == 0:
        PackageImport.objects.filter(pk=received.pk).update(done=done, total=total)


def _refuse(received: PackageImport, problems: Iterable[Problem], at: datetime) -> None:
    with transaction.atomic():
        received.state = PackageImport.State.REFUSED
        received.problems = as_data(problems)
        received.ended_at = at
        received.save(update_fields=["state", "problems", "ended_at"])
        _note(received, "refused", at)
    store.forget_upload(received.public_id)


def _keep(
    received: PackageImport, found: Found, *, folder: Path, files: int, size: int, at: datetime
) -> None:
    label = ""
    try:
        with transaction.atomic():
            package = received.package
            if package is None:
                package = Package.objects.create(
                    title=received.title or found.title[:LONGEST_TITLE],
                    built_by=received.built_by,
                    created_at=at,
                )
            received.version = keep_version(
                package=package,
                found=found,
                folder=folder,
                files=files,
                size=size,
                file_name=received.file_name,
                by=received.uploaded_by,
                through=received.uploaded_through,
                at=at,
            )
            label = received.version.label
            received.package = package
            received.state = PackageImport.State.DONE
            received.ended_at = at
            received.save(update_fields=["package", "version", "state", "ended_at"])
            _note(received, "done", at)
    except BaseException:
        if label:
            store.remove(label)
        raise


@transaction.atomic
def keep_version(
    *,
    package: Package,
    found: Found,
    folder: Path,
    files: int,
    size: int,
    file_name: str,
    by: User | None,
    at: datetime,
    through: ServiceToken | None = None,
) -> PackageVersion:
    """Make what was found in `folder` the newest version of a package, and put its files in place.

    Whoever takes the transaction around it back removes them (`store.remove`).
    """
    Package.objects.select_for_update().get(pk=package.pk)
    last = package.versions.order_by("-number").first()
    version = PackageVersion.objects.create(
        package=package,
        number=last.number + 1 if last else 1,
        label=secrets.token_hex(10),
        standard=found.standard,
        manifest=found.manifest,
        notes=as_data(found.notes),
        file_name=file_name,
        files=files,
        size=size,
        uploaded_by=by,
        uploaded_through=through,
        uploaded_at=at,
    )
    store.put_in_place(folder, version.label)
    return version


def _note(received: PackageImport, result: str, at: datetime) -> None:
    note(
        action="package.import",
        target=received.package.key if received.package else received.public_id,
        owner=received.built_by,
        by=received.brought_by,
        at=at,
        details={"file": received.file_name},
        result=result,
    )


def remove_files(label: str) -> None:
    """Remove the files of a version once the transaction that takes it away is there."""
    transaction.on_commit(partial(store.remove, label))


def clean_packages(at: datetime) -> None:
    """Remove what nobody uses any more: files of versions that were followed by a newer one and in
    which nobody is under way, imports of long ago, what interrupted work left on the disk."""
    under_way = PackageAttempt.objects.filter(completed_at__isnull=True).values("version")
    for package in Package.objects.prefetch_related("versions"):
        for version in list(package.versions.all())[1:]:
            followed = version.cleaned_at is None
            # Learners of other systems, whose AUs are launched for them.
            elsewhere = version.registrations.filter(attempt=None, satisfied_at=None)
            if (
                followed
                and not under_way.filter(version=version).exists()
                and not elsewhere.exists()
            ):
                version.cleaned_at = at
                version.save(update_fields=["cleaned_at"])
                remove_files(version.label)
    PackageImport.objects.filter(ended_at__lt=at - IMPORTS_KEPT).delete()
    known = set(
        PackageVersion.objects.filter(cleaned_at__isnull=True).values_list("label", flat=True)
    )
    store.tidy_up(known, at)
