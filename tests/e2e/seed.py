"""Fills the academy of the journeys, through the services: see `people` for who is there."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone, translation

from academy.accounts.models import User
from academy.accounts.services.demonstration import create_demonstration_account
from academy.organisms.models import Organism, Portfolio, Role, Unit
from academy.organisms.policies import ROLES_OF_A_PORTFOLIO, ROLES_OF_AN_ORGANISM
from academy.organisms.services import headcounts, memberships, organisms, roles, units
from barometer.criteria.queries import grid_in_use
from barometer.criteria.services import (
    DecisionDraft,
    EvidenceDraft,
    finish_review,
    load_shipped_grid,
    request_path,
    save_decisions,
    save_rating,
    start_assessment,
    submit_assessment,
)
from barometer.findings import services as findings
from barometer.releases.inputs import beginning_of
from courses.models import CoursePage, LessonPage, PathPage, PublishedPath
from courses.services import (
    answer_question,
    assign_path,
    complete_lesson,
    enrol,
    open_lesson,
    share_path,
)
from courses.translating.following import agree_on_path
from tests.factories.courses import lesson_pages, make_path, publish_path, text

from . import contents, people

START = date(2024, 1, 8)


@dataclass(frozen=True, slots=True)
class Places:
    """The tree in which people are."""

    portfolio: Portfolio
    ministry: Organism
    units: tuple[Unit, ...]
    mover_units: dict[str, Unit]
    neighbour: Organism
    neighbour_unit: Unit
    list_units: dict[str, Unit]
    list_organisms: dict[str, Organism]


def open_organisms() -> Places:
    """Open the portfolio, the organisms and their units, with their headcounts."""
    at = timezone.now()
    when = {"on": START, "at": at, "by": None}

    def organism(names: tuple[str, str, str]) -> Organism:
        code, name_fr, name_en = names
        return organisms.open_organism(
            code=code, name_fr=name_fr, name_en=name_en, portfolio=portfolio, **when
        )

    def unit(inside: Organism, names: tuple[str, str, str], count: int) -> Unit:
        code, name_fr, name_en = names
        opened = units.open_unit(
            organism=inside, code=code, name_fr=name_fr, name_en=name_en, **when
        )
        headcounts.record_headcount(unit=opened, people=count, **when)
        return opened

    code, name_fr, name_en = people.PORTFOLIO
    portfolio = organisms.open_portfolio(code=code, name_fr=name_fr, name_en=name_en, **when)
    ministry = organism(people.MINISTRY)
    list_organisms = {one: organism(people.list_organism(one)) for one in people.LANGUAGES}
    neighbour = organism(people.NEIGHBOUR)
    return Places(
        portfolio=portfolio,
        ministry=ministry,
        units=tuple(
            unit(ministry, names, count)
            for names, count in zip(people.UNITS, people.HEADCOUNTS, strict=True)
        ),
        mover_units={
            language: unit(ministry, people.mover_unit(language), people.MOVER_PEOPLE)
            for language in people.LANGUAGES
        },
        neighbour=neighbour,
        neighbour_unit=unit(neighbour, people.NEIGHBOUR_UNIT, people.NEIGHBOUR_HEADCOUNT),
        list_organisms=list_organisms,
        list_units={
            language: unit(inside, people.list_unit(language), 3)
            for language, inside in list_organisms.items()
        },
    )


def fill(places: Places) -> None:
    """Bring people, their roles and what they learned before this month."""
    at = timezone.now()
    month = beginning_of(timezone.localdate(at).replace(day=1))
    accounts = _accounts(places, at)
    for unit in places.list_units.values():
        for number, first_name, last_name in people.LISTED:
            _member(unit, first_name, last_name, at, number=number)
    walk = _Walk(contents.read_path(contents.LOCKED_SCREEN, "fr"))
    for unit, count in zip(places.units, people.COMPLETED, strict=True):
        for place in range(count):
            person = _member(unit, f"Personne{place}", unit.name_fr, at)
            walk.all_of_it(person, month - timedelta(days=20 - place))
    for place in range(people.NEIGHBOUR_REACHED):
        person = _member(places.neighbour_unit, f"Personne{place}", "Cadran", at)
        walk.first_lesson(person, month - timedelta(days=16 - place))
    for language in people.LANGUAGES:
        walk.all_of_it(accounts[f"reader.{language}"], month - timedelta(days=2))
    for unit in places.mover_units.values():
        for place in range(people.MOVER_PEOPLE - 1):
            person = _member(unit, f"Personne{place}", unit.name_fr, at)
            if place < people.MOVER_COMPLETED:
                walk.all_of_it(person, month - timedelta(days=9 - place))
    _assess(places, accounts, at)
    for language in people.LANGUAGES:
        _to_structure(places.ministry, language)
        _to_build(places.ministry, language)
        _to_translate(places.ministry, language, at)
    assign_path(
        by=accounts["manager.fr"],
        organism=places.ministry,
        path_key=UUID(contents.read_path(contents.LIBRARY / "incident-reporting", "fr").key),
        due_on=timezone.localdate(at) + timedelta(days=30),
        reason_fr="Avant l’exercice du printemps.",
        at=at,
    )
    _find(places, accounts["manager.fr"], at)


def _to_structure(ministry: Organism, language: str) -> None:
    """Publish the path to which a designer gives a structure in `language`."""
    title, courses = people.TO_STRUCTURE[language]
    made = make_path(
        title=title,
        courses=len(courses),
        lessons=1,
        languages=(language,),
        built_by=[ministry],
        slug=f"structure-{language}",
    )
    path = PathPage.objects.get(translation_key=made.key)
    for page, course in zip(
        CoursePage.objects.child_of(path).order_by("path"), courses, strict=True
    ):
        page.title = course
        page.objectives = []
        page.save()
    publish_path(path)
    share_path(path=path)


def _to_build(ministry: Organism, language: str) -> None:
    """Publish the path of one lesson that organisms build together and adopt in `language`."""
    title, lesson_title = people.TO_BUILD[language]
    made = make_path(
        title=title,
        lessons=1,
        questions=0,
        languages=(language,),
        built_by=[ministry],
        slug=f"built-{language}",
    )
    lesson = lesson_pages(made, language)[0]
    lesson.title = lesson_title
    lesson.body = [text("<p>On ouvre à huit heures.</p>"), text("<p>On ferme à midi.</p>")]
    lesson.save_revision().publish()
    path = PathPage.objects.get(translation_key=made.key)
    publish_path(path)
    share_path(path=path)


def _to_translate(ministry: Organism, language: str, at: datetime) -> None:
    """Publish the path whose French version is changed, and translated, in `language`."""
    french, english = people.TO_TRANSLATE[language]
    made = make_path(
        title=french,
        lessons=1,
        questions=0,
        built_by=[ministry],
        slug=f"translate-{language}",
    )
    pages = PathPage.objects.filter(translation_key=made.key).select_related("locale")
    for path in pages:
        is_french = path.locale.language_code == "fr"
        lesson = LessonPage.objects.descendant_of(path).get()
        lesson.title = path.title = french if is_french else english
        html = "<p>On trie le courrier.</p>" if is_french else "<p>One sorts the mail.</p>"
        raw = [{**one, "value": html} for one in lesson.body.raw_data]
        lesson.body = lesson.body.stream_block.to_python(raw)
        for page in (path, lesson):
            page.save()
        share_path(path=path)
    publish_path(path)
    agree_on_path(path_key=made.key, by=None, at=at)


def _find(places: Places, manager: User, at: datetime) -> None:
    """Send two campaigns and two scans, and a campaign that waits to be confirmed."""
    for days, clicked, name in ((200, 9, "Automne"), (20, 7, "Printemps"), (3, 2, "Essai")):
        sent_at = at - timedelta(days=days)
        rows = [
            {
                "email": email,
                "status": "Clicked Link" if place % 12 < clicked else "Email Sent",
                "send_date": sent_at.isoformat(),
                "reported": place % 12 < 2,
            }
            for unit in places.units
            for place, email in enumerate(
                unit.memberships.order_by("pk").values_list("user__email", flat=True)
            )
        ]
        evidence = findings.receive_campaign(
            organism=places.ministry,
            content=json.dumps(rows).encode(),
            name=name,
            at=at,
            by=manager,
        )
        if name != "Essai":
            findings.keep_evidence(evidence=evidence, at=at, by=manager)
    for days, lines in ((60, "R1,high,CWE-798\nR2,low,CWE-79\n"), (9, "R2,low,CWE-79\n")):
        evidence = findings.receive_scan(
            organism=places.ministry,
            content=f"id,severity,cwe\n{lines}".encode(),
            form="table",
            name="Vigie",
            on=timezone.localdate(at - timedelta(days=days)),
            unit=places.units[1],
            at=at,
            by=manager,
        )
        findings.keep_evidence(evidence=evidence, at=at, by=manager)
    findings.create_hook(organism=places.ministry, at=at, by=manager)


def _assess(places: Places, accounts: dict[str, User], at: datetime) -> None:
    """Load the grid; leave each assessment as the journeys need it.

    The ministry's has one level missing; one organism of the lists waits for its review, the other
    is reviewed, by an account that no journey rates a second time with.
    """
    load_shipped_grid(at=at)
    year = timezone.localdate(at).year
    reviewer = accounts["reviewer.fr"]
    for manager, organism, levels in (
        ("manager.fr", places.ministry, 17),
        ("lister.fr", places.list_organisms["fr"], 18),
        ("lister.en", places.list_organisms["en"], 18),
    ):
        by = accounts[manager]
        assessment = start_assessment(by=by, organism=organism, year=year, at=at)
        keys = grid_in_use(assessment).keys
        for place, key in enumerate(keys[:levels]):
            save_rating(
                by=by,
                assessment=assessment,
                criterion=key,
                level=place % 4,
                justification="Une directive le prévoit.",
                evidence=[
                    EvidenceDraft(
                        title="Directive",
                        text="Adoptée et suivie.",
                        dated_on=timezone.localdate(at) - timedelta(days=30),
                        owner="Direction du numérique",
                    )
                ],
                at=at,
            )
        if levels == len(keys):
            submit_assessment(by=by, assessment=assessment, at=at)
        if manager == "lister.en":
            decisions = {key: DecisionDraft(place % 4) for place, key in enumerate(keys)}
            save_decisions(by=reviewer, assessment=assessment, decisions=decisions, at=at)
            finish_review(by=reviewer, assessment=assessment, at=at)
    request_path(by=accounts["manager.fr"], organism=places.ministry, criterion=keys[0], at=at)


def _accounts(places: Places, at: datetime) -> dict[str, User]:
    """Make the accounts of the journeys; return them by part and language."""
    made = {}
    for one in people.ACCOUNTS:
        user = create_demonstration_account(
            email=one.email,
            password=people.PASSWORD,
            first_name=one.first_name,
            last_name=one.last_name,
            language=one.language,
            with_second_factor=bool(one.role),
            at=at,
        )
        lister = one.part == "lister"
        unit = places.list_units[one.language] if lister else places.units[0]
        if one.part == "mover":
            unit = places.mover_units[one.language]
        # Who adopts a path works elsewhere than those who built it, and in no unit of the lists.
        elsewhere = one.part in ("lister", "adopter")
        organism = places.list_organisms[one.language] if elsewhere else places.ministry
        if one.part == "cobuilder":
            organism = places.neighbour
        if not elsewhere:
            memberships.join(user=user, unit=unit, on=START, at=at, by=None)
        if one.role:
            roles.grant(
                user=user,
                role=Role(one.role),
                at=at,
                by=None,
                on=START,
                organism=organism if one.role in ROLES_OF_AN_ORGANISM else None,
                portfolio=places.portfolio if one.role in ROLES_OF_A_PORTFOLIO else None,
            )
        made[f"{one.part}.{one.language}"] = user
    return made


def _member(unit: Unit, first_name: str, last_name: str, at: datetime, *, number: str = "") -> User:
    """Return a new person of `unit`, who has not opened the account."""
    name = number or first_name
    person = User.objects.create_user(
        f"{name}.{unit.code}@academie.example".lower(),
        None,
        first_name=first_name,
        last_name=last_name,
        language="fr",
    )
    memberships.join(user=person, unit=unit, on=START, at=at, by=None, person_number=number)
    return person


class _Walk:
    """Ways through a path, in French, every answer right."""

    def __init__(self, path: contents.LearningPath) -> None:
        self._path = path
        texts = PublishedPath.objects.get(key=path.key).texts["fr"]
        self._places = [
            (course["key"], LessonPage.objects.get(pk=lesson["page_id"]))
            for course in texts["courses"]
            for lesson in course["lessons"]
        ]

    def all_of_it(self, user: User, at: datetime) -> None:
        """Enrol and complete every lesson."""
        self._follow(user, at, len(self._places))

    def first_lesson(self, user: User, at: datetime) -> None:
        """Enrol and complete the first lesson."""
        self._follow(user, at, 1)

    def _follow(self, user: User, at: datetime, count: int) -> None:
        with translation.override("fr"):
            enrolment = enrol(user=user, path_key=UUID(self._path.key), at=at)
            for (course_key, page), lesson in zip(
                self._places[:count], self._path.lessons[:count], strict=True
            ):
                seat = {"enrolment": enrolment, "lesson": page, "course_key": course_key}
                at += timedelta(minutes=2)
                open_lesson(**seat, is_started=False, at=at)
                for question in lesson.questions:
                    at += timedelta(minutes=1)
                    answer_question(
                        **seat,
                        block_id=UUID(question.id),
                        chosen=question.right,
                        attempt=page.translation_key,
                        at=at,
                    )
                complete_lesson(**seat, at=at + timedelta(minutes=1))
