"""What cmi5 packages leave behind about a person, for their record."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Leaver, Part, Row, columns
from academy.core.iri import account_home_page
from academy.lrs.services import unname_person
from academy.lrs.xapi.agents import identity
from courses.models import AuRegistration

from .said import learned


def _registrations(*people: User) -> QuerySet[AuRegistration]:
    """Return those within the attempts of these accounts, and those in no lesson under the name of
    the first."""
    own = Q(attempt=None, actor__account__name=str(people[0].public_id))
    rows = AuRegistration.objects.filter(Q(attempt__enrolment__user__in=people) | own)
    return rows.select_related("version__package", "attempt")


def _rows(user: User, _language: str) -> Iterator[Row]:
    for one in _registrations(user).prefetch_related("standings").order_by("-created_at", "-pk"):
        items = {item["id"]: item["title"] for item in one.version.manifest["items"]}
        title = one.attempt.title if one.attempt else one.version.package.title
        number = str(one.registration)
        yield title, "", one.created_at, None, None, None, None, "", one.satisfied_at, None, number
        for row in one.standings.all():
            yield (
                title,
                items.get(row.item, row.item),
                row.launched_at,
                row.completed_at,
                row.passed_at,
                row.failed_at,
                row.waived_at,
                row.waived_because,
                row.satisfied_at,
                row.scaled,
                number,
            )


def _forget(leaver: Leaver) -> None:
    """Put the leaver's new name where AUs knew them by a number, and take the rest away."""
    people = [leaver.user, leaver.heir] if leaver.heir is not None else [leaver.user]
    rows = list(_registrations(*people))
    if not rows:
        return
    # Each package may know them by another number, all of which are as good as a name.
    known = {identity(dict(row.actor)): row.actor["account"]["name"] for row in rows}
    for own, number in known.items():
        if own is not None:
            unname_person(public_id=UUID(number), identities={own}, addresses=(), name=leaver.name)
    for row in rows:
        if row.attempt is None:
            row.delete()
            continue
        home_page = account_home_page(settings.ACADEMY_IRI_BASE)
        row.actor = {
            "objectType": "Agent",
            "account": {"homePage": home_page, "name": str(leaver.name)},
        }
        row.save(update_fields=["actor"])


def au_parts() -> Iterator[Part]:
    """Yield the registrations in cmi5 packages, which are learning."""
    yield learned(
        name="courses.aus",
        title=gettext_lazy("My cmi5 packages"),
        why=gettext_lazy(
            "So that the parts of a package know what you have done, and your lesson can be "
            "finished. What they report of you brings no marks."
        ),
        columns=columns(
            package=gettext_lazy("Package"),
            part=gettext_lazy("Part"),
            launched_at=gettext_lazy("Begun"),
            completed_at=gettext_lazy("Completed"),
            passed_at=gettext_lazy("Passed"),
            failed_at=gettext_lazy("Failed"),
            waived_at=gettext_lazy("Waived"),
            reason=gettext_lazy("Reason"),
            satisfied_at=gettext_lazy("Satisfied"),
            scaled=gettext_lazy("Reported score"),
            registration=gettext_lazy("Number in the record store"),
        ),
        rows=_rows,
        holds=("courses.AuRegistration", "courses.AuStanding"),
        forget=_forget,
    )
