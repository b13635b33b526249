"""Taking a lesson that another organism wrote and offers into drafts of one's own path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotAllowed
from courses.cobuilding.crediting import save_brought
from courses.models import AdoptedPage, Adoption, CoursePage, LessonPage, Offer
from courses.services import refreshed_once

from .contents import Content, content_of, put_content, row_values
from .offering import close_offer, offer_to_answer
from .trees import Tree, TreePage, draft_tree
from .waiting import count_parts, part_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a lesson may go: after the lesson `after` of `course`, or first (""). Both are
    keys; `titles`: of the two."""

    course: str
    after: str
    titles: tuple[str, str]

    @property
    def key(self) -> str:
        """A name for a form."""
        return f"{self.course}/{self.after}"


@dataclass(frozen=True, slots=True)
class OfferedLesson:
    """A lesson that is offered whole, beside the path that it is offered to, as it was last saved.

    `contents`: what it says, by language; `spots`: where it may go, in the order of the path.
    """

    offer: Offer
    tree: Tree
    contents: Mapping[str, Content]
    spots: Sequence[Spot]

    @property
    def proposed(self) -> str:
        """The key of the place that is like the one that it has in the copy; "" where there is
        none."""
        row, key = self.offer.page, self.offer.steps[1]
        ids = [one["id"] for one in self.offer.offered["lessons"]]
        keys = {one.key for one in self.spots}
        tried = [*reversed(ids[: ids.index(key)]), ""]
        return next((name for one in tried if (name := f"{row.upstream_key}/{one}") in keys), "")

    @property
    def missing_languages(self) -> list[str]:
        """The languages of the lesson that the path isn't in: it stays out of it in these."""
        there = {language for _key, language in self.tree}
        return [language for language in self.contents if language not in there]


def lesson_offered(offer: Offer, language: str) -> OfferedLesson:
    """Return a lesson that is offered, with the places by their titles in `language`."""
    tree = draft_tree(offer.page.adoption.upstream_key)
    said = part_of(offer.offered, tuple(offer.steps))["contents"]
    # A database keeps what is offered in whatever order.
    contents = {code: said[code] for code in _in_order(said, language)}
    languages = _in_order({code for _key, code in tree}, language)
    titles: dict[str, str] = {}
    below: dict[str, dict[str, None]] = {}
    for code in languages:
        for (key, one_code), page in tree.items():
            if one_code == code:
                titles.setdefault(key, str(page.content["title"]))
                if page.kind == "course":
                    below.setdefault(key, {}).update(dict.fromkeys(page.below))
    spots = [
        Spot(course, after, (titles[course], titles.get(after, "")))
        for course, lessons in below.items()
        for after in ("", *lessons)
    ]
    return OfferedLesson(offer, tree, contents, spots)


def _in_order(languages: Iterable[str], first: str) -> list[str]:
    return sorted(languages, key=lambda code: (code != first, code))


@transaction.atomic
def accept_lesson(
    *, by: User, offer_id: int, spot: str, words: str = "", at: datetime
) -> list[LessonPage]:
    """Write a lesson that is offered into drafts of their path, one in each language that both are
    in, at `spot` (`Spot.key`); return them. Nothing is published.

    From then on the two lessons are known as the same: what becomes of each is merged. Raises
    NotFound for an offer that `by` may not answer, AcademyError where it is answered or there is no
    such place, NotAllowed where `by` may not add lessons there.
    """
    offer = offer_to_answer(by, offer_id)
    found = lesson_offered(offer, offer.page.language)
    place = next((one for one in found.spots if one.key == spot), None)
    if place is None:
        raise AcademyError(_("Choose where the lesson goes in your path."))
    # Whoever merges meanwhile waits, and then looks again.
    adoption = Adoption.objects.select_for_update().get(pk=offer.page.adoption_id)
    key = uuid4()
    drafts = []
    with refreshed_once(at=at):
        for language, content in found.contents.items():
            course = found.tree.get((place.course, language))
            if course is not None:
                page = _add_page(course, content, key, by)
                _put_after(page, _nearest(found.tree, place, language), by)
                drafts.append(_save(page, offer, adoption, by))
    if not drafts:
        raise AcademyError(
            _("This course is in none of the languages of the lesson. Choose another place.")
        )
    close_offer(offer, Offer.State.ACCEPTED, by, words, at)
    return drafts


def _add_page(course: TreePage, content: Content, key: UUID, by: User) -> LessonPage:
    """Return a new lesson, the last one below `course`, that isn't published."""
    parent = CoursePage.objects.get(pk=course.page.pk)
    if not parent.permissions_for_user(by).can_add_subpage():
        raise NotAllowed(
            _("You may not add lessons to the course “%(title)s”.")
            % {"title": course.content["title"]}
        )
    page = LessonPage(
        title=content["title"],
        locale=parent.locale,
        translation_key=key,
        live=False,
        owner=by,
    )
    known = {str(one["id"]) for one in course.content["objectives"]}
    served = [one for one in content["objectives"] if one in known]
    put_content(page, {**content, "objectives": served})
    parent.add_child(instance=page)
    return page


def _nearest(tree: Tree, place: Spot, language: str) -> Page | None:
    """Return the lesson after which one goes in `language`: the one that was chosen, or the nearest
    before it that is in that language; None for the first place."""
    orders = [one.below for (key, _code), one in tree.items() if key == place.course]
    order = next((below for below in orders if place.after in below), ())
    before = order[: order.index(place.after) + 1] if order else ()
    here = tree[place.course, language].below
    known = [key for key in before if key in here]
    return tree[known[-1], language].page if known else None


def _put_after(page: LessonPage, before: Page | None, by: User) -> None:
    if before is not None:
        page.move(Page.objects.get(pk=before.pk), pos="right", user=by)
    else:
        page.move(page.get_parent(), pos="first-child", user=by)


def _save(page: LessonPage, offer: Offer, adoption: Adoption, by: User) -> LessonPage:
    """Save the first draft of a lesson, and have the copy's follow it from now on."""
    draft = LessonPage.objects.get(pk=page.pk)
    save_brought(page=draft, by=by, origin=adoption.own_key)
    content = content_of("lesson", row_values(draft))
    parts = count_parts(content)
    AdoptedPage.objects.update_or_create(
        own_key=UUID(offer.steps[1]),
        language=draft.locale.language_code,
        defaults={
            "adoption": adoption,
            "kind": AdoptedPage.Kind.LESSON,
            "upstream_key": draft.translation_key,
            "base": content,
            # Nobody there has published it yet.
            "is_gone": True,
            "is_ours": True,
            "parts": parts,
            "adapted_parts": parts,
        },
    )
    return draft
