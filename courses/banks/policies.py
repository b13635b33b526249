"""Who sees and edits the questions of a bank, with their answers: the designers of its organism."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from academy.accounts.models import User
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from courses.models import BankQuestion, QuestionBank


class BankPermissionPolicy(ModelPermissionPolicy):
    """What one may do with banks, or with their questions, is what one may do with the bank.

    Designers do everything with the banks of the organisms that they design for, administrators
    with all; nobody else sees any. `organism` names the field that leads to the organism.
    """

    def __init__(self, model: type, organism: str) -> None:
        super().__init__(model)
        self.organism = organism

    def user_has_permission(self, user: Viewer, action: str) -> bool:
        """Tell whether the person may do this with some bank."""
        today = timezone.localdate()
        return is_administrator(user, today) or bool(designer_organism_ids(user, today))

    def user_has_any_permission(self, user: Viewer, actions: Iterable[str]) -> bool:
        """Tell whether the person may do one of these with some bank: all are alike."""
        return self.user_has_permission(user, "change")

    def instances_user_has_any_permission_for(
        self, user: Viewer, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the rows that the person may see and edit."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        today = timezone.localdate()
        if is_administrator(user, today):
            return rows
        return rows.filter(**{f"{self.organism}__in": designer_organism_ids(user, today)})

    def user_has_any_permission_for_instance(
        self, user: Viewer, actions: Iterable[str], instance: Any
    ) -> bool:
        """Tell whether the person may see and edit this row."""
        today = timezone.localdate()
        if is_administrator(user, today):
            return True
        owner: Any = instance
        for name in self.organism.split("__"):
            owner = getattr(owner, name, None)
        return owner is not None and owner.pk in designer_organism_ids(user, today)

    def user_has_permission_for_instance(self, user: Viewer, action: str, instance: Any) -> bool:
        """Tell whether the person may do this with this row."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return the people who may edit some bank today."""
        today = timezone.localdate()
        holds = Q(role_grants__role="designer", role_grants__starts_on__lte=today) & (
            Q(role_grants__ends_on__isnull=True) | Q(role_grants__ends_on__gt=today)
        )
        found = User.objects.filter(is_active=True).filter(Q(is_superuser=True) | holds)
        return found.distinct()


def register_policies() -> None:
    """Have Wagtail ask these policies; before anything of the desk is made."""
    register_permission_policy(QuestionBank, BankPermissionPolicy(QuestionBank, "built_by"))
    register_permission_policy(BankQuestion, BankPermissionPolicy(BankQuestion, "bank__built_by"))
