"""Translating segment by segment, into the draft of the translation; a survey has none."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from courses.adoption.contents import Content, put_content
from courses.adoption.naming import canonical_html
from courses.models import BankQuestion, Segment, SegmentHow, Survey, SurveySide

from .agreeing import Hand, hand_of
from .comparing import MOST_MEANINGS, Compared, State, digest_of_text
from .deadline import further_behind
from .following import locked, refresh_stale
from .policies import can_translate
from .queries import Pair, Translated, pair_of, pairs_from, pairs_of_survey
from .segments import leaf_at, with_text


class LookAgain(AcademyError):
    """What was translated is no longer what there is: somebody saved or published meanwhile."""


@transaction.atomic
def translate_segment(
    *, by: User, page: Translated, place: str, text: str, seen: str, was: str, at: datetime
) -> None:
    """Write one text of a translation into its last draft, made from the source that was `seen`.

    `page`: the translation: a page, a question of a bank, or a side of a survey. `seen` and `was`:
    the digests of the source text and of the translation that the person read. `text` is as the
    editor's own fields give it. The same text again confirms it. Nothing is published, but of a
    survey, which has no drafts. Raises NotFound where `by` may not edit the page or there is no
    such place, NotAllowed where somebody locked it or a question can't have the text, LookAgain
    where either side has changed since.
    """
    pair, one = _found(by, page, place)
    _refuse_changed(one, seen, was)
    leaf = leaf_at(pair.kind, place, [pair.source_content, pair.source_draft])
    if leaf is None:
        raise NotFound(_("There is no such text in this page."))
    text = canonical_html(text) if leaf.is_rich else text
    if text == one.text:
        _confirm(pair, one, by, at)
        return
    source = pair.source_content
    if leaf_at(pair.kind, place, [source]) is None:
        source = pair.source_draft
    content = with_text(pair.kind, place, text, pair.own_draft, source, pair.names)
    hand = hand_of(by, pair.own, at)
    if isinstance(pair.own, SurveySide):
        _say(pair.own, content, by)
        _keep_both(pair.own, place, hand)
    else:
        draft: Any = pair.own.get_latest_revision_as_object()
        _refuse_locked(draft, by)
        put_content(draft, content)
        draft.save_revision(user=by, log_action=True, clean=False)
        _keep(pair, one, text, hand, SegmentHow.TRANSLATED, is_live=False)
    _note(pair, place, by, hand, "courses.segment_translated")


@transaction.atomic
def confirm_segment(
    *, by: User, page: Translated, place: str, seen: str, was: str, at: datetime
) -> None:
    """Take note that a text of a translation says what its source says now, without a change.

    Raises what `translate_segment` raises.
    """
    pair, one = _found(by, page, place)
    _refuse_changed(one, seen, was)
    _confirm(pair, one, by, at)


@transaction.atomic
def mark_same_meaning(
    *, by: User, page: Translated, places: Collection[str], seen: str, at: datetime
) -> int:
    """Take note that changes of a source page have no effect on the meaning; return how many.

    Its translations then follow the draft's texts at `places` too. `seen`: the number of the
    version that the person read. Raises NotFound where `by` may not edit the page, LookAgain where
    it was saved since.
    """
    fresh = _waited_for(page)
    pairs = pairs_from(fresh)
    if fresh is None or not pairs or not can_translate(by, fresh):
        raise NotFound(_("There is no such page to translate from."))
    if str(fresh.latest_revision_id or "") != seen:
        raise LookAgain(
            _("Somebody saved this page since you opened it. Here is what it says now.")
        )
    marked: set[str] = set()
    for pair in pairs:
        locked(pair.path_key)
        said = pair.draft_texts()
        changed = []
        for place in set(places) & set(pair.rows):
            row, digest = pair.rows[place], digest_of_text(said.get(place, ""))
            if digest not in row.same_meaning:
                row.same_meaning = [*row.same_meaning, digest][-MOST_MEANINGS:]
                changed.append(row)
                marked.add(place)
        Segment.objects.bulk_update(changed, ["same_meaning"])
        refresh_stale(pair=pair, at=at)
    if marked:
        hand = hand_of(by, fresh, at)
        audit.record(
            at=at,
            actor=by,
            action="courses.same_meaning",
            target=str(fresh.translation_key),
            organism_code=hand.organism_code,
            details={"places": sorted(marked), "revision": seen},
        )
    return len(marked)


def changes_of(page: Any) -> list[tuple[Pair, list[Compared]]]:
    """Return which texts of its translations the draft of a source page leaves behind."""
    found = []
    draft = page.get_latest_revision_as_object()
    for pair in pairs_from(page):
        places = further_behind(pair, draft)
        said, now, own = pair.draft_texts(), pair.source_texts(), pair.own_texts()
        rows = [
            _change(place, now.get(place, ""), said.get(place, ""), own.get(place, ""))
            for place in places
        ]
        if rows:
            found.append((pair, rows))
    return found


def _change(place: str, old: str, new: str, text: str) -> Compared:
    return Compared(place, State.STALE if text else State.MISSING, old, new, text)


def _found(by: User, page: Translated, place: str) -> tuple[Pair, Compared]:
    """Return a translation, locked, with one of its texts."""
    pair = pair_of(page)
    if pair is None or not can_translate(by, pair.own):
        raise NotFound(_("There is no such page to translate."))
    locked(pair.path_key)
    # Whoever saves the page meanwhile waits, so that no draft comes between.
    fresh = _waited_for(page)
    pair = pair_of(fresh) if fresh is not None else None
    one = next((one for one in pair.compared() if one.place == place), None) if pair else None
    if pair is None or one is None or one.state is State.DIFFERS:
        raise NotFound(_("There is no such text in this page."))
    return pair, one


def _waited_for(page: Translated) -> Any:
    """Return what is translated as it is now, locked; None where it is gone."""
    if isinstance(page, SurveySide):
        survey = Survey.objects.select_for_update(of=("self",)).filter(pk=page.pk).first()
        return SurveySide(survey, page.locale.language_code) if survey is not None else None
    if isinstance(page, BankQuestion):
        return BankQuestion.objects.select_for_update(of=("self",)).filter(pk=page.pk).first()
    found = Page.objects.select_for_update().filter(pk=page.pk).first()
    return found.specific if found is not None else None


def _say(side: SurveySide, content: Content, by: User) -> None:
    """Have a survey say in one language what `content` says, as its own form would."""
    put_content(side, content)
    try:
        side.save()
    except ValidationError as error:
        raise NotAllowed(
            _("Two options of a question would say the same. Write this one in other words.")
        ) from error
    log(instance=side.survey, action="wagtail.edit", user=by)


def _keep_both(side: SurveySide, place: str, hand: Hand) -> None:
    """Take note that somebody who read both sides of a survey wrote one of them."""
    for pair in pairs_of_survey(side.survey):
        one = next((one for one in pair.compared() if one.place == place), None)
        if one is not None:
            _keep(pair, one, one.text, hand, SegmentHow.TRANSLATED, is_live=True)
        refresh_stale(pair=pair, at=hand.at)


def _refuse_changed(one: Compared, seen: str, was: str) -> None:
    if digest_of_text(one.new) != seen:
        raise LookAgain(
            _(
                "The source text has changed since you opened this page. Nothing was saved: your "
                "words are still in the field. Read the source again."
            )
        )
    if digest_of_text(one.text) != was:
        raise LookAgain(
            _(
                "Somebody has changed this translation since you opened this page. Nothing was "
                "saved: your words are still in the field, and theirs stand beside it."
            )
        )


def _refuse_locked(draft: Any, by: User) -> None:
    if isinstance(draft, Page) and draft.permissions_for_user(by).page_locked():
        raise NotAllowed(
            _("Somebody has locked “%(title)s”. Ask them to unlock it, then translate.")
            % {"title": draft.title}
        )


def _confirm(pair: Pair, one: Compared, by: User, at: datetime) -> None:
    if not isinstance(pair.own, SurveySide):
        _refuse_locked(pair.own.get_latest_revision_as_object(), by)
    hand = hand_of(by, pair.own, at)
    is_live = pair.own.live and pair.live_texts().get(one.place, "") == one.text
    _keep(pair, one, one.text, hand, SegmentHow.CONFIRMED, is_live=is_live)
    refresh_stale(pair=pair, at=at)
    _note(pair, one.place, by, hand, "courses.segment_confirmed")


def _keep(
    pair: Pair, one: Compared, text: str, hand: Hand, how: SegmentHow, *, is_live: bool
) -> None:
    row = pair.rows.get(one.place) or Segment(
        page_key=pair.own.translation_key, language=pair.language, place=one.place
    )
    row.source_text = one.new
    row.text_digest, row.how, row.at = digest_of_text(text), how, hand.at
    row.alias, row.organism_code = hand.alias, hand.organism_code
    if is_live:
        row.live_source, row.is_live = row.source_text, True
    row.save()
    pair.rows[one.place] = row


def _note(pair: Pair, place: str, by: User, hand: Hand, action: str) -> None:
    audit.record(
        at=hand.at,
        actor=by,
        action=action,
        target=str(pair.own.translation_key),
        organism_code=hand.organism_code,
        details={"place": place, "language": pair.language},
    )
