"""Offering an improvement back to those from whom a path was taken, and what they make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from courses.cobuilding.crediting import save_brought
from courses.merging import ABSENT, Conflict, Merged, Place, merge, place_after, reordered, same
from courses.models import LONGEST_OFFER_WORDS, Adoption, Offer

from .adopting import locked_adoption
from .contents import Content, LearningPage, put_content
from .joining import LookAgain
from .policies import adoptions_visible_to, offers_to_answer
from .trees import TreePage, draft_tree, titles_of
from .waiting import Part, adapted_parts, part_of, waiting_for


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer beside what its part says there now. `source`: their page as it was last saved, None
    where it is gone; `titles`: of the pages of their path, by key."""

    offer: Offer
    source: TreePage | None
    merged: Merged | None
    titles: Mapping[str, str]

    @property
    def place(self) -> Place:
        """The steps that lead to the part."""
        return tuple(self.offer.steps)

    @property
    def now(self) -> Any:
        """The part as their last draft has it."""
        return part_of(self.source.content, self.place) if self.source else ABSENT

    @property
    def proposed(self) -> Any:
        """The part as it is offered."""
        return part_of(self.offer.offered, self.place)

    @property
    def before(self) -> Any:
        """The part as it was when the two last agreed."""
        return part_of(self.offer.base, self.place)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What both changed, each in its own way."""
        return self.merged.conflicts if self.merged else ()

    @property
    def is_there_already(self) -> bool:
        """Tell whether their page says this already, so that to accept changes nothing."""
        if self.source is None or self.merged is None or self.conflicts:
            return False
        return same(self.merged.value, self.source.content)


@transaction.atomic
def offer_part(
    *, by: User, adoption_id: int, page_id: int, key: str, words: str, at: datetime
) -> Offer:
    """Offer a part that the organism adapted (`Part.key`) to the authors of the other path.

    What is offered is what learners read: the ledger knows who wrote that, whom it credits there
    too. Raises NotFound where the person doesn't look after the adoption or the part isn't adapted,
    AcademyError where no words say what it improves, where it is a draft's, or where the same is
    offered already.
    """
    adoption = locked_adoption(by, adoption_id, at)
    part = find_part(adoption_id, page_id, key)
    words = reason_of(words)
    if not part.is_published:
        raise AcademyError(_("Publish this page first: what learners read is what is offered."))
    offered = _with_part(part)
    for known in part.page.row.offers.filter(state=Offer.State.OPEN):
        if tuple(known.steps) == part.place:
            raise AcademyError(
                _("This part is offered already. Take that offer back first, then offer it anew.")
            )
    offer = Offer(
        page=part.page.row,
        steps=list(part.place),
        # Theirs: what the copy is called may be a draft's.
        title=part.page.base["title"],
        base=part.page.base,
        offered=offered,
        words=words,
    )
    send_offer(offer, adoption, by, at)
    return offer


def send_offer(offer: Offer, adoption: Adoption, by: User, at: datetime) -> None:
    """Save an offer that is new; its authors find it from now on."""
    offer.offered_at, offer.offered_by = at, by
    offer.save()
    audit.record(
        at=at,
        actor=by,
        action="courses.improvement_offered",
        target=str(adoption.upstream_key),
        organism_code=adoption.organism.code,
        details={"offer": offer.pk},
    )


def find_part(adoption_id: int, page_id: int, key: str) -> Part:
    """Return an adapted part of the adopted page `page_id`. Raises NotFound where there is none."""
    for page in waiting_for(Adoption.objects.get(pk=adoption_id)).every_page:
        if page.row.pk == page_id:
            for part in adapted_parts(page):
                if part.key == key:
                    return part
    raise NotFound(_("This part is not adapted, or no longer: there is nothing to offer."))


def _with_part(part: Part) -> Content:
    """Return the base with the part as the copy has it, in its place."""
    content = dict(part.page.base)
    name = part.place[0]
    if len(part.place) == 1:
        # Of a list of blocks, its order alone: each block is a part of its own.
        content[name] = reordered(content.get(name, ABSENT), part.after)
        return content
    ours = {str(one["id"]): one for one in part.page.ours[name]}
    wanted = part.place[1]
    items = [
        ours[wanted] if str(one["id"]) == wanted else one
        for one in content[name]
        if str(one["id"]) != wanted or wanted in ours
    ]
    if wanted in ours and all(str(one["id"]) != wanted for one in items):
        order = list(ours)
        held = [str(one["id"]) for one in items]
        items.insert(place_after(held, order[: order.index(wanted)]), ours[wanted])
    content[name] = items
    return content


def reason_of(words: str) -> str:
    """Return the words that say what an offer improves. Raises AcademyError without any."""
    words = said_words(words)
    if not words:
        raise AcademyError(_("Say what it improves: the authors of the other path read this."))
    return words


def said_words(words: str) -> str:
    """Return what somebody says of an offer. Raises AcademyError where it is too long."""
    words = words.strip()
    if len(words) > LONGEST_OFFER_WORDS:
        raise AcademyError(
            _("Write no more than %(count)s characters.") % {"count": LONGEST_OFFER_WORDS}
        )
    return words


@transaction.atomic
def take_offer_back(*, by: User, offer_id: int, at: datetime) -> Offer:
    """Take an offer back that has no answer yet. Raises NotFound where it is another organism's."""
    own = Offer.objects.filter(
        page__adoption__in=adoptions_visible_to(by, timezone.localdate(at)), pk=offer_id
    )
    if not own.exists():
        raise NotFound(_("There is no such offer."))
    offer = _open(offer_id)
    offer.state, offer.answered_at, offer.answered_by = Offer.State.WITHDRAWN, at, by
    offer.seen_at = at
    offer.save(update_fields=["state", "answered_at", "answered_by", "seen_at"])
    return offer


def beside(offer: Offer) -> Offered:
    """Return an offer beside their page as it was last saved."""
    row = offer.page
    tree = draft_tree(row.adoption.upstream_key)
    source = tree.get((str(row.upstream_key), row.language))
    merged = merge(offer.base, source.content, offer.offered) if source else None
    return Offered(offer, source, merged, titles_of(tree))


@transaction.atomic
def accept_offer(
    *, by: User, offer_id: int, theirs: bool = False, words: str = "", at: datetime
) -> LearningPage:
    """Put what is offered into a draft of their page, through the same merge; return the draft.

    What they changed since stays, unless they choose `theirs`, what is offered, where both changed
    the same. Nothing is published. Raises NotFound for an offer that `by` may not answer,
    AcademyError where it is answered or their page is gone, LookAgain where both changed the same
    and nothing was chosen, NotAllowed where `by` may not edit the page.
    """
    offer = offer_to_answer(by, offer_id)
    if offer.is_lesson:
        raise AcademyError(_("This is a whole lesson: choose where it goes in your path."))
    found = beside(offer)
    if found.source is None:
        raise AcademyError(_("Your page is no longer there: decline the offer and say so."))
    if found.conflicts and not theirs:
        raise LookAgain(
            _("You changed the same words meanwhile: choose what is offered, or decline.")
        )
    chosen = frozenset(one.place for one in found.conflicts)
    value = merge(offer.base, found.source.content, offer.offered, prefer_theirs=chosen).value
    Page.objects.select_for_update().values_list("pk").get(pk=found.source.page.pk)
    draft: LearningPage = found.source.page.get_latest_revision_as_object()
    rights = draft.permissions_for_user(by)
    if not rights.can_edit() or rights.page_locked():
        raise NotAllowed(_("You may not edit the page “%(title)s”.") % {"title": draft.title})
    if put_content(draft, value):
        save_brought(page=draft, by=by, origin=offer.page.adoption.own_key)
    close_offer(offer, Offer.State.ACCEPTED, by, words, at)
    return draft


@transaction.atomic
def decline_offer(*, by: User, offer_id: int, words: str, at: datetime) -> Offer:
    """Decline an offer, with words for who made it. Raises as `accept_offer` does, and AcademyError
    without words."""
    offer = offer_to_answer(by, offer_id)
    if not words.strip():
        raise AcademyError(_("Say why you decline: the organization that offers it reads this."))
    close_offer(offer, Offer.State.DECLINED, by, words, at)
    return offer


def offer_to_answer(by: User, offer_id: int) -> Offer:
    """Return an offer that waits for an answer of `by`, locked; to be called in a transaction.

    Raises NotFound for one that `by` may not answer, AcademyError for one that was answered.
    """
    if not offers_to_answer(by).filter(pk=offer_id).exists():
        raise NotFound(_("There is no such offer."))
    return _open(offer_id)


def _open(offer_id: int) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("page__adoption__organism")
    offer = rows.get(pk=offer_id)
    if not offer.is_open:
        raise AcademyError(_("Somebody has answered this offer meanwhile."))
    return offer


def close_offer(offer: Offer, state: Offer.State, by: User, words: str, at: datetime) -> None:
    """Save what the authors answered to an offer that is locked."""
    offer.state, offer.answer = state, said_words(words)
    offer.answered_at, offer.answered_by = at, by
    offer.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    audit.record(
        at=at,
        actor=by,
        action=f"courses.improvement_{state}",
        target=str(offer.page.adoption.upstream_key),
        organism_code=offer.page.adoption.organism.code,
        details={"offer": offer.pk},
    )


def answers_to_read(user: User, on: date) -> QuerySet[Offer]:
    """Return the offers of the person's organisms that were answered and that nobody has read."""
    answered = Q(state=Offer.State.ACCEPTED) | Q(state=Offer.State.DECLINED)
    return Offer.objects.filter(
        answered, seen_at__isnull=True, page__adoption__in=adoptions_visible_to(user, on)
    )


@transaction.atomic
def mark_answers_read(*, by: User, adoption_id: int, at: datetime) -> int:
    """Note that the answers to an adoption's offers were read; return how many there were."""
    unread = answers_to_read(by, timezone.localdate(at)).filter(page__adoption=adoption_id)
    return unread.update(seen_at=at)
