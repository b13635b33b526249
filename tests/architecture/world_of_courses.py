"""What the addresses of learning name: paths, tests, adoptions, packages, certificates."""

from datetime import timedelta
from uuid import UUID

from academy.accounts.models import Delivery, MailPreference, User
from academy.accounts.services import mails
from courses.adoption.adopting import adopt_path
from courses.adoption.offering import offer_part
from courses.models import Adoption, BlockReport, Certificate, CoursePage, PackageImport, PathPage
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
from tests.courses.taking_tests import Seat
from tests.courses.translating.shared import to_translate
from tests.factories.banks import doubt_about, make_bank, make_path_with_test
from tests.factories.cmi5 import au_registration_of
from tests.factories.courses import LessonPageFactory, block, lesson_pages, make_path
from tests.factories.media import make_video
from tests.factories.packages import made_package, make_path_with_package


def _below_language(page):
    return page.get_url().removeprefix("/fr/")


def make_lessons(world):
    path = make_path(built_by=[world.own])
    lesson = lesson_pages(path)[0]
    video = block("video", {"title": "A", "video": make_video().pk, "transcript": "<p>A</p>"})
    lesson.body = [*lesson.body.raw_data, video]
    lesson.save()
    course = lesson.get_parent()
    enrol(user=world.people["learner"], path_key=path.key, at=world.now)
    assignment = assign_path(
        by=world.people["administrator"],
        organism=world.own,
        path_key=path.key,
        due_on=(world.now + timedelta(days=30)).date(),
        reason_fr="Pour commencer.",
        at=world.now,
    )
    for page in PathPage.objects.filter(translation_key=path.key):
        share_path(path=page)
    delivery = Delivery.objects.create(
        user=world.people["learner"],
        kind="courses.digest",
        occasion="2026-10-05",
        state=Delivery.State.SENT,
        at=world.now,
    )
    preference = MailPreference.objects.create(user=world.people["learner"])
    draft = LessonPageFactory(parent=course, live=False)
    elsewhere = make_path(lessons=1, built_by=[world.other])
    tested = make_path(lessons=3, questions=4, languages=["fr"])
    world.values["tested_course"] = UUID(tested.outline["courses"][0]["key"])
    other_course = lesson_pages(elsewhere)[0].get_parent()
    other_assignment = assign_path(
        by=world.people["administrator"],
        organism=world.other,
        path_key=path.key,
        due_on=(world.now + timedelta(days=30)).date(),
        reason_fr="",
        at=world.now,
    )
    for name, organism in (("exemption", world.own), ("other_exemption", world.other)):
        person = User.objects.get(
            public_id=world.values["newcomer" if organism == world.own else "other_newcomer"]
        )
        world.values[name] = exempt(
            by=world.people["administrator"],
            organism=organism,
            path_key=path.key,
            person=person,
            reason="Formée ailleurs.",
            at=world.now,
        ).pk
    world.values["request"] = request_exemption(
        by=world.people["learner"],
        organism=world.own,
        path_key=path.key,
        reason="Formée ailleurs.",
        at=world.now,
    ).pk
    question = next(str(b.id) for b in lesson.body if b.block_type != "rich_text")
    reports = {
        name: BlockReport.objects.create(
            reporter=world.people["learner"],
            page=page,
            path_key=of.key,
            lesson_key=page.translation_key,
            language="fr",
            lesson_title=page.title,
            kind="wrong",
            reported_at=world.now,
            block_id=name,
        )
        for name, page, of in (
            ("report", lesson, path),
            ("open_report", lesson, path),
            ("other_report", lesson_pages(elsewhere)[0], elsewhere),
        )
    }
    answer_report(
        by=world.people["designer"],
        report_id=reports["report"].pk,
        state="kept",
        answer="C’est exact.",
        at=world.now,
    )
    world.values |= {name: one.pk for name, one in reports.items()}
    world.values |= {
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
        "/catalogue": _below_language(course.get_parent().get_parent()),
        "/path": _below_language(course.get_parent()),
        "/course": _below_language(course),
        "/lesson": _below_language(lesson),
        "/draft": _below_language(draft),
    }
    world.data = {
        "courses:answer": {"choice": []},
        "courses:position": {"block": question},
        "courses:video_position": {"seconds": 3},
        "courses:report": {"passage": "lesson", "kind": "unclear"},
        "courses_feedback:report": {"state": "fixed"},
    }


def make_tests(world):
    bank = make_bank({"phishing": 2}, built_by=world.own)
    other_bank = make_bank({"phishing": 1}, built_by=world.other)
    path = make_path_with_test(bank, {"phishing": 1})
    seat = Seat(path, user=world.people["learner"])
    world.values |= {
        "bank": bank.pk,
        "other_bank": other_bank.pk,
        **to_translate(bank, ""),
        **to_translate(other_bank, "other_"),
        "doubt": doubt_about(bank, at=world.now).pk,
        "test_lesson": seat.lesson.pk,
        "test_block": seat.block_id,
        "attempt": seat.start(at=world.now).pk,
    }
    for name, organism in (("extra_time", world.own), ("other_extra_time", world.other)):
        person = "newcomer" if organism == world.own else "other_newcomer"
        world.values[name] = give_extra_time(
            by=world.people["administrator"],
            organism=organism,
            person=User.objects.get(public_id=world.values[person]),
            factor="1.5",
            at=world.now,
        ).pk


def make_adoptions(world):
    """Own adopts a path of other and offers its title back; other adopts one of own."""
    for name, offer, builder, adopter in (
        ("adoption", "own_offer", world.other, world.own),
        ("other_adoption", "offer_to_own", world.own, world.other),
    ):
        path = make_path(lessons=1, questions=0, languages=["fr"], built_by=[builder])
        page = PathPage.objects.get(translation_key=path.key)
        share_path(path=page)
        by = world.people["administrator"]
        said = {"by": by, "at": world.now}
        adopted = adopt_path(
            page_id=page.pk, organism=adopter, state=Adoption.State.FOLLOWS, **said
        )
        row = adopted.pages.get(kind="path")
        draft = PathPage.objects.get(translation_key=row.own_key)
        draft.title = "Adapté"
        draft.save_revision().publish()
        offered = {"adoption_id": adopted.pk, "page_id": row.pk, "key": "title"}
        world.values[name], world.values[f"{name}_page"] = adopted.pk, row.pk
        world.values[offer] = offer_part(words="Mieux.", **offered, **said).pk
        world.values[f"{name}_source"] = page.pk
        course = CoursePage.objects.descendant_of(draft).get()
        written = LessonPageFactory(parent=course, locale=course.locale, live=False)
        world.values[f"{name}_lesson"] = written.translation_key


def make_packages(world):
    own, other = made_package(world.own), made_package(world.other)
    path = make_path_with_package(own)
    lesson = lesson_pages(path)[0]
    block_id = UUID(next(iter(lesson.package_blocks)))
    launch = open_package(
        enrolment=enrol(user=world.people["learner"], path_key=path.key, at=world.now),
        lesson=lesson,
        course_key=lesson.get_parent().translation_key,
        block_id=block_id,
        at=world.now,
    )
    for name, organism in (("package_import", world.own), ("other_import", world.other)):
        world.values[name] = PackageImport.objects.create(
            built_by=organism, file_name="cours.zip", uploaded_at=world.now
        ).public_id
    world.values |= {
        "package": own.pk,
        "other_package": other.pk,
        "package_lesson": lesson.pk,
        "package_block": block_id,
        "launch": launch.public_id,
        "au_registration": au_registration_of(world.people["learner"]),
    }


def make_certificates(world):
    path = make_path(lessons=1, questions=0)
    enrolment = enrol(user=world.people["learner"], path_key=path.key, at=world.now)
    lesson = lesson_pages(path)[0]
    complete_lesson(
        enrolment=enrolment,
        lesson=lesson,
        course_key=lesson.get_parent().translation_key,
        at=world.now,
    )
    world.values |= {
        "passed_path": path.key,
        "certificate": Certificate.objects.get(enrolment=enrolment).code,
        "thumbprint": certificate_keys().jwks()[0]["kid"],
        "first_list": 0,
        "no_list": 9,
    }
