"""Launch sessions by hand, from the page of their registration."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.lrs import services
from academy.lrs.models import LaunchSession

from .access import Counter
from .visits import for_a_reason


@login_required
@require_POST
@for_a_reason
def abandon_session(
    request: SignedInRequest, counter: Counter, reason: str, session_id: UUID
) -> HttpResponse:
    """End a launch session that its content doesn't end."""
    session = get_object_or_404(LaunchSession, public_id=session_id)
    return _abandon(request, counter, session)


@recently_authenticated
def _abandon(request: SignedInRequest, counter: Counter, session: LaunchSession) -> HttpResponse:
    if services.abandon(session=session, at=counter.at, by=request.user):
        messages.success(request, _("The session is ended. What was stored in it stays."))
    else:
        messages.info(request, _("The session had ended already."))
    return redirect("lrs:registration", session.registration)
