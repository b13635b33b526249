"""A small academy in which every address has something to answer about, for each role."""

import json
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import Delivery, MailPreference, User
from academy.accounts.services import mails
from academy.lrs.models import Statement
from academy.lrs.services import create_credential
from academy.organisms.models import Headcount, PeopleImport, Role
from academy.organisms.services import roles
from barometer.criteria.queries import drawn
from barometer.criteria.services import load_shipped_grid, request_path, start_assessment
from barometer.findings.services import create_hook, keep_evidence, receive_campaign
from barometer.models import Assessment, PublicPage, Rating, ReportSubscription, RunningCampaign
from barometer.outlook.target_services import set_target
from barometer.releases.services import publish_due
from barometer.reports.mail import stop_token
from barometer.sheets.services import issue_sheet
from barometer.timeline.services import add_event
from courses.adoption.adopting import adopt_path
from courses.adoption.offering import offer_part
from courses.models import Adoption, BlockReport, Certificate, PackageImport, PathPage
from courses.packages.attempts import open_package
from courses.queries import certificate_keys
from courses.services import (
    answer_report,
    assign_path,
    complete_lesson,
    enrol,
    exempt,
    give_extra_time,
    request_exemption,
    share_path,
)
from tests.courses.cobuilding.building import building_of
from tests.courses.surveys.answered import consultation_of
from tests.courses.taking_tests import Seat
from tests.factories.accounts import UnopenedUserFactory, UserFactory
from tests.factories.banks import doubt_about, make_bank, make_path_with_test
from tests.factories.cmi5 import au_registration_of
from tests.factories.courses import LessonPageFactory, block, lesson_pages, make_path
from tests.factories.media import make_video
from tests.factories.organisms import MembershipFactory, OrganismFactory, UnitFactory
from tests.factories.packages import made_package, make_path_with_package

ROLES = ("anonymous", "learner", "designer", "manager", "officer", "lead", "administrator")
NOBODY = UUID(int=7)


class World:
    """What the addresses of the table name, and a signed-in session for each role."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.values: dict[str, Any] = {"nobody": NOBODY}
        self.cookies: dict[str, dict[str, str]] = {"anonymous": {}}
        with translation.override("fr"):
            self._make_organisms()
            self._make_people()
            self._make_lists()
            self._make_lessons()
            self._make_records()
            self._make_assessments()
            self._make_findings()
            self._make_certificates()
            self._make_tests()
            self._make_adoptions()
            self._make_packages()
            self._make_buildings()

    def _make_organisms(self) -> None:
        own, other = OrganismFactory(), OrganismFactory()
        self.own, self.other = own, other
        self.portfolio = own.placements.get().portfolio
        self.unit = UnitFactory(organism=own)
        self.other_unit = UnitFactory(organism=other)
        Headcount.objects.create(unit=self.unit, on=date(2026, 1, 1), people=40)
        self.values |= {
            # The references of entries of frameworks, as Wagtail writes them in addresses.
            "entry": "digcomp_3A4.2",
            "own": own.public_id,
            "own_code": own.code,
            "own_portfolio": self.portfolio.code,
            "own_portfolio_id": self.portfolio.public_id,
            "other": other.public_id,
            "other_code": other.code,
            "other_portfolio": other.placements.get().portfolio.code,
            "unit": self.unit.public_id,
            "other_unit": self.other_unit.public_id,
        }

    def _make_people(self) -> None:
        places: dict[str, dict[str, Any]] = {
            "designer": {"role": Role.DESIGNER, "organism": self.own},
            "manager": {"role": Role.ORGANISM_MANAGER, "organism": self.own},
            "officer": {"role": Role.PORTFOLIO_OFFICER, "portfolio": self.portfolio},
            "lead": {"role": Role.GOVERNMENT_LEAD},
            "administrator": {"role": Role.ADMINISTRATOR},
        }
        self.people: dict[str, User] = {}
        for name in ROLES[1:]:
            person = UserFactory(email=f"{name}@academie.example")
            MembershipFactory(user=person, unit=self.unit)
            if name in places:
                given = roles.grant(user=person, at=self.now, by=None, **places[name])
                self.values[f"{name}_grant"] = given.pk
            self.people[name] = User.objects.get(pk=person.pk)
            client = Client()
            client.force_login(self.people[name])
            self.cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}
        for name, unit in (("newcomer", self.unit), ("other_newcomer", self.other_unit)):
            newcomer = UnopenedUserFactory(email=f"{name}@academie.example")
            MembershipFactory(user=newcomer, unit=unit)
            self.values[name] = newcomer.public_id
        elsewhere = roles.grant(
            user=UserFactory(), at=self.now, by=None, role=Role.DESIGNER, organism=self.other
        )
        self.values["elsewhere_grant"] = elsewhere.pk

    def _make_lists(self) -> None:
        for name, organism in (("list", self.own), ("other_list", self.other)):
            self.values[name] = PeopleImport.objects.create(
                organism=organism,
                uploaded_at=self.now,
                file_name="liste.csv",
                effective_on=date(2026, 9, 1),
                state=PeopleImport.State.DROPPED,
                plan={"counts": {}, "problems": [], "notices": [], "unknown_columns": []},
            ).public_id

    def _make_lessons(self) -> None:
        path = make_path(built_by=[self.own])
        lesson = lesson_pages(path)[0]
        video = block("video", {"title": "A", "video": make_video().pk, "transcript": "<p>A</p>"})
        lesson.body = [*lesson.body.raw_data, video]
        lesson.save()
        course = lesson.get_parent()
        enrol(user=self.people["learner"], path_key=path.key, at=self.now)
        assignment = assign_path(
            by=self.people["administrator"],
            organism=self.own,
            path_key=path.key,
            due_on=(self.now + timedelta(days=30)).date(),
            reason_fr="Pour commencer.",
            at=self.now,
        )
        for page in PathPage.objects.filter(translation_key=path.key):
            share_path(path=page)
        delivery = Delivery.objects.create(
            user=self.people["learner"],
            kind="courses.digest",
            occasion="2026-10-05",
            state=Delivery.State.SENT,
            at=self.now,
        )
        preference = MailPreference.objects.create(user=self.people["learner"])
        draft = LessonPageFactory(parent=course, live=False)
        elsewhere = make_path(lessons=1, built_by=[self.other])
        tested = make_path(lessons=3, questions=4, languages=["fr"])
        self.values["tested_course"] = UUID(tested.outline["courses"][0]["key"])
        other_course = lesson_pages(elsewhere)[0].get_parent()
        other_assignment = assign_path(
            by=self.people["administrator"],
            organism=self.other,
            path_key=path.key,
            due_on=(self.now + timedelta(days=30)).date(),
            reason_fr="",
            at=self.now,
        )
        for name, organism in (("exemption", self.own), ("other_exemption", self.other)):
            person = User.objects.get(
                public_id=self.values["newcomer" if organism == self.own else "other_newcomer"]
            )
            self.values[name] = exempt(
                by=self.people["administrator"],
                organism=organism,
                path_key=path.key,
                person=person,
                reason="Formée ailleurs.",
                at=self.now,
            ).pk
        self.values["request"] = request_exemption(
            by=self.people["learner"],
            organism=self.own,
            path_key=path.key,
            reason="Formée ailleurs.",
            at=self.now,
        ).pk
        question = next(str(b.id) for b in lesson.body if b.block_type != "rich_text")
        reports = {
            name: BlockReport.objects.create(
                reporter=self.people["learner"],
                page=page,
                path_key=of.key,
                lesson_key=page.translation_key,
                language="fr",
                lesson_title=page.title,
                kind="wrong",
                reported_at=self.now,
                block_id=name,
            )
            for name, page, of in (
                ("report", lesson, path),
                ("open_report", lesson, path),
                ("other_report", lesson_pages(elsewhere)[0], elsewhere),
            )
        }
        answer_report(
            by=self.people["designer"],
            report_id=reports["report"].pk,
            state="kept",
            answer="C’est exact.",
            at=self.now,
        )
        self.values |= {name: one.pk for name, one in reports.items()}
        self.values |= {
            "path": path.key,
            "delivery": delivery.public_id,
            "mail_token": mails.stop_token(preference),
            "lesson": lesson.pk,
            "question": question,
            "video": video["id"],
            "assignment": assignment.pk,
            "other_assignment": other_assignment.pk,
            "other_path_page": other_course.get_parent().pk,
            "draft": draft.pk,
            "course_key": course.translation_key,
            "course_page": course.pk,
            "other_course_page": other_course.pk,
            "path_page": course.get_parent().pk,
            "english": course.get_translations().get().pk,
            "other_english": other_course.get_translations().get().pk,
            "/home": "",
            "/catalogue": self._below_language(course.get_parent().get_parent()),
            "/path": self._below_language(course.get_parent()),
            "/course": self._below_language(course),
            "/lesson": self._below_language(lesson),
            "/draft": self._below_language(draft),
        }
        self.data = {
            "courses:answer": {"choice": []},
            "courses:position": {"block": question},
            "courses:video_position": {"seconds": 3},
            "courses:report": {"passage": "lesson", "kind": "unclear"},
            "courses_feedback:report": {"state": "fixed"},
        }

    def _make_buildings(self) -> None:
        self.values |= building_of(
            administrator=self.people["administrator"],
            organisms={"": self.own, "other_": self.other},
            pages={"": self.values["path_page"], "other_": self.values["other_path_page"]},
            at=self.now,
        )
        self.values |= consultation_of(self.unit, self.other_unit, at=self.now)

    def _make_tests(self) -> None:
        bank = make_bank({"phishing": 2}, built_by=self.own)
        path = make_path_with_test(bank, {"phishing": 1})
        seat = Seat(path, user=self.people["learner"])
        self.values |= {
            "bank": bank.pk,
            "other_bank": make_bank({"phishing": 1}, built_by=self.other).pk,
            "doubt": doubt_about(bank, at=self.now).pk,
            "test_lesson": seat.lesson.pk,
            "test_block": seat.block_id,
            "attempt": seat.start(at=self.now).pk,
        }
        for name, organism in (("extra_time", self.own), ("other_extra_time", self.other)):
            person = "newcomer" if organism == self.own else "other_newcomer"
            self.values[name] = give_extra_time(
                by=self.people["administrator"],
                organism=organism,
                person=User.objects.get(public_id=self.values[person]),
                factor="1.5",
                at=self.now,
            ).pk

    def _make_adoptions(self) -> None:
        """Own adopts a path of other and offers its title back; other adopts one of own."""
        for name, offer, builder, adopter in (
            ("adoption", "own_offer", self.other, self.own),
            ("other_adoption", "offer_to_own", self.own, self.other),
        ):
            path = make_path(lessons=1, questions=0, languages=["fr"], built_by=[builder])
            page = PathPage.objects.get(translation_key=path.key)
            share_path(path=page)
            by = self.people["administrator"]
            said = {"by": by, "at": self.now}
            adopted = adopt_path(
                page_id=page.pk, organism=adopter, state=Adoption.State.FOLLOWS, **said
            )
            row = adopted.pages.get(kind="path")
            draft = PathPage.objects.get(translation_key=row.own_key)
            draft.title = "Adapté"
            draft.save_revision().publish()
            offered = {"adoption_id": adopted.pk, "page_id": row.pk, "key": "title"}
            self.values[name], self.values[f"{name}_page"] = adopted.pk, row.pk
            self.values[offer] = offer_part(words="Mieux.", **offered, **said).pk
            self.values[f"{name}_source"] = page.pk
            course = draft.get_children().get().specific
            written = LessonPageFactory(parent=course, locale=course.locale, live=False)
            self.values[f"{name}_lesson"] = written.translation_key

    def _make_packages(self) -> None:
        own, other = made_package(self.own), made_package(self.other)
        path = make_path_with_package(own)
        lesson = lesson_pages(path)[0]
        block_id = UUID(next(iter(lesson.package_blocks)))
        launch = open_package(
            enrolment=enrol(user=self.people["learner"], path_key=path.key, at=self.now),
            lesson=lesson,
            course_key=lesson.get_parent().translation_key,
            block_id=block_id,
            at=self.now,
        )
        for name, organism in (("package_import", self.own), ("other_import", self.other)):
            self.values[name] = PackageImport.objects.create(
                built_by=organism, file_name="cours.zip", uploaded_at=self.now
            ).public_id
        self.values |= {
            "package": own.pk,
            "other_package": other.pk,
            "package_lesson": lesson.pk,
            "package_block": block_id,
            "launch": launch.public_id,
            "au_registration": au_registration_of(self.people["learner"]),
        }

    def _make_records(self) -> None:
        for name, organism in (("credential", self.own), ("other_credential", self.other)):
            made = create_credential(name=name, scopes=["all"], organism=organism, at=self.now)
            self.values[name] = made.key
        stored = Statement.objects.exclude(registration=None)[0]
        self.values |= {"statement": stored.statement_id, "registration": stored.registration}
        # Enough people for something to be published of the other organism.
        MembershipFactory.create_batch(12, unit=self.other_unit)
        released = publish_due(at=self.now)
        sheet = issue_sheet(
            organism=self.other, path=None, language="fr", at=self.now, by=self.people["lead"]
        )
        PublicPage.objects.create(organism=self.other, opened_at=self.now)
        subscription = ReportSubscription.objects.create(
            user=self.people["manager"], level="organism", organism=self.own, asked_at=self.now
        )
        self.values["target"] = set_target(
            by=self.people["manager"],
            organism=self.own,
            path_key=self.values["path"],
            percent=60,
            due_on=timezone.localdate(self.now) + timedelta(days=90),
            owner=self.people["manager"],
            at=self.now,
        ).public_id
        self.values["event"] = add_event(
            by=self.people["manager"],
            organism=self.own,
            portfolio=None,
            kind="note",
            day=timezone.localdate(self.now),
            text_fr="Nouvelle adresse",
            text_en="",
            path_key=None,
            at=self.now,
        ).public_id
        self.values |= {
            "release_day": released.day.isoformat(),
            "no_release_day": (released.day + timedelta(days=1)).isoformat(),
            "sheet_code": sheet.code,
            "subscription": subscription.public_id,
            "stop_token": stop_token(subscription),
        }

    def _make_certificates(self) -> None:
        path = make_path(lessons=1, questions=0)
        enrolment = enrol(user=self.people["learner"], path_key=path.key, at=self.now)
        lesson = lesson_pages(path)[0]
        complete_lesson(
            enrolment=enrolment,
            lesson=lesson,
            course_key=lesson.get_parent().translation_key,
            at=self.now,
        )
        self.values |= {
            "passed_path": path.key,
            "certificate": Certificate.objects.get(enrolment=enrolment).code,
            "thumbprint": certificate_keys().jwks()[0]["kid"],
            "first_list": 0,
            "no_list": 9,
        }

    def _make_assessments(self) -> None:
        manager, year = self.people["manager"], timezone.localdate(self.now).year
        grid = load_shipped_grid(at=self.now)
        start_assessment(by=manager, organism=self.own, year=year, at=self.now)
        request_path(by=manager, organism=self.own, criterion="open-by-default", at=self.now)
        made = [
            Assessment.objects.create(
                organism=self.other,
                grid=grid,
                year=own_year,
                state=state,
                round=1,
                started_at=self.now,
                submitted_at=self.now,
            )
            for own_year, state in ((year, "submitted"), (year - 1, "reviewed"))
        ]
        for assessment in made:
            Rating.objects.bulk_create(
                Rating(assessment=assessment, criterion=one["key"], level=1, rated_at=self.now)
                for one in grid.body["criteria"]
            )
        self.values |= {
            "year": year,
            "to_review": made[0].public_id,
            "to_rate_again": made[1].public_id,
            "drawn": drawn(made[1])[0],
            "elsewhere": self.values["other_portfolio"],
        }

    def _make_findings(self) -> None:
        manager = self.people["manager"]
        hook = create_hook(organism=self.own, at=self.now, by=manager).hook
        campaign = RunningCampaign.objects.create(
            hook=hook, number=1, sealed_key="", first_at=self.now, last_at=self.now
        )
        members = MembershipFactory.create_batch(12, unit=self.unit)
        sent = {}
        for name, days in (("kept", 9), ("sent", 2)):
            rows = [
                {
                    "email": one.user.email,
                    "status": "Clicked Link",
                    "send_date": (self.now - timedelta(days=days)).isoformat(),
                    "reported": False,
                }
                for one in members
            ]
            sent[name] = receive_campaign(
                organism=self.own,
                content=json.dumps(rows).encode(),
                name=name,
                at=self.now,
                by=manager,
            )
        keep_evidence(evidence=sent["kept"], at=self.now, by=manager)
        self.values |= {
            "hook": hook.public_id,
            "campaign": campaign.pk,
            "sent": sent["sent"].public_id,
            "finding": sent["kept"].findings.get().public_id,
        }

    @staticmethod
    def _below_language(page: Any) -> str:
        return page.get_url().removeprefix("/fr/")

    def address(self, route: str, names: list[str]) -> str:
        """Return the address of a route of the table; a route may be a path in itself."""
        if route.startswith("/"):
            return route
        with translation.override("fr"):
            return reverse(route, args=[self.values.get(name, name) for name in names])

    @contextmanager
    def undone(self):
        """Undo afterwards what happens inside."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def answer(self, role: str, method: str, route: str, names: list[str]) -> str:
        """Return what `role` gets: a status, or where it is sent: in, prove or go."""
        # The record store wants to know the version that its clients speak.
        headers = {"X-Experience-API-Version": "2.0.0"} if route.startswith("/xapi/") else {}
        client = Client(raise_request_exception=False, headers=headers)
        for key, value in self.cookies[role].items():
            client.cookies[key] = value
        address = self.address(route, names)
        with self.undone():
            if method == "POST":
                response = client.post(address, self.data.get(route, {}))
            else:
                response = getattr(client, method.lower())(address)
        if response.status_code not in (301, 302, 303):
            return str(response.status_code)
        target = response.headers["Location"].partition("?")[0]
        doors = {"/fr/account/login/": "in", "/fr/account/reauthenticate/": "prove"}
        return doors.get(target, "go")
