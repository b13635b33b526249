"""Launches for learners, registrations and sessions: who asks, and what is done or told."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.core import clock
from academy.core.api.problems import Refused, not_found
from academy.core.errors import AcademyError
from academy.lrs.session_queries import session_called
from academy.lrs.xapi.agents import require_agent
from academy.lrs.xapi.errors import Invalid
from courses.models import AuRegistration, PackageLaunch, ServiceToken
from courses.packages import token_policies
from courses.packages.client_launches import launch_for_client
from courses.packages.sessions.waiving import abandon_session, waive
from courses.queries import open_launch

from . import shapes, standings
from .answers import address, done, language_of, told
from .bodies import json_in
from .callers import caller_of
from .package_views import package_known

Use = ServiceToken.Use


@address("POST", otherwise="Use POST to open a part of this package for a learner.")
def launches(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a part of a package for an account, and answer with where its browser goes."""
    caller = caller_of(request, Use.LAUNCH)
    package = package_known(caller, key)
    asked = json_in(request, shapes.Launch)
    account = asked.actor.account
    try:
        require_agent({"account": {"homePage": account.home_page, "name": account.name}}, "actor")
    except Invalid as error:
        raise Refused(400, f"The body is not what this address takes: {error}.") from error
    launched = launch_for_client(
        package=package,
        home_page=account.home_page,
        name=account.name,
        item=asked.part,
        registration=asked.registration,
        mode=asked.launch_mode or "",
        return_url=asked.return_url or "",
        language=language_of(request),
        at=clock.now(),
        through=caller,
    )
    where = reverse("packages_api:session", args=[launched.session])
    said = shapes.Launched(launched.address, launched.registration, launched.session, where)
    return done(said, 201, location=where)


@address("GET", "HEAD", otherwise="A registration is read only: use GET or HEAD.")
def registration(request: HttpRequest, registration_id: UUID) -> HttpResponseBase:
    """Answer with how far somebody is in a cmi5 package."""
    row = _registration(caller_of(request), registration_id)
    return told(request, standings.registration_said(row, language_of(request)))


@address("POST", otherwise="Use POST to let a part count as done.")
def waivers(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Let an AU count as done for somebody, with a reason."""
    caller = caller_of(request, Use.WAIVE)
    row = _registration(caller, registration_id)
    asked = json_in(request, shapes.Waiver)
    waive(
        registration=row.registration,
        item=asked.part,
        reason=asked.reason,
        at=clock.now(),
        by=caller,
    )
    row = _registration(caller, registration_id)
    return done(standings.registration_said(row, language_of(request)))


@address("GET", "HEAD", otherwise="A session is read only: use GET or HEAD.")
def session(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """Answer with how far an opening of a part is."""
    caller = caller_of(request)
    found = session_called(session_id)
    if found is not None:
        row = _registration(caller, found.registration)
        return told(request, standings.session_said(found, row, language_of(request)))
    return told(request, standings.opening_said(_opening(caller, session_id), language_of(request)))


@address("POST", otherwise="Use POST to end a session that its AU doesn't end.")
def abandonment(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End a session, and answer with what it is then."""
    caller = caller_of(request, Use.LAUNCH)
    found = session_called(session_id)
    if found is None:
        _opening(caller, session_id)
        raise AcademyError(_("Only sessions of cmi5 packages are abandoned."))
    row = _registration(caller, found.registration)
    abandon_session(registration=row.registration, session_id=session_id, at=clock.now(), by=caller)
    ended = session_called(session_id)
    if ended is None:
        raise not_found()
    return done(standings.session_said(ended, row, language_of(request)))


def _registration(caller: ServiceToken, registration_id: UUID) -> AuRegistration:
    rows = AuRegistration.objects.select_related(
        "version__package__built_by", "attempt__enrolment__user"
    )
    found = rows.filter(registration=registration_id).first()
    if found is None or not token_policies.knows_registration(caller, found, _today()):
        raise not_found()
    return found


def _opening(caller: ServiceToken, launch_id: UUID) -> PackageLaunch:
    """Return an opening in a lesson of a package of another standard than cmi5."""
    found = open_launch(launch_id)
    if (
        found is None
        or found.attempt.version.is_cmi5
        or not token_policies.covers(caller, found.attempt.version.package.built_by)
        or not token_policies.knows_person(caller, found.attempt.enrolment.user, _today())
    ):
        raise not_found()
    return found


def _today() -> date:
    return timezone.localdate(clock.now())
