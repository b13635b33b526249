"""Two organisms, a path that one built, and the other's designer who adopts it."""

from datetime import UTC, datetime
from typing import Any

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.adoption.adopting import adopt_path
from courses.adoption.joining import merge_adoption
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, CoursePage, LessonPage, PathPage
from courses.services import share_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import LessonPageFactory, choice_question, make_path, text
from tests.factories.organisms import OrganismFactory

AT = datetime(2026, 10, 1, 13, 0, tzinfo=UTC)
BEFORE = datetime(2026, 9, 1, tzinfo=UTC)


class Two:
    """`theirs` built `path`; `ours` adopts it. Each has a designer."""

    def __init__(self, **path: Any) -> None:
        self.theirs = OrganismFactory(name_fr="Agence A", name_en="Agency A", code="AAA")
        self.ours = OrganismFactory(name_fr="Bureau B", name_en="Bureau B", code="BBB")
        self.path = make_path(built_by=[self.theirs], **path)
        for page in PathPage.objects.filter(translation_key=self.path.key):
            share_path(path=page)
        self.author = designer_of(self.theirs)
        self.designer = designer_of(self.ours)

    def adopt(self, state: Adoption.State = Adoption.State.FOLLOWS, **said: Any) -> Adoption:
        """Have `ours` adopt the path."""
        page = PathPage.objects.filter(translation_key=self.path.key, live=True).first()
        values = {"by": self.designer, "organism": self.ours, "page_id": page.pk, "at": AT}
        return adopt_path(state=state, **(values | said))


def designer_of(organism):
    """Return a new person who designs courses for `organism`."""
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=BEFORE, by=None)
    return type(user).objects.get(pk=user.pk)


def pages_of(key, model=LessonPage, language="fr"):
    """Return the pages of a path in one language, in order."""
    path = PathPage.objects.get(translation_key=key, locale__language_code=language)
    if model is PathPage:
        return [path]
    return list(model.objects.descendant_of(path).order_by("path"))


def draft_of(page):
    """Return a page as it was last saved."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def blocks_of(page):
    """Return the blocks of a lesson as they are stored."""
    return list(page.body.get_prep_value())


def edit(page, body=None, *, publish=False, **fields):
    """Save a draft of a page with these blocks (as stored) and fields; publish it if wanted."""
    draft = draft_of(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    if body is not None:
        draft.body = draft.body.stream_block.to_python(body)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return draft_of(page)


def with_text(blocks, block_id, text):
    """Return `blocks` with another text in the one called `block_id`."""
    return [{**one, "value": text} if one["id"] == block_id else one for one in blocks]


def publish_all(key):
    """Publish every page of a path as it was last saved."""
    languages = PathPage.objects.filter(translation_key=key).values_list(
        "locale__language_code", flat=True
    )
    for language in list(languages):
        for model in (PathPage, CoursePage, LessonPage):
            for page in pages_of(key, model, language):
                if page.get_latest_revision() is not None:
                    page.get_latest_revision().publish()


def merge(adoption, by, *, chosen=None, everything="", declined=(), at=AT):
    """Merge what waits; `everything`: the choice in every conflict that `chosen` doesn't name."""
    waiting = waiting_for(Adoption.objects.get(pk=adoption.pk))
    picked = {one.key: everything for one in waiting.choices if one.is_conflict and everything}
    return merge_adoption(
        by=by,
        adoption_id=adoption.pk,
        seen=waiting.token,
        chosen=picked | (chosen or {}),
        declined=declined,
        at=at,
    )


def write_lesson(two, adoption, *languages, body=None, title="À nous"):
    """Have ours write a lesson in its copy, after the first one, and publish it."""
    body, key = body or [text("<p>Trois mots ici.</p>"), choice_question()], None
    for language in languages or ("fr", "en"):
        course = pages_of(adoption.own_key, CoursePage, language)[0]
        first = pages_of(adoption.own_key, language=language)[0]
        said = {"translation_key": key} if key else {}
        page = LessonPageFactory(
            parent=course, locale=course.locale, title=f"{title} ({language})", live=False, **said
        )
        key = page.translation_key
        page.move(LessonPage.objects.get(pk=first.pk), pos="right")
        for blocks in ([], body):
            draft = draft_of(page)
            draft.body = draft.body.stream_block.to_python(blocks)
            draft.save_revision(user=two.designer)
        draft.get_latest_revision().publish(user=two.designer)
    return str(key)
