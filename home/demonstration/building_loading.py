"""A path that several organisms of a demonstration build together, with a draft that waits: one
organism has approved it, one dissents, and the voice of the designer of the accounts decides."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from academy.accounts.models import User
from academy.organisms.models import Organism, Role, RoleGrant
from courses.cobuilding import approving, building
from courses.cobuilding.quorum import Rule
from courses.models import LessonPage, Part, PathPage

from .contents import tell_who_built
from .lessons import lessons_of, with_more_text

# ai-tools-and-data: a path that nobody has begun.
BUILT_TOGETHER = UUID("24325d12-080b-4f70-9a91-0cae83b4a6bc")
_PUBLISHED = timedelta(days=40)
_QUORUM, _SILENCE_DAYS = 2, 7
_SENTENCE = "<p>Ce que l’on ne confie pas à un outil ne peut pas en sortir.</p>"
_DISSENT = (
    "« Ne peut pas en sortir » promet trop : ce que l’on écrit dans le courriel d’à côté peut "
    "sortir aussi. Écrivons plutôt ce que la personne peut faire."
)
_AGREED = "La phrase se retient bien, et l’exemple qui précède la porte."


def write_building(organism: Organism, designer: User, *, at: datetime) -> TaskState | None:
    """Have `organism` lead the building of a path with three others, whose designers say what they
    think of a draft; None where there is no such path, or there are no such designers."""
    others = _designers_elsewhere(organism)
    path = PathPage.objects.filter(
        translation_key=BUILT_TOGETHER, locale__language_code="fr"
    ).first()
    if path is None or len(others) < 3:
        return None
    tell_who_built(path_key=BUILT_TOGETHER, builders=[organism], launched_at=at - _PUBLISHED)
    path.refresh_from_db()
    (security, guard), (pedagogy, teacher), (language, writer) = others[:3]
    for invited, part in (
        (security, Part.SECURITY),
        (pedagogy, Part.PEDAGOGY),
        (language, Part.LANGUAGE),
    ):
        approving.invite(by=designer, path=path, organism=invited, part=part, at=at)
    _write_duties(path, designer, (organism, security, pedagogy), at)
    approving.ask_approval(
        by=designer,
        path=path,
        rule=Rule(_QUORUM, each_part=False),
        silence_days=_SILENCE_DAYS,
        at=at,
    )
    state = _submitted(writer)
    _write_remark(path, designer, at)
    approving.speak(
        by=guard, state_id=state.pk, organism=security, approves=False, reason=_DISSENT, at=at
    )
    approving.speak(
        by=teacher, state_id=state.pk, organism=pedagogy, approves=True, reason=_AGREED, at=at
    )
    return state


def _designers_elsewhere(organism: Organism) -> list[tuple[Organism, User]]:
    grants = RoleGrant.objects.filter(
        role=Role.DESIGNER, organism__is_simulated=True, ends_on=None
    ).exclude(organism=organism)
    rows = grants.select_related("organism", "user").order_by("pk")
    return [(one.organism, one.user) for one in rows if one.organism]


def _write_duties(
    path: PathPage, designer: User, organisms: tuple[Organism, Organism, Organism], at: datetime
) -> None:
    today = timezone.localdate(at)
    own, security, pedagogy = organisms
    for organism, title, days, is_done in (
        (pedagogy, "Proposer une mise en situation pour l’accueil téléphonique", -9, True),
        (security, "Vérifier ce que dit la leçon des outils approuvés", -4, False),
        (own, "Relire le parcours avec une équipe qui s’en servira", 12, False),
    ):
        duty = building.add_duty(
            by=designer,
            path=path,
            organism=organism,
            title=title,
            due_on=today + timedelta(days=days),
            at=at,
        )
        if is_done:
            building.settle_duty(by=designer, path=path, duty_id=duty.pk, is_done=True, at=at)


def _submitted(writer: User) -> TaskState:
    """Have `writer` add a sentence to the first lesson in French, and submit the draft."""
    lesson = with_more_text(lessons_of(BUILT_TOGETHER, 0)[0], _SENTENCE)
    lesson.save_revision(user=writer)
    page = LessonPage.objects.get(pk=lesson.pk)
    page.get_workflow().start(page, writer)
    found: TaskState = WorkflowState.objects.for_instance(page).active().get().current_task_state
    return found


def _write_remark(path: PathPage, designer: User, at: datetime) -> None:
    link, _secret = building.open_link(
        by=designer, path=path, note="Comité des usagères et usagers", days=30, at=at
    )
    building.remark(
        link=link,
        page=lessons_of(BUILT_TOGETHER, 0)[0],
        name="Odile Renaud",
        text="J’ai compris sans relire. L’exemple de la lettre m’a fait penser à mon propre "
        "dossier : merci.",
        at=at,
    )
