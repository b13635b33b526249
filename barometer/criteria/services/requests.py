"""Asking for a path that doesn't exist yet: a request for training, that comes from a gap."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from academy.organisms.queries import headcount_of_organisms
from barometer.criteria import policies, queries
from courses.models import LONGEST_SUBJECT, TrainingRequest
from courses.training_requests.asking import ForWhom, What, ask


@transaction.atomic
def request_path(*, by: User, organism: Organism, criterion: str, at: datetime) -> TrainingRequest:
    """Ask for a path that teaches a criterion; asking again while it is open changes nothing.

    It is for everybody in the organism until somebody says otherwise on the page of the request.
    Raises NotFound for a criterion of no grid or an organism that isn't theirs, AcademyError where
    a path teaches it.
    """
    day = localdate(at)
    if not policies.can_assess(by, organism, day):
        raise NotFound(_("There is no such organization."))
    found = queries.latest_criterion(criterion, "en" if get_language() == "en" else "fr")
    if found is None:
        raise NotFound(_("There is no such criterion."))
    if queries.paths_teaching([found], "fr")[criterion]:
        raise AcademyError(_("A learning path teaches this criterion already."))
    need = _(
        "Our assessment of digital practice has a gap here, and no learning path teaches this "
        "criterion: “%(title)s”."
    )
    people = headcount_of_organisms([organism.pk], day).get(organism.pk, 0)
    return ask(
        by=by,
        organism=organism,
        what=What(title=found.title[:LONGEST_SUBJECT], need=need % {"title": found.title}),
        own=ForWhom(audience=_("Everybody in the organization"), people=max(people, 1)),
        criterion=criterion,
        at=at,
    )
