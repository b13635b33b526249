"""What organisms ask for and what learners say of a path, in the demonstration alone."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from academy.accounts.models import User
from academy.organisms.models import Membership, Organism, Role, RoleGrant
from academy.organisms.queries import headcount_of_organisms
from courses.models import (
    Enrolment,
    Moment,
    PathPage,
    SubjectStep,
    Survey,
    SurveyResponse,
    SurveyVersion,
    TrainingSubject,
    Urgency,
)
from courses.models.publication import structure_checked_apart
from courses.training_requests import asking, studying
from courses.training_requests.asking import ForWhom, What

from .contents import FIRST_WEEKS
from .plan import Plan

# What the identifiers of the questions are made from.
_SPACE = UUID("3c0f1b52-8b0a-4a0e-9a55-5b1f6a6b7d10")
# At most so many people of an organism, of so many organisms besides the showcase.
_PEOPLE, _OTHERS = 60, 4
# Of fewer of another organism nobody answers: those would be counted together with the showcase,
# whose manager would read that too few people answered.
_FEWEST = 20
# Of a hundred who answered before, so many answered after.
_ANSWER_AGAIN = 80
_NAME = "Avant et après : l’aisance au quotidien (démonstration)"
_WORDS = (
    "Les exemples ressemblent à mes journées.",
    "J’aimerais plus d’exercices sur le téléphone.",
    "Court et clair, merci.",
    "The examples are close to what we live.",
    "Je ne savais pas à qui signaler; maintenant, oui.",
    "Un aide-mémoire à imprimer serait utile.",
)
_ASKED: tuple[dict[str, Any], ...] = (
    {
        "title": "Reconnaître les fausses voix et les fausses vidéos",
        "need": "Des appels imitent la voix de gestionnaires et demandent des virements. Les "
        "équipes des finances ne savent pas comment vérifier sans retarder le service.",
        "entries": ("academie:1.1", "digcomp:4.1"),
        "audience": "Équipes des finances et secrétariats",
        "people": 140,
        "urgency": Urgency.HIGH,
        "wanted_in": 60,
        "reason": "Deux tentatives ce mois-ci.",
    },
    {
        "title": "Fraude par la voix : vérifier avant de virer",
        "need": "Nous recevons des appels avec des voix imitées. Il faut un réflexe simple pour "
        "vérifier une demande de virement.",
        "entries": ("academie:1.2",),
        "audience": "Personnel de la paie",
        "people": 45,
        "urgency": Urgency.NORMAL,
        "wanted_in": 150,
        "reason": "",
    },
    {
        "title": "Écrire en langage clair",
        "need": "Nos lettres reviennent avec des questions. Les agentes et agents veulent écrire "
        "des avis que tout le monde comprend du premier coup.",
        "entries": ("digcomp:3.1",),
        "audience": "Personnel qui écrit à la population",
        "people": 320,
        "urgency": Urgency.NORMAL,
        "wanted_in": 0,
        "reason": "",
    },
    {
        "title": "L’accueil des personnes qui arrivent",
        "need": "Chaque équipe refait sa propre liste. Un parcours d’accueil en ligne ferait "
        "gagner du temps à tout le monde.",
        "entries": (),
        "audience": "Nouvelles recrues",
        "people": 90,
        "urgency": Urgency.LOW,
        "wanted_in": 0,
        "reason": "",
    },
)
# What those say of themselves who join the first.
_JOINED: tuple[dict[str, Any], ...] = (
    {
        "audience": "Comptabilité et paie",
        "people": 30,
        "reason": "Un virement a été arrêté de justesse en octobre.",
    },
    {
        "audience": "Secrétariats des directions",
        "people": 50,
        "urgency": Urgency.NORMAL,
        "wanted_in": 150,
        "reason": "",
    },
    {
        "audience": "Équipe des approvisionnements",
        "people": 70,
        "reason": "Un fournisseur a changé de compte bancaire deux fois cet automne.",
    },
)


@transaction.atomic
def write_consultation(
    plan: Plan,
    showcase: Organism,
    organisms: Sequence[Organism],
    *,
    manager: User,
    designer: User,
    at: datetime,
) -> None:
    """Write requests of some organisms, and a survey of a path with what people answered, unless
    they are there."""
    if TrainingSubject.objects.exists():
        return
    _write_requests(plan, showcase, manager, designer, at)
    _write_survey(plan, showcase, organisms, at)


def _write_requests(
    plan: Plan, showcase: Organism, manager: User, designer: User, at: datetime
) -> None:
    today = plan.size.until
    others = _other_managers(showcase)
    people = [(showcase, manager), *others]
    made = []
    for place, said in enumerate(_ASKED):
        organism, by = people[place % len(people)]
        made.append(
            asking.ask(
                by=by,
                organism=organism,
                what=What(said["title"], said["need"], said["entries"]),
                own=_for_whom(said, today),
                at=at,
            )
        )
    for place, (organism, by) in enumerate(others[2 : 2 + len(_JOINED)]):
        joined = _for_whom(_ASKED[0] | _JOINED[place], today)
        asking.join(by=by, request_id=made[0].pk, organism=organism, own=joined, at=at)
    if made[0].organism_id != made[1].organism_id:
        studying.group(
            by=designer, subject_id=made[0].subject_id, with_ids=[made[1].subject_id], at=at
        )
    studying.answer(
        by=designer,
        subject_id=made[0].subject_id,
        state=TrainingSubject.State.STUDIED,
        last=None,
        reason="Nous cherchons deux organismes pour écrire les mises en situation.",
        at=at,
    )
    studying.answer(
        by=designer,
        subject_id=made[3].subject_id,
        state=TrainingSubject.State.AVAILABLE,
        last=None,
        path_key=FIRST_WEEKS,
        at=at,
    )
    # Simulated people get no mail.
    SubjectStep.objects.filter(told_at=None).update(told_at=at)


def _other_managers(showcase: Organism) -> list[tuple[Organism, User]]:
    grants = RoleGrant.objects.filter(
        role=Role.ORGANISM_MANAGER, organism__is_simulated=True, ends_on=None
    )
    rows = grants.exclude(organism=showcase).select_related("organism", "user").order_by("pk")
    return [(one.organism, one.user) for one in rows if one.organism]


def _for_whom(said: dict[str, Any], today: date) -> ForWhom:
    return ForWhom(
        audience=said["audience"],
        people=said["people"],
        urgency=said["urgency"],
        wanted_on=today + timedelta(days=said["wanted_in"]) if said["wanted_in"] else None,
        urgency_reason=said["reason"],
    )


def _write_survey(
    plan: Plan, showcase: Organism, organisms: Sequence[Organism], at: datetime
) -> None:
    """Have a path that the showcase builds, where there is one, offer a survey; write answers."""
    number = plan.government.showcase
    built = [
        path.key
        for path, spread in zip(plan.paths, plan.spreads, strict=True)
        if number in spread.builders
    ]
    key = (built or [plan.paths[0].key])[0]
    survey = Survey.objects.create(
        name=_NAME,
        built_by=showcase,
        intro_fr="Trois questions, une minute. Vos réponses aident à améliorer le parcours.",
        intro_en="Three questions, one minute. Your answers help to improve the path.",
        questions=_questions(),
    )
    for page in PathPage.objects.filter(translation_key=key, locale__language_code="fr"):
        page.survey_before = page.survey_after = survey
        with structure_checked_apart():
            page.save_revision(clean=False).publish()
    version = SurveyVersion.objects.create(
        survey=survey, number=1, digest=survey.digest(), questions=survey.asked(), made_at=at
    )
    rng = Random(f"{plan.size.seed}/survey")  # noqa: S311 - no secret
    SurveyResponse.objects.bulk_create(
        _responses(plan, key, version, showcase, organisms, rng), batch_size=1_000
    )


def _id(name: str) -> str:
    return str(uuid5(_SPACE, name))


def _questions() -> list[dict[str, Any]]:
    options = [
        ("email", "Le courriel", "Email"),
        ("phone", "Le téléphone", "The telephone"),
        ("counter", "Le comptoir", "The counter"),
    ]
    return [
        {
            "type": "scale",
            "id": _id("ease"),
            "value": {
                "fr": "Êtes-vous à l’aise pour reconnaître une demande suspecte?",
                "en": "Are you at ease recognizing a suspicious request?",
                "low_fr": "Pas du tout",
                "low_en": "Not at all",
                "high_fr": "Tout à fait",
                "high_en": "Entirely",
            },
        },
        {
            "type": "one",
            "id": _id("where"),
            "value": {
                "fr": "Où en recevez-vous le plus?",
                "en": "Where do you get most of them?",
                "options": [
                    {"type": "item", "id": _id(name), "value": {"fr": french, "en": english}}
                    for name, french, english in options
                ],
            },
        },
        {
            "type": "words",
            "id": _id("words"),
            "value": {
                "fr": "Que changeriez-vous au parcours?",
                "en": "What would you change in the path?",
            },
        },
    ]


def _responses(
    plan: Plan,
    key: UUID,
    version: SurveyVersion,
    showcase: Organism,
    organisms: Sequence[Organism],
    rng: Random,
) -> Iterator[SurveyResponse]:
    people = headcount_of_organisms([one.pk for one in organisms], plan.size.until)
    largest = sorted(organisms, key=lambda one: (-people.get(one.pk, 0), one.pk))
    chosen = [showcase, *(one for one in largest if one != showcase)][: 1 + _OTHERS]
    for organism in chosen:
        members = Membership.objects.filter(organism=organism, ends_on=None)
        enrolled = Enrolment.objects.filter(
            path_key=key, completed_at__isnull=False, user__in=members.values("user_id")
        )
        answering = list(enrolled.order_by("pk")[:_PEOPLE])
        if organism != showcase and len(answering) < _FEWEST:
            continue
        for one in answering:
            ease = rng.choice((1, 2, 2, 3, 3, 4))
            where = rng.choice(("email", "email", "phone", "counter"))
            said = {_id("ease"): str(ease), _id("where"): _id(where)}
            yield _response(one, Moment.BEFORE, version, organism, said, one.enrolled_at)
            if one.completed_at is not None and rng.randrange(100) < _ANSWER_AGAIN:
                moved = min(5, ease + rng.choice((0, 1, 1, 2)))
                after = {_id("ease"): str(moved), _id("where"): _id(where)}
                if rng.randrange(3) > 0:
                    after[_id("words")] = rng.choice(_WORDS)
                yield _response(one, Moment.AFTER, version, organism, after, one.completed_at)


def _response(
    enrolment: Enrolment,
    moment: Moment,
    version: SurveyVersion,
    organism: Organism,
    answers: dict[str, str],
    at: datetime,
) -> SurveyResponse:
    return SurveyResponse(
        user_id=enrolment.user_id,
        path_key=enrolment.path_key,
        moment=moment,
        version=version,
        organism=organism,
        answers=answers,
        answered_at=at,
        changed_at=at,
    )
