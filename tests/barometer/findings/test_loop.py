"""From a finding to its end: what is stored, prescribed, tested again and closed."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.core import recurring
from academy.core.errors import AcademyError, NotFound
from academy.organisms.services import memberships
from barometer.findings import services
from barometer.findings.models import Evidence, Finding, Prescription, Retest
from courses.models import Assignment
from courses.queries import learner_home
from tests.factories.accounts import UserFactory
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory

from .campaigns import XSS, finding_at, result, results_csv, sarif_bytes, sarif_log

pytestmark = pytest.mark.django_db


def _everything_stored():
    """Return all that the barometer keeps, as text."""
    return "\n".join(
        json.dumps(list(model.objects.values()), default=str)
        for model in apps.get_app_config("barometer").get_models()
    )


def test_a_campaign_opens_a_finding_for_each_exposed_group(place, campaign, keep):
    evidence = keep(campaign(12, 1, 0, days=60))
    (finding,) = Finding.objects.all()
    assert list(finding.units.all()) == [place.units[0]]
    assert (finding.people, finding.clicked_low, finding.clicked_high) == (30, 8, 12)
    assert (finding.state, finding.factor) == ("found", "ignorance")
    # The four people of the registry are counted with the smaller of the other units.
    assert [group["people"] for group in evidence.content["groups"]] == [30, 24]


def test_nothing_of_a_person_is_stored(place, campaign, keep):
    keep(campaign(12, 5, 0, days=60, positions=["Agente", "Analyste"]))
    stored = _everything_stored()
    for users in place.people.values():
        for user in users:
            assert user.email not in stored
            assert str(user.public_id) not in stored
    assert "@" not in stored
    assert "Fontenelle" not in stored
    assert "203.0.113" not in stored


def test_counts_behind_the_bands_are_not_stored(campaign, keep):
    # 8 and 12 of 30 are one band: what is stored is the same, to the letter.
    contents = []
    for clicked in (8, 12):
        with transaction.atomic():
            contents.append(keep(campaign(clicked, 0, 0, days=60)).content)
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_recipients_are_counted_where_they_worked_that_day(place, campaign, keep, now):
    mover = place.people[place.units[0].pk][0]
    memberships.transfer(
        membership=mover.memberships.get(),
        unit=place.units[1],
        on=timezone.localdate(now) - timedelta(days=10),
        at=now,
        by=None,
    )
    evidence = keep(campaign(0, 0, 0, days=60))
    assert [group["people"] for group in evidence.content["groups"]] == [30, 24]


def test_people_of_elsewhere_are_left_aside(place, now, keep):
    own = [user.email for user in place.people[place.units[0].pk]]
    other = [MembershipFactory(unit=UnitFactory()).user.email, "nobody@elsewhere.example"]
    at = now - timedelta(days=3)
    evidence = keep(results_csv([result(email, "clicked", at=at) for email in own + other]))
    assert evidence.content["aside"]["unknown"] == 2
    assert [group["people"] for group in evidence.content["groups"]] == [30]


def test_too_few_recipients_leave_nothing(place, now):
    rows = [
        result(user.email, "clicked", at=now - timedelta(days=3))
        for user in place.people[place.units[0].pk][:9]
    ]
    with pytest.raises(AcademyError):
        services.receive_campaign(
            organism=place.organism,
            content=results_csv(rows),
            name="x",
            at=now,
            by=place.manager,
        )
    assert not Evidence.objects.exists()


def test_faults_leave_nothing(place, campaign, now):
    content = campaign(12, 5, 0, days=60).replace(b"Clicked Link", b"Vexed", 2)
    with pytest.raises(services.FileRefused) as refused:
        services.receive_campaign(
            organism=place.organism, content=content, name="x", at=now, by=place.manager
        )
    assert [fault.line for fault in refused.value.faults] == [2, 3]
    assert not Evidence.objects.exists()


def test_the_same_campaign_again_stores_nothing_again(place, campaign, keep, now):
    content = campaign(12, 5, 0, days=60)
    first = services.receive_campaign(
        organism=place.organism, content=content, name="x", at=now, by=place.manager
    )
    again = services.receive_campaign(
        organism=place.organism, content=content, name="x", at=now, by=place.manager
    )
    assert again == first
    keep(content)
    services.keep_evidence(evidence=first, at=now, by=place.manager)
    with pytest.raises(AcademyError):
        keep(content)
    # Not even when somebody clicked late: what is stored once doesn't move with a person.
    with pytest.raises(AcademyError):
        keep(campaign(13, 5, 0, days=60))
    assert Evidence.objects.count() == 1
    assert Finding.objects.count() == 2


def _prescribe(place, finding, path, now):
    return services.prescribe(
        finding=finding,
        path_key=path.key,
        due_on=timezone.localdate(now) + timedelta(days=20),
        reason_fr="Pour progresser.",
        reason_en="To get better.",
        at=now,
        by=place.manager,
    )


def test_a_prescription_asks_the_units_and_nobody_else(place, campaign, keep, path, now):
    keep(campaign(12, 0, 0, days=60))
    finding = Finding.objects.get()
    _prescribe(place, finding, path, now)
    (assignment,) = Assignment.objects.all()
    assert (assignment.unit, assignment.organism) == (place.units[0], place.organism)
    finding.refresh_from_db()
    assert finding.state == "prescribed"
    today = timezone.localdate(now)
    inside, outside = (place.people[unit.pk][0] for unit in place.units[:2])
    (due,) = learner_home(inside, today, "fr").due
    with translation.override("fr"):
        assert (due.path.key, due.unit, due.reason) == (
            path.key,
            place.units[0],
            "Pour progresser.",
        )
    assert learner_home(outside, today, "fr").due == ()


def test_prescribing_again_moves_the_day(place, campaign, keep, path, now):
    keep(campaign(12, 0, 0, days=60))
    finding = Finding.objects.get()
    _prescribe(place, finding, path, now)
    _prescribe(place, finding, path, now + timedelta(days=5))
    assert Prescription.objects.get().due_on == Assignment.objects.get().due_on
    assert Assignment.objects.get().due_on == timezone.localdate(now) + timedelta(days=25)


def test_a_clear_fall_closes_the_finding(place, campaign, keep, path, now):
    keep(campaign(15, 0, 0, days=90))
    finding = Finding.objects.get()
    _prescribe(place, finding, path, now)
    later = keep(campaign(1, 0, 0, days=20), "Printemps")
    finding.refresh_from_db()
    assert (finding.state, finding.closed_on) == ("closed", later.on)
    test = finding.retests.get()
    assert (test.verdict, test.people, test.low, test.high) == ("passed", 30, 0, 2)
    assert Finding.objects.count() == 1
    with pytest.raises(AcademyError):
        _prescribe(place, finding, path, now)


def test_no_clear_fall_leaves_it_open_and_opens_no_other(place, campaign, keep, path, now):
    keep(campaign(15, 0, 0, days=90))
    finding = Finding.objects.get()
    _prescribe(place, finding, path, now)
    keep(campaign(14, 0, 0, days=20))
    finding.refresh_from_db()
    assert finding.state == "retest"
    assert finding.retests.get().verdict == Retest.Verdict.NOT_LOWER
    assert Finding.objects.count() == 1


def test_too_few_to_tell_leaves_it_open(place, campaign, keep, now):
    keep(campaign(5, 0, 0, days=90))
    keep(campaign(0, 0, 0, days=20))
    finding = Finding.objects.get()
    assert finding.state == "found"
    assert finding.retests.get().verdict == Retest.Verdict.TOO_FEW


def test_a_finding_closes_even_when_it_comes_to_light_late(campaign, keep):
    keep(campaign(1, 0, 0, days=20))
    keep(campaign(15, 0, 0, days=90))
    finding = Finding.objects.get()
    assert finding.state == "closed"
    assert finding.retests.get().evidence.on > finding.evidence.on


def _scan(place, now, results, *, days, unit=None, **options):
    evidence = services.receive_scan(
        organism=place.organism,
        content=sarif_bytes(results, rules=[XSS], **options),
        form="sarif",
        name="CodeQL",
        on=timezone.localdate(now) - timedelta(days=days),
        unit=unit,
        at=now,
        by=place.manager,
    )
    services.keep_evidence(evidence=evidence, at=now, by=place.manager)
    return evidence


def test_a_weakness_closes_when_the_next_scan_does_not_find_it(place, now):
    unit = place.units[0]
    _scan(place, now, [finding_at(), finding_at("py/old")], days=30, unit=unit)
    assert list(Finding.objects.values_list("rule", "factor")) == [
        ("py/reflective-xss", "ignorance"),
        ("py/old", "technical"),
    ]
    _scan(place, now, [finding_at(line=90), finding_at(line=91)], days=10, unit=unit)
    still, gone = Finding.objects.order_by("pk")
    assert (still.state, still.count) == ("found", 2)
    assert gone.state == "closed"


@pytest.mark.parametrize("why", ["other tool", "failed run", "other unit"])
def test_a_scan_of_something_else_closes_nothing(place, now, why):
    _scan(place, now, [finding_at()], days=30, unit=place.units[0])
    options = {
        "other tool": {"name": "Bandit"},
        "failed run": {"invocations": [{"executionSuccessful": False}]},
        "other unit": {},
    }[why]
    unit = place.units[1] if why == "other unit" else place.units[0]
    _scan(place, now, [], days=10, unit=unit, **options)
    assert Finding.objects.get().state == "found"


def test_a_table_names_the_unit_of_each_weakness(place, now):
    code = place.units[1].code
    content = f"id;severity;unit\nR1;high;{code}\nR2;low;\nR3;low;NOWHERE\n"
    options = {
        "organism": place.organism,
        "form": "table",
        "name": "Nessus",
        "on": timezone.localdate(now),
        "at": now,
        "by": place.manager,
    }
    with pytest.raises(services.FileRefused) as refused:
        services.receive_scan(content=content.encode(), **options)
    (fault,) = refused.value.faults
    assert (fault.code, fault.line, fault.value) == ("unknown_unit", 4, "NOWHERE")
    good = content.rpartition("R3")[0].encode()
    services.keep_evidence(
        evidence=services.receive_scan(content=good, **options), at=now, by=place.manager
    )
    first, second = Finding.objects.order_by("pk")
    assert list(first.units.all()) == [place.units[1]]
    assert not second.units.exists()


def test_a_weakness_of_the_whole_organism_asks_everybody(place, path, now):
    _scan(place, now, [finding_at()], days=3)
    _prescribe(place, Finding.objects.get(), path, now)
    assert Assignment.objects.get().unit is None


def test_a_factor_changed_by_hand_has_its_reason_and_is_audited(place, campaign, keep, now):
    keep(campaign(12, 0, 0, days=60))
    finding = Finding.objects.get()
    with pytest.raises(AcademyError):
        services.reclassify(
            finding=finding, factor="inattention", reason="  ", at=now, by=place.manager
        )
    services.reclassify(
        finding=finding, factor="inattention", reason="Fin d’année", at=now, by=place.manager
    )
    finding.refresh_from_db()
    assert (finding.factor, finding.factor_reason) == ("inattention", "Fin d’année")
    entry = AuditEntry.objects.filter(action="findings.reclassified").get()
    assert entry.details == {"from": "ignorance", "to": "inattention", "reason": "Fin d’année"}
    assert entry.organism_code == place.organism.code


def test_dropping_leaves_nothing_of_the_file(place, campaign, keep, now):
    content = campaign(12, 0, 0, days=60)
    evidence = services.receive_campaign(
        organism=place.organism, content=content, name="x", at=now, by=place.manager
    )
    services.drop_evidence(evidence=evidence, at=now, by=place.manager)
    evidence.refresh_from_db()
    assert (evidence.state, evidence.content) == ("dropped", {})
    with pytest.raises(AcademyError):
        services.keep_evidence(evidence=evidence, at=now, by=place.manager)
    keep(content)


def test_what_nobody_confirms_is_dropped_after_thirty_days(place, campaign, keep, now):
    kept = keep(campaign(12, 0, 0, days=90))
    waiting = services.receive_campaign(
        organism=place.organism,
        content=campaign(0, 9, 0, days=60),
        name="x",
        at=now,
        by=place.manager,
    )
    work = recurring.work("barometer.findings")
    work.run(now + timedelta(days=30))
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    for _again in range(2):
        work.run(now + timedelta(days=30, seconds=1))
    waiting.refresh_from_db()
    kept.refresh_from_db()
    assert (waiting.state, waiting.content, waiting.decided_by) == ("dropped", {}, None)
    assert (kept.state, bool(kept.content)) == ("kept", True)
    (entry,) = AuditEntry.objects.filter(action="findings.dropped")
    assert (entry.actor, entry.organism_code) == (None, place.organism.code)


def test_managers_of_elsewhere_find_nothing(place, campaign, keep, path, now):
    evidence = keep(campaign(12, 0, 0, days=60))
    finding, stranger = Finding.objects.get(), UserFactory()
    other = OrganismFactory()
    with pytest.raises(NotFound):
        services.reclassify(finding=finding, factor="inattention", reason="x", at=now, by=stranger)
    with pytest.raises(NotFound):
        services.keep_evidence(evidence=evidence, at=now, by=stranger)
    with pytest.raises(NotFound):
        services.receive_campaign(organism=other, content=b"", name="x", at=now, by=place.manager)
    with pytest.raises(NotFound):
        services.create_hook(organism=other, at=now, by=place.manager)


def test_storing_a_scan_costs_as_many_queries_whatever_it_finds(place, now):
    def cost(count, days):
        found = [finding_at(f"py/rule-{number}") for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            _scan(place, now, found, days=days, unit=place.units[0])
        return len(captured)

    cost(1, 50)
    few = cost(2, 40)
    assert cost(30, 30) == few
    assert cost(30, 20) <= few
    assert Finding.objects.filter(units=place.units[0], retests__isnull=False).count() >= 30


def test_runs_of_one_tool_in_a_file_are_one_scan(place, now):
    def scan(*found, days, complete=(True, True)):
        log = sarif_log([], rules=[XSS])
        log["runs"] = [
            log["runs"][0] | {"results": results, "invocations": [{"executionSuccessful": well}]}
            for results, well in zip(found, complete, strict=True)
        ]
        evidence = services.receive_scan(
            organism=place.organism,
            content=json.dumps(log).encode(),
            form="sarif",
            name="",
            on=timezone.localdate(now) - timedelta(days=days),
            at=now,
            by=place.manager,
        )
        services.keep_evidence(evidence=evidence, at=now, by=place.manager)

    scan([finding_at()], [finding_at(uri="src/other.py"), finding_at("py/old")], days=30)
    assert dict(Finding.objects.values_list("rule", "count")) == {
        "py/reflective-xss": 2,
        "py/old": 1,
    }
    scan([], [finding_at()], days=20, complete=(False, True))
    assert not Finding.objects.filter(state="closed").exists()
    scan([], [finding_at()], days=10)
    assert dict(Finding.objects.values_list("rule", "state")) == {
        "py/reflective-xss": "found",
        "py/old": "closed",
    }
