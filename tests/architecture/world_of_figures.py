"""What the addresses of figures name: records, releases, criteria, findings."""

import json
from datetime import timedelta

from django.utils import timezone

from academy.lrs.models import Statement
from academy.lrs.services import create_credential
from barometer.criteria.queries import drawn
from barometer.criteria.services import load_shipped_grid, request_path, start_assessment
from barometer.findings.services import create_hook, keep_evidence, receive_campaign
from barometer.models import Assessment, PublicPage, Rating, ReportSubscription, RunningCampaign
from barometer.outlook.target_services import set_target
from barometer.releases.services import publish_due
from barometer.reports.mail import stop_token
from barometer.sheets.services import issue_sheet
from barometer.timeline.services import add_event
from tests.factories.organisms import MembershipFactory


def make_records(world):
    for name, organism in (("credential", world.own), ("other_credential", world.other)):
        made = create_credential(name=name, scopes=["all"], organism=organism, at=world.now)
        world.values[name] = made.key
    stored = Statement.objects.exclude(registration=None)[0]
    world.values |= {"statement": stored.statement_id, "registration": stored.registration}
    # Enough people for something to be published of the other organism.
    MembershipFactory.create_batch(12, unit=world.other_unit)
    released = publish_due(at=world.now)
    sheet = issue_sheet(
        organism=world.other, path=None, language="fr", at=world.now, by=world.people["lead"]
    )
    PublicPage.objects.create(organism=world.other, opened_at=world.now)
    subscription = ReportSubscription.objects.create(
        user=world.people["manager"], level="organism", organism=world.own, asked_at=world.now
    )
    world.values["target"] = set_target(
        by=world.people["manager"],
        organism=world.own,
        path_key=world.values["path"],
        percent=60,
        due_on=timezone.localdate(world.now) + timedelta(days=90),
        owner=world.people["manager"],
        at=world.now,
    ).public_id
    world.values["event"] = add_event(
        by=world.people["manager"],
        organism=world.own,
        portfolio=None,
        kind="note",
        day=timezone.localdate(world.now),
        text_fr="Nouvelle adresse",
        text_en="",
        path_key=None,
        at=world.now,
    ).public_id
    world.values |= {
        "release_day": released.day.isoformat(),
        "no_release_day": (released.day + timedelta(days=1)).isoformat(),
        "sheet_code": sheet.code,
        "subscription": subscription.public_id,
        "stop_token": stop_token(subscription),
    }


def make_assessments(world):
    manager, year = world.people["manager"], timezone.localdate(world.now).year
    grid = load_shipped_grid(at=world.now)
    start_assessment(by=manager, organism=world.own, year=year, at=world.now)
    request_path(by=manager, organism=world.own, criterion="open-by-default", at=world.now)
    made = [
        Assessment.objects.create(
            organism=world.other,
            grid=grid,
            year=own_year,
            state=state,
            round=1,
            started_at=world.now,
            submitted_at=world.now,
        )
        for own_year, state in ((year, "submitted"), (year - 1, "reviewed"))
    ]
    for assessment in made:
        Rating.objects.bulk_create(
            Rating(assessment=assessment, criterion=one["key"], level=1, rated_at=world.now)
            for one in grid.body["criteria"]
        )
    world.values |= {
        "year": year,
        "to_review": made[0].public_id,
        "to_rate_again": made[1].public_id,
        "drawn": drawn(made[1])[0],
        "elsewhere": world.values["other_portfolio"],
    }


def make_findings(world):
    manager = world.people["manager"]
    hook = create_hook(organism=world.own, at=world.now, by=manager).hook
    campaign = RunningCampaign.objects.create(
        hook=hook, number=1, sealed_key="", first_at=world.now, last_at=world.now
    )
    members = MembershipFactory.create_batch(12, unit=world.unit)
    sent = {}
    for name, days in (("kept", 9), ("sent", 2)):
        rows = [
            {
                "email": one.user.email,
                "status": "Clicked Link",
                "send_date": (world.now - timedelta(days=days)).isoformat(),
                "reported": False,
            }
            for one in members
        ]
        sent[name] = receive_campaign(
            organism=world.own,
            content=json.dumps(rows).encode(),
            name=name,
            at=world.now,
            by=manager,
        )
    keep_evidence(evidence=sent["kept"], at=world.now, by=manager)
    world.values |= {
        "hook": hook.public_id,
        "campaign": campaign.pk,
        "sent": sent["sent"].public_id,
        "finding": sent["kept"].findings.get().public_id,
    }
