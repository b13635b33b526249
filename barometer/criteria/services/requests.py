"""Asking for a path that doesn't exist yet."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from barometer.criteria import policies, queries
from barometer.criteria.models import PathRequest


@transaction.atomic
def request_path(*, by: User, organism: Organism, criterion: str, at: datetime) -> PathRequest:
    """Ask for a path that teaches a criterion; asking again while it is open changes nothing.

    Raises NotFound for a criterion of no grid or an organism that isn't theirs, AcademyError where
    a path teaches it.
    """
    if not policies.can_assess(by, organism, localdate(at)):
        raise NotFound(_("There is no such organization."))
    found = queries.latest_criterion(criterion, "fr")
    if found is None:
        raise NotFound(_("There is no such criterion."))
    if queries.paths_teaching([found], "fr")[criterion]:
        raise AcademyError(_("A learning path teaches this criterion already."))
    request, is_new = PathRequest.objects.get_or_create(
        organism=organism,
        criterion=criterion,
        closed_at=None,
        defaults={"requested_at": at, "requested_by": by},
    )
    if is_new:
        _note(at, by, "criteria.path_requested", request)
    return request


@transaction.atomic
def close_path_request(*, by: User, request: PathRequest, at: datetime) -> None:
    """Say that a request is answered. Raises NotFound for who doesn't lead."""
    if not policies.can_review_any(by, localdate(at)):
        raise NotFound(_("There is no such request."))
    if request.closed_at is None:
        request.closed_at, request.closed_by = at, by
        request.save(update_fields=["closed_at", "closed_by"])
        _note(at, by, "criteria.path_request_closed", request)


def _note(at: datetime, by: User, action: str, request: PathRequest) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=request.criterion,
        organism_code=request.organism.code,
    )
