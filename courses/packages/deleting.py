"""Taking a package away: allowed as long as no lesson holds it and nobody opened it in one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.lrs.services import abandon, forget_sessions
from academy.lrs.session_queries import open_session_of
from courses.models import AuRegistration, Package, ServiceToken
from courses.queries import is_in_use

from . import policies
from .noting import note


def in_use(package: Package) -> str:
    """Return why a package can't be deleted, as a sentence."""
    return _(
        "“%(title)s” is in a lesson, or learners have opened it, so it can't be deleted. Take it "
        "out of the lessons: nobody new will see it, and what was done keeps its meaning."
    ) % {"title": package.title}


def delete_package(*, package: Package, at: datetime, by: User | ServiceToken) -> None:
    """Delete a package with its versions; their files go once that is done.

    Learners of other systems lose it: their sessions are ended, and what was recorded stays. Raises
    NotAllowed, NotFound for one that is gone, and AcademyError for one that is in use.
    """
    if not policies.can_bring_in(by, package.built_by, timezone.localdate(at)):
        raise NotAllowed(_("You may not delete packages of this organization."))
    key, owner = package.key, package.built_by
    try:
        with transaction.atomic():
            row = Package.objects.select_for_update().filter(key=key).first()
            if row is None:
                raise NotFound(_("This package was deleted already."))
            if is_in_use(row):
                raise AcademyError(in_use(row))
            _end_registrations(row, at)
            row.delete()
            note(
                action="package.delete",
                target=key,
                owner=owner,
                by=by,
                at=at,
                details={"title": package.title},
            )
    except (ProtectedError, IntegrityError) as error:
        # Somebody opened it meanwhile.
        raise AcademyError(in_use(package)) from error


@transaction.atomic
def delete_packages(*, packages: Iterable[Package], at: datetime, by: User) -> None:
    """Delete several packages, or none where one can't be."""
    for package in packages:
        delete_package(package=package, at=at, by=by)


def _end_registrations(package: Package, at: datetime) -> None:
    """Forget the registrations in which no lesson is followed, and end what is open of them."""
    rows = AuRegistration.objects.filter(version__package=package, attempt=None)
    for registration in rows.values_list("registration", flat=True):
        session = open_session_of(registration)
        if session is not None:
            abandon(session=session, at=at)
    rows.delete()


def forget_registration(row: AuRegistration) -> None:
    """Forget the sessions of a registration that goes. What was told in them stays."""
    forget_sessions(registration=row.registration)
