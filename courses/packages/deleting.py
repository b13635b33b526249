"""Deleting a package that nothing needs any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError
from academy.lrs.services import forget_sessions
from courses.models import AuRegistration, Package
from courses.queries import is_in_use


def in_use(package: Package) -> str:
    """Return why a package can't be deleted, as a sentence."""
    return _(
        "“%(title)s” is in a lesson, or learners have opened it, so it can't be deleted. Take it "
        "out of the lessons: nobody new will see it, and what was done keeps its meaning."
    ) % {"title": package.title}


@transaction.atomic
def delete_package(*, package: Package, at: datetime, by: User | None = None) -> None:
    """Delete a package with its versions and their files, and the registrations in no lesson.

    `by` is None for a client of the academy; who may is asked before. Raises AcademyError for a
    package that is in use.
    """
    Package.objects.select_for_update().values_list("pk").get(pk=package.pk)
    if is_in_use(package):
        raise AcademyError(in_use(package))
    owner, key = package.built_by, str(package.key)
    package.delete()
    audit.record(
        at=at,
        actor=by,
        action="package.delete",
        target=key,
        organism_code=owner.code if owner else "",
    )


def forget_registration(row: AuRegistration) -> None:
    """Forget the sessions of a registration that goes. What was told in them stays."""
    forget_sessions(registration=row.registration)
