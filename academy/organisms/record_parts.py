"""What organisms hold about a person, for their record: where they belong, their roles, lists."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Leaver, Part, Row, columns, register
from academy.organisms.models import Membership, RoleGrant
from academy.organisms.services import list_records

_UNTIL_LEAVING = _("Until you leave the academy; those that are over, too.")


def _memberships(user: User, language: str) -> Iterator[Row]:
    posts = Membership.objects.filter(user=user).select_related("organism", "unit")
    for post in posts.order_by("-starts_on", "-pk"):
        yield post.organism.name, post.unit.name, post.person_number, post.starts_on, post.ends_on


def _roles(user: User, language: str) -> Iterator[Row]:
    grants = RoleGrant.objects.filter(user=user).select_related("organism", "portfolio")
    for grant in grants.order_by("-starts_on", "-pk"):
        place = grant.organism or grant.portfolio
        yield grant.get_role_display(), place.name if place else "", grant.starts_on, grant.ends_on


def _forget(leaver: Leaver) -> None:
    list_records.forget_person(email=leaver.user.email, at=leaver.at)


def register_parts() -> None:
    """Have the record hold where a person belongs and which roles they have."""
    register(
        Part(
            name="organisms.memberships",
            title=_("Where I belong"),
            why=_(
                "So that your organization asks you for the right learning paths, and that figures "
                "count you where you work. When you move to another organization, a line is added: "
                "the rest of your record stays yours and follows you."
            ),
            kept=_UNTIL_LEAVING,
            columns=columns(
                organism=_("Organization"),
                unit=_("Unit"),
                person_number=_("Person number"),
                starts_on=pgettext_lazy("a day", "From"),
                ends_on=pgettext_lazy("a day", "Until"),
            ),
            rows=_memberships,
            holds=("organisms.Membership",),
            forget=_forget,
        ),
        order=30,
    )
    register(
        Part(
            name="organisms.roles",
            title=_("My roles"),
            why=_("To know what you may do beside learning, and where."),
            kept=_UNTIL_LEAVING,
            columns=columns(
                role=_("Role"),
                place=_("Where"),
                starts_on=pgettext_lazy("a day", "From"),
                ends_on=pgettext_lazy("a day", "Until"),
            ),
            rows=_roles,
            holds=("organisms.RoleGrant",),
        ),
        order=40,
    )
