"""How far learners are, as the API tells it."""

from collections.abc import Mapping
from typing import Any, cast

from django.urls import reverse

from academy.lrs.session_queries import SessionTold, open_session_of
from courses.models import (
    AuRegistration,
    AuStanding,
    Completion,
    PackageLaunch,
    PackagePart,
    Success,
)
from courses.packages.cmi5.move_on import is_met
from courses.packages.sessions.standings import done_of
from courses.packages.shown import title_in

from . import shapes
from .reading import Language, address_of


def registration_said(row: AuRegistration, language: Language) -> shapes.Registration:
    """Return how far somebody is in a cmi5 package."""
    version = row.version
    standings = {one.item: one for one in row.standings.all()}
    session = open_session_of(row.registration)
    account = row.actor["account"]
    items = version.manifest["items"]
    return shapes.Registration(
        registration=row.registration,
        package=address_of(version.package),
        version=version.number,
        actor=shapes.Agent(shapes.Account(account["homePage"], account["name"])),
        in_lesson=row.attempt_id is not None,
        created_at=row.created_at,
        satisfied_at=row.satisfied_at,
        session=_address("session", session.public_id) if session else None,
        parts=[
            _au_said(item, standings.get(item["id"]), language) for item in items if item["launch"]
        ],
        groups=[
            _group_said(item, standings.get(item["id"]), language)
            for item in items
            if not item["launch"]
        ],
    )


def session_said(session: SessionTold, row: AuRegistration, language: Language) -> shapes.Session:
    """Return what is told of a launch of an AU."""
    item = next(one for one in row.version.parts if one["publisher_id"] == session.publisher_id)
    standing = row.standings.filter(item=item["id"]).first()
    return shapes.Session(
        id=session.public_id,
        registration=row.registration,
        registration_address=_address("registration", row.registration),
        launch_mode=cast(Any, session.launch_mode),
        launched_at=session.launched_at,
        initialized_at=session.initialized_at,
        state=session.state,
        ended_at=session.ended_at,
        last_refusal=session.last_refusal or None,
        part=_au_said(item, standing, language),
    )


def opening_said(launch: PackageLaunch, language: Language) -> shapes.Session:
    """Return what is told of an opening of a part that reports to the academy's own page."""
    attempt = launch.attempt
    row = attempt.parts.filter(item=launch.item).first()
    item = next(one for one in attempt.version.parts if one["id"] == launch.item)
    is_over = row is not None and row.is_ended and row.launch == launch.number
    return shapes.Session(
        id=launch.public_id,
        registration=attempt.enrolment.registration,
        registration_address=None,
        launch_mode="Review" if launch.is_review else "Normal",
        launched_at=launch.opened_at,
        initialized_at=None,
        state="terminated" if is_over else "open",
        ended_at=None,
        last_refusal=None,
        part=_part_said(launch.item, title_in(item, language), row),
    )


def _au_said(
    item: Mapping[str, Any], standing: AuStanding | None, language: Language
) -> shapes.PartStanding:
    done = done_of(standing)
    has_failed = standing is not None and standing.failed_at is not None
    return shapes.PartStanding(
        id=item["id"],
        publisher_id=item["publisher_id"],
        title=title_in(item, language),
        is_launched=standing is not None and standing.launched_at is not None,
        is_completed=done.completed,
        success="passed" if done.passed else "failed" if has_failed else None,
        score=standing.scaled if standing else None,
        waived_because=standing.waived_because if standing and done.waived else None,
        is_satisfied=is_met(item["move_on"], done),
    )


def _part_said(key: str, title: str, row: PackagePart | None) -> shapes.PartStanding:
    is_done = row is not None and row.completion == Completion.COMPLETED
    has_failed = row is not None and row.success == Success.FAILED
    return shapes.PartStanding(
        id=key,
        publisher_id=None,
        title=title,
        is_launched=True,
        is_completed=is_done,
        success=cast(Any, row.success or None) if row else None,
        score=row.scaled if row else None,
        waived_because=None,
        is_satisfied=is_done and not has_failed,
    )


def _group_said(
    item: Mapping[str, Any], standing: AuStanding | None, language: Language
) -> shapes.GroupStanding:
    return shapes.GroupStanding(
        id=item["id"],
        publisher_id=item["publisher_id"],
        title=title_in(item, language),
        satisfied_at=standing.satisfied_at if standing else None,
    )


def _address(name: str, key: object) -> str:
    return reverse(f"packages_api:{name}", args=[key])
