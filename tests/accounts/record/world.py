"""Somebody of whom every part of the academy knows something."""

import json
from datetime import date, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from academy.accounts.models import Delivery, Invitation, User
from academy.accounts.services.mails import choose_times
from academy.core.iri import account_home_page
from academy.lrs import projector, services
from academy.lrs.models import Credential, Document, LaunchSession
from academy.lrs.services import credential_authority
from academy.organisms.models import Headcount, PeopleImport, Role
from academy.organisms.queries import organism_tree
from barometer.models import ReportSubscription
from courses.cobuilding.crediting import alias_of, append
from courses.models import (
    Assignment,
    Attempt,
    AttemptAnswer,
    BlockReport,
    Credit,
    CreditRole,
    ExtraTime,
    Moment,
    PackageAttempt,
    PositioningAnswer,
    PositioningSitting,
    RecheckAnswer,
    RecheckChoice,
    VideoPosition,
)
from courses.named_view.roll import roll_of
from courses.named_view.services import open_look, show_people
from courses.packages.sessions.registering import register_attempt
from courses.services import assign_path, exempt, request_exemption
from courses.surveys.services import respond
from courses.training_requests.asking import ForWhom, What, ask
from tests.courses.recognition.conftest import follow
from tests.courses.surveys.asking import attached, make_survey
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.cmi5 import made_cmi5
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)
from tests.factories.packages import made_package

EMAIL, FIRST, LAST = "zenobie.quartier@academie.example", "Zénobie", "Quartier-Lafleur"
OTHER_EMAIL = "zq@ailleurs.example"


class World:
    """An organism, its administrator, colleagues, and the person."""

    def __init__(self):
        self.now = timezone.now()
        self.organism = OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")
        self.unit = UnitFactory(organism=self.organism, name_fr="Digues", name_en="Dikes")
        Headcount.objects.create(unit=self.unit, on=date(2026, 1, 1), people=20)
        self.administrator = SuperuserFactory(first_name="Ada", last_name="Ministre")
        self.officer = RoleGrantFactory(trainer=True, organism=self.organism).user
        self.officer.first_name, self.officer.last_name = "Tara", "Formatrice"
        self.officer.save()
        self.path = make_path(lessons=2, questions=2, title="Reconnaître l’hameçonnage")
        self.other_path = make_path(lessons=1, questions=0, title="Mots de passe")
        self.colleagues = [post.user for post in MembershipFactory.create_batch(14, unit=self.unit)]
        for colleague in self.colleagues[:3]:
            follow(colleague, self.path, at=self.now - timedelta(days=40))
        self.person = self.make_person(EMAIL, FIRST, LAST)
        projector.catch_up(at=timezone.now())

    def make_person(self, email, first, last):
        now = self.now
        person = UserFactory(email=email, first_name=first, last_name=last)
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        EmailAddress.objects.create(user=person, email=OTHER_EMAIL, verified=True)
        TOTP.activate(person, generate_totp_secret())
        MembershipFactory(user=person, unit=self.unit, person_number="E-4417")
        RoleGrantFactory(user=person, role=Role.DESIGNER, organism=self.organism)
        choose_times(user=person, weekday=2, hour=9, quiet_from=20, quiet_until=7, at=now)
        follow(person, self.path, at=now - timedelta(days=40))
        RecheckChoice.objects.create(user=person, weekly=2)
        enrolment = person.enrolments.get()
        lesson = lesson_pages(self.path)[0]
        block = next(iter(lesson.question_blocks))
        RecheckAnswer.objects.create(
            statement_id=uuid4(),
            enrolment=enrolment,
            lesson_key=lesson.translation_key,
            block_id=block,
            at=now,
            response=["a"],
            scaled=1,
            success=True,
            at_random=False,
        )
        assign_path(
            by=self.administrator,
            organism=self.organism,
            path_key=self.path.key,
            due_on=(now + timedelta(days=30)).date(),
            reason_fr="Pour commencer.",
            at=now,
        )
        assign_path(
            by=self.administrator,
            organism=self.organism,
            path_key=self.other_path.key,
            due_on=(now + timedelta(days=30)).date(),
            reason_fr="",
            at=now,
        )
        request_exemption(
            by=person,
            organism=self.organism,
            path_key=self.other_path.key,
            reason="Suivie à l’école.",
            at=now,
        )
        exempt(
            by=self.administrator,
            organism=self.organism,
            path_key=self.other_path.key,
            person=person,
            reason="Formée ailleurs.",
            at=now,
        )
        BlockReport.objects.create(
            reporter=person,
            page=lesson,
            path_key=self.path.key,
            lesson_key=lesson.translation_key,
            language="fr",
            lesson_title=lesson.title,
            kind="wrong",
            comment=f"Écrivez-moi à {email}.",
            reported_at=now,
        )
        for kind, state in (("courses.digest", "sent"), ("courses.digest", "skipped")):
            Delivery.objects.create(
                user=person, kind=kind, occasion=f"{state} 2026-10-05", state=state, at=now
            )
        Invitation.objects.create(
            user=person,
            organism_code=self.organism.code,
            asked_at=now,
            state=Invitation.State.SENT,
            email=email,
            sent_at=now,
        )
        ReportSubscription.objects.create(
            user=person, level="organism", organism=self.organism, asked_at=now
        )
        PeopleImport.objects.create(
            organism=self.organism,
            uploaded_by=self.administrator,
            uploaded_at=now,
            file_name="liste.csv",
            content=f"courriel,prénom\n{email},{first}\n",
            effective_on=date(2026, 9, 1),
            plan={"counts": {}, "shown": {"arriving": [{"email": email}]}},
        )
        ModelLogEntry.objects.create(
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.pk),
            label=str(person),
            action="wagtail.edit",
            timestamp=now,
            user=self.administrator,
        )
        self.keep_statements(person)
        self.keep_trials(enrolment, lesson)
        append(
            [
                Credit(
                    at=now,
                    role=CreditRole.REVIEWED,
                    path_key=self.path.key,
                    page_key=lesson.translation_key,
                    block_id=block,
                    language="fr",
                    organism_code="RIVES",
                    alias=alias_of(person.pk),
                    words=12,
                )
            ]
        )
        self.keep_opinions(person)
        self.look_by_name()
        return person

    def keep_opinions(self, person):
        """Let the person have answered a survey and asked for training."""
        survey = attached(self.path, make_survey(), moments=("after",))
        respond(
            user=person,
            path_key=self.path.key,
            moment=Moment.AFTER,
            answers={survey.questions[0].id: "4"},
            language="fr",
            at=self.now,
        )
        ask(
            by=person,
            organism=self.organism,
            what=What(title="Reconnaître un faux appel", need="Nos guichets en reçoivent."),
            own=ForWhom(audience="Les guichets", people=12),
            at=self.now,
        )

    def keep_trials(self, enrolment, lesson):
        """Let the person have sat a test and a positioning test, and left a video, in more time."""
        person, now = enrolment.user, self.now
        place = {"lesson_key": lesson.translation_key, "block_id": uuid4()}
        course_key = lesson.get_parent().specific.translation_key
        attempt = Attempt.objects.create(
            **place,
            enrolment=enrolment,
            course_key=course_key,
            number=1,
            statement_id=uuid4(),
            language="fr",
            title="Épreuve des rives",
            mastery_score=0.8,
            seed=1,
            drawn=[],
            started_at=now - timedelta(hours=2),
            finished_at=now - timedelta(hours=1),
            score=0.75,
        )
        question = uuid4()
        # The last answer to a question counts: two rows are one question answered.
        for response in (["a"], ["b"]):
            AttemptAnswer.objects.create(
                attempt=attempt, question=question, language="fr", at=now, response=response
            )
        VideoPosition.objects.create(**place, enrolment=enrolment, seconds=83, left_at=now)
        packaged = PackageAttempt.objects.create(
            **place,
            enrolment=enrolment,
            course_key=uuid4(),
            version=made_package().versions.get(),
            number=1,
            language="fr",
            title="Module",
            started_at=now,
        )
        packaged.parts.create(item="intro", cmi={"suspend_data": "page 2"})
        packaged.launches.create(item="intro", number=1, opened_at=now)
        spoken = PackageAttempt.objects.create(
            lesson_key=lesson.translation_key,
            block_id=uuid4(),
            enrolment=enrolment,
            course_key=uuid4(),
            version=made_cmi5().versions.get(),
            number=1,
            language="fr",
            title="Module cmi5",
            started_at=now,
        )
        register_attempt(attempt=spoken, at=now)
        ExtraTime.objects.create(
            user=person,
            organism=self.organism,
            factor="1.5",
            given_by=self.administrator,
            given_at=now,
        )
        sitting = PositioningSitting.objects.create(
            user=person,
            course_key=course_key,
            seed=1,
            mastery=0.8,
            begun_at=now,
            ended_at=now,
            mastered_at=now,
        )
        for success in (True, False):
            PositioningAnswer.objects.create(
                statement_id=uuid4(),
                sitting=sitting,
                lesson_key=lesson.translation_key,
                block_id=uuid4(),
                at=now,
                success=success,
            )

    def look_by_name(self):
        """Let the training officer open the list of those of whom the path is asked."""
        asked = Assignment.objects.get(path_key=self.path.key)
        today = timezone.localdate(self.now)
        look = open_look(
            by=self.officer, assignment=asked, reason="other", words="Pour aider.", at=self.now
        )
        show_people(
            by=self.officer,
            look=look,
            lines=roll_of(asked, organism_tree(self.organism, today), today),
            way="page",
            asked={},
            at=self.now,
        )

    def keep_statements(self, person):
        """Let another system tell of the person, under each of the names that it may use."""
        made = services.create_credential(
            name="Portail d’ailleurs", scopes=["all"], organism=None, at=self.now
        )
        credential = Credential.objects.get(key=made.key)
        home = account_home_page(settings.ACADEMY_IRI_BASE)
        actors = [
            {"mbox": f"mailto:{person.email}", "name": str(person)},
            {"mbox": f"mailto:{OTHER_EMAIL}"},
            {"account": {"homePage": home, "name": str(person.public_id)}, "name": str(person)},
        ]
        for actor in actors:
            services.record_statements(
                statements=[told(actor, person.email)],
                authority=credential_authority(credential),
                at=self.now,
            )
        for number, agent in enumerate(
            (f"account {home} {person.public_id}", f"mbox mailto:{person.email}")
        ):
            Document.objects.create(
                key=uuid4().bytes + b"0000",
                scope=uuid4().bytes + b"0000",
                kind="state",
                document_id=f"bookmark-{number}",
                activity="https://cours.example/1",
                agent=agent,
                content_type="application/json",
                content=json.dumps({"who": person.email}).encode(),
                etag="e",
                updated_at=self.now,
            )
        LaunchSession.objects.create(
            public_id=uuid4(),
            registration=uuid4(),
            actor=actors[2],
            actor_identity=f"account {home} {person.public_id}",
            activity_id="https://cours.example/1",
            publisher_id="https://editeur.example/1",
            launch_mode="Normal",
            move_on="Passed",
            launch_data={},
            fetch_digest="f",
            created_at=self.now,
        )


def told(actor, email):
    """Return a statement of another system, in which the person wrote their address."""
    return {
        "id": str(uuid4()),
        "actor": actor,
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        "object": {
            "id": "https://cours.example/1",
            "definition": {"name": {"fr": "Cours d’ailleurs", "en": "Course from elsewhere"}},
        },
        "result": {"response": f"Mon adresse est {email.title()}", "score": {"scaled": 0.5}},
        "context": {"instructor": {"mbox": f"mailto:{email}", "name": "Moi"}},
    }
