"""A path that several organisms build, and what their people do, in a word each."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import WorkflowState

from academy.organisms.models import Organism, Role
from academy.organisms.services.roles import grant
from courses.cobuilding import approving, building
from courses.cobuilding.quorum import Rule
from courses.models import LessonPage, PathPage
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory


def person_of(organism, role=Role.DESIGNER, **said):
    user = UserFactory(**({"language": "en"} | said))
    grant(user=user, role=role, organism=organism, at=timezone.now(), by=None)
    return type(user).objects.get(pk=user.pk)


@dataclass
class Built:
    """A path, the organisms that build it, and a designer of each."""

    page: PathPage
    lesson: LessonPage
    organisms: list[Organism]
    designers: list[Any]


def make_built(count=2, languages=("fr",), organisms=None, **said):
    organisms = organisms or [OrganismFactory() for _ in range(count)]
    path = make_path(languages=list(languages), lessons=2, built_by=organisms, **said)
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    page.save_revision().publish()
    lesson = lesson_pages(path)[0]
    lesson.save_revision().publish()
    return Built(
        page,
        LessonPage.objects.get(pk=lesson.pk),
        organisms,
        [person_of(one) for one in organisms],
    )


def ruled(built, quorum=2, each_part=False, silence_days=7, by=None):
    return approving.ask_approval(
        by=by or built.designers[0],
        path=built.page,
        rule=Rule(quorum, each_part),
        silence_days=silence_days,
        at=timezone.now(),
    )


def submitted(built, by=None, summary="Un autre résumé."):
    """Write a draft of the first lesson and submit it; return what organisms are asked."""
    by = by or built.designers[0]
    page = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    page.summary = summary
    page.save_revision(user=by)
    page = LessonPage.objects.get(pk=page.pk)
    page.get_workflow().start(page, by)
    return WorkflowState.objects.for_instance(page).active().get().current_task_state


def said(state, by, organism, approves=True, reason=""):
    return approving.speak(
        by=by,
        state_id=state.pk,
        organism=organism,
        approves=approves,
        reason=reason,
        at=timezone.now(),
    )


def live_summary(built):
    return LessonPage.objects.get(pk=built.lesson.pk).summary


def building_of(*, administrator, organisms, pages, at):
    """What the access table names of two paths, each of its organism; by name."""
    values = {"no_page": 0}
    for prefix, organism in organisms.items():
        built = make_built(organisms=[organism])
        ruled(built, quorum=1, by=administrator)
        path = PathPage.objects.get(pk=pages[prefix])
        duty = building.add_duty(
            by=administrator, path=path, organism=organism, title="Relire", due_on=None, at=at
        )
        link, _secret = building.open_link(by=administrator, path=path, note="A", days=9, at=at)
        read, secret = building.open_link(by=administrator, path=path, note="B", days=9, at=at)
        said = building.remark(link=read, page=path, name="A", text="B", at=at)
        values |= {
            f"{prefix}approval": submitted(built, by=administrator).pk,
            f"{prefix}duty": duty.pk,
            f"{prefix}review_link": link.pk,
            f"{prefix}remark": said.pk,
            f"{prefix}secret": secret,
        }
    return values
