"""Asking for training, changing what is asked, joining a request, needing it no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from courses.frameworks.shipped import in_order
from courses.models import (
    AskedLanguage,
    OrganismNeed,
    TrainingRequest,
    TrainingSubject,
    Urgency,
)

from .policies import can_ask_for, can_read
from .queries import OPEN, state_is


@dataclass(frozen=True, slots=True)
class What:
    """What is asked for."""

    title: str
    need: str
    entries: Sequence[str] = ()
    language: AskedLanguage = AskedLanguage.BOTH


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whom an organism needs it for, and how much it presses."""

    audience: str
    people: int
    urgency: Urgency = Urgency.NORMAL
    wanted_on: date | None = None
    urgency_reason: str = ""


@transaction.atomic
def ask(
    *, by: User, organism: Organism, what: What, own: ForWhom, at: datetime, criterion: str = ""
) -> TrainingRequest:
    """Ask for training in the name of `organism`.

    `criterion`: that of digital practice whose gap it comes from, asked for once while it is open.
    The same form sent twice is one request. Raises NotFound where the organism isn't one that `by`
    may ask for.
    """
    if not can_ask_for(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such organization."))
    _check(own, at)
    # One request of an organism at a time: a form that is sent twice finds the first one.
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    same = {"criterion": criterion} if criterion else {"title": what.title, "need": what.need}
    known = TrainingRequest.objects.filter(
        state_is(OPEN), organism=organism, withdrawn_at=None, **same
    ).first()
    if known is not None:
        return known
    subject = TrainingSubject.objects.create(title=what.title, made_at=at)
    request = TrainingRequest.objects.create(
        subject=subject,
        organism=organism,
        criterion=criterion,
        asked_at=at,
        asked_by=by,
        **_fields(what),
    )
    _put_need(request, organism, own, by, at)
    _note("requests.ask", request, organism, by, at)
    return request


@transaction.atomic
def change(*, by: User, request_id: int, what: What, own: ForWhom, at: datetime) -> TrainingRequest:
    """Change what a request says, and whom its organism needs it for.

    Raises NotFound for a request that isn't `by`'s to change, AcademyError where it was settled or
    withdrawn meanwhile.
    """
    request = _locked(request_id)
    if not can_ask_for(by, request.organism, timezone.localdate(at)):
        raise NotFound(_("There is no such request."))
    _refuse_closed(request)
    _check(own, at)
    for name, value in _fields(what).items():
        setattr(request, name, value)
    request.changed_at = at
    request.save()
    if not request.subject.merged.exists():
        # The title of a group is its own.
        TrainingSubject.objects.filter(pk=request.subject_id).update(title=what.title)
    _put_need(request, request.organism, own, by, at)
    _note("requests.change", request, request.organism, by, at)
    return request


@transaction.atomic
def join(
    *, by: User, request_id: int, organism: Organism, own: ForWhom, at: datetime
) -> OrganismNeed:
    """Say that `organism` needs it too; saying it again replaces what it said.

    Raises NotFound for a request or an organism that isn't there for `by`, AcademyError where the
    request was settled or withdrawn meanwhile, or is that organism's own.
    """
    day = timezone.localdate(at)
    request = _locked(request_id)
    if not can_read(by, day) or not can_ask_for(by, organism, day):
        raise NotFound(_("There is no such request."))
    _refuse_closed(request)
    if organism.pk == request.organism_id:
        raise AcademyError(
            _("Your organization asks for this already: change the request instead.")
        )
    _check(own, at)
    need = _put_need(request, organism, own, by, at)
    _note("requests.join", request, organism, by, at)
    return need


@transaction.atomic
def leave(*, by: User, request_id: int, organism: Organism, at: datetime) -> None:
    """Say that `organism` needs it no more.

    The request stays for those who joined: the first of them speaks for it then. Where nobody
    needs it any more, it is withdrawn. Raises NotFound for what isn't `by`'s.
    """
    request = _locked(request_id)
    if not can_ask_for(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such request."))
    if not request.needs.filter(organism=organism, left_at=None).update(left_at=at):
        raise NotFound(_("There is no such request."))
    if organism.pk == request.organism_id:
        following = request.needs.filter(left_at=None).order_by("said_at", "pk").first()
        if following is None:
            request.withdrawn_at = at
        else:
            request.organism = following.organism
        request.save(update_fields=["withdrawn_at", "organism"])
    _note("requests.leave", request, organism, by, at)


def _locked(request_id: int) -> TrainingRequest:
    """Return a request, locked until the transaction ends."""
    request = (
        TrainingRequest.objects.select_for_update(of=("self",))
        .select_related("subject", "subject__merged_into", "organism")
        .filter(pk=request_id)
        .first()
    )
    if request is None:
        raise NotFound(_("There is no such request."))
    return request


def _refuse_closed(request: TrainingRequest) -> None:
    """Say what happened to a request about which nothing more can be said."""
    if request.withdrawn_at is not None:
        raise AcademyError(
            _("This request was withdrawn meanwhile. Ask anew if your organization needs it still.")
        )
    if request.subject.head.is_settled:
        raise AcademyError(_("This request is settled. Ask anew if you need something else."))


def _fields(what: What) -> dict[str, object]:
    return {
        "title": what.title,
        "need": what.need,
        "entries": in_order(what.entries),
        "language": what.language,
    }


def _check(own: ForWhom, at: datetime) -> None:
    if own.urgency == Urgency.HIGH and not own.urgency_reason.strip():
        raise AcademyError(_("Say why it presses: those who study requests read it."))


def _put_need(
    request: TrainingRequest, organism: Organism, own: ForWhom, by: User, at: datetime
) -> OrganismNeed:
    need, _is_new = OrganismNeed.objects.update_or_create(
        request=request,
        organism=organism,
        left_at=None,
        defaults={
            "audience": own.audience,
            "people": own.people,
            "urgency": own.urgency,
            "wanted_on": own.wanted_on,
            "urgency_reason": own.urgency_reason,
            "said_by": by,
        },
        create_defaults={
            "audience": own.audience,
            "people": own.people,
            "urgency": own.urgency,
            "wanted_on": own.wanted_on,
            "urgency_reason": own.urgency_reason,
            "said_by": by,
            "said_at": at,
        },
    )
    return need


def _note(
    action: str, request: TrainingRequest, organism: Organism, by: User, at: datetime
) -> None:
    audit.record(
        at=at, actor=by, action=action, target=str(request.pk), organism_code=organism.code
    )
