"""Whatever two organisms do to a path and offer each other, nothing of ours is lost or doubled."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.adoption.contents import content_of, row_values
from courses.adoption.offering import accept_offer, beside, offer_part
from courses.adoption.own_lessons import offer_lesson, own_lessons
from courses.adoption.taking_lessons import accept_lesson, lesson_offered
from courses.adoption.waiting import adapted_parts, part_of, waiting_for
from courses.merging import ABSENT, differences, same
from courses.models import AdoptedPage, CoursePage, LessonPage
from tests.factories.courses import LessonPageFactory, choice_question, text

from .making import AT, Two, blocks_of, draft_of, edit, merge, pages_of, publish_all, write_lesson

WORDS = st.sampled_from(["<p>Un.</p>", "<p>Deux.</p>", "<p>Trois.</p>"])
PLACES = st.integers(0, 5)
SIDES = st.sampled_from(["we", "they"])
# What happens to which lesson (by its place) and block, or where; `say` and `insert` have words.
STEP = st.one_of(
    st.tuples(SIDES, st.sampled_from(["say", "insert"]), PLACES, PLACES, WORDS),
    st.tuples(SIDES, st.sampled_from(["drop", "turn", "write", "go", "move"]), PLACES, PLACES),
    st.tuples(SIDES, st.just("name"), PLACES, PLACES, WORDS),
    st.tuples(st.just("offer"), st.sampled_from(["lesson", "part"]), PLACES, PLACES),
    st.tuples(st.just("merge"), st.sampled_from(["mine", "theirs"])),
)


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        two = Two(lessons=3, questions=0, languages=["fr"])
        for page in pages_of(two.path.key):
            body = [text(f"<p>Texte {place}.</p>") for place in range(3)]
            edit(page, [*body, choice_question()], publish=True)
        adoption = two.adopt()
        publish_all(adoption.own_key)
        return two, adoption


class History:
    """Two paths, and what people do to them one step after the other."""

    def __init__(self, two, adoption):
        self.two, self.adoption = two, adoption

    def lessons(self, side):
        """The lessons of a side; of theirs, those that are published."""
        if side == "we":
            return pages_of(self.adoption.own_key)
        return [page for page in pages_of(self.two.path.key) if page.live]

    def take(self, step):
        """Do what `step` says, where there is something to do it to."""
        who, what, *rest = step
        if who == "merge":
            self.merge(what)
        elif who == "offer":
            getattr(self, f"offer_{what}")(*rest)
        elif what == "write":
            self.write(who, *rest)
        elif pages := self.lessons(who):
            self.change(who, what, pages[rest[0] % len(pages)], *rest[1:])

    def change(self, who, what, page, place, words=""):
        """Change a lesson: published by them, half of the time by us."""
        if what == "go":
            if len(self.lessons(who)) > 1:
                found = LessonPage.objects.get(pk=page.pk)
                found.delete() if who == "we" else found.unpublish()
            return
        if what == "move":
            sibling = self.lessons(who)[place % len(self.lessons(who))]
            if sibling.pk != page.pk:
                found = LessonPage.objects.get(pk=page.pk)
                found.move(LessonPage.objects.get(pk=sibling.pk), pos="right")
            return
        is_published = who == "they" or place % 2
        if what == "name":
            edit(page, summary=words, publish=is_published)
            return
        body = blocks_of(draft_of(page))
        at = place % len(body) if body else 0
        if what == "insert":
            body.insert(at, text(words))
        elif what == "turn":
            body = body[at:] + body[:at]
        elif what == "drop":
            body = body[:at] + body[at + 1 :]
        elif body and body[at]["type"] == "rich_text":
            body[at] = {**body[at], "value": words}
        if body:
            edit(page, body, publish=is_published)

    def write(self, who, place, _other):
        """Write a lesson, after another one."""
        if who == "we":
            write_lesson(self.two, self.adoption, "fr", body=[text("<p>De nous.</p>")])
            return
        course = pages_of(self.two.path.key, CoursePage)[0]
        page = LessonPageFactory(parent=course, locale=course.locale, title=f"D’eux {place}")
        siblings = self.lessons("they")
        page.move(LessonPage.objects.get(pk=siblings[place % len(siblings)].pk), pos="left")

    def offer_lesson(self, number, place):
        """Offer a lesson of our own; they accept it somewhere, and publish it half of the time."""
        found = [one for one in own_lessons(waiting_for(self.adoption)) if one.contents]
        if not found:
            return
        key = found[number % len(found)].key
        offer = offer_lesson(
            by=self.two.designer, adoption_id=self.adoption.pk, key=key, words="Oui.", at=AT
        )
        spots = lesson_offered(offer, "fr").spots
        spot = spots[place % len(spots)].key
        (draft,) = accept_lesson(by=self.two.author, offer_id=offer.pk, spot=spot, at=AT)
        if number % 2:
            draft_of(draft).get_latest_revision().publish()

    def offer_part(self, number, place):
        """Offer a part that we adapted; they accept it, and publish it half of the time."""
        pages = [page for page in waiting_for(self.adoption).every_page if page.source]
        parts = [part for page in pages for part in adapted_parts(page) if part.is_published]
        if not parts:
            return
        part = parts[place % len(parts)]
        offer = offer_part(
            by=self.two.designer,
            adoption_id=self.adoption.pk,
            page_id=part.page.row.pk,
            key=part.key,
            words="Oui.",
            at=AT,
        )
        before = part.page.source.page
        was_there = content_of(part.page.row.kind, row_values(draft_of(before)))
        draft = accept_offer(by=self.two.author, offer_id=offer.pk, theirs=True, at=AT)
        if number % 2 and before.live:
            draft_of(draft).get_latest_revision().publish()
        assert beside(offer).is_there_already
        now = content_of(part.page.row.kind, row_values(draft_of(draft)))
        if part.place != ("body",):
            assert same(part_of(now, part.place), part.after), part.place
            return
        # An order takes no words along.
        was = {one["id"]: one for one in was_there["body"]}
        assert all(same(one, was[one["id"]]) for one in now["body"])

    def merge(self, choice):
        """Merge, and check that it loses, doubles and leaves nothing."""
        waiting = waiting_for(self.adoption)
        before = {page.row.pk: page for page in waiting.every_page}
        clashes = {
            page.row.pk: [one.place for one in page.merged().conflicts] for page in waiting.pages
        }
        ours = {page.pk: page for page in self.lessons("we")}
        merge(self.adoption, self.two.designer, everything=choice)
        after = waiting_for(self.adoption)
        for page in after.every_page:
            was = before.get(page.row.pk)
            if was is not None and was.own is not None:
                self.check(was, page, clashes.get(page.row.pk, []), choice)
        self.check_pages(ours)
        assert after.count == 0
        again = merge(self.adoption, self.two.designer)
        assert (again.changed, again.added) == ((), 0)

    @staticmethod
    def check(was, page, clashes, choice):
        """Each change of ours is there after the merge, and where we changed nothing, theirs is."""
        for one in differences(was.base, was.ours):
            if one.place[0] in ("lessons", "courses") or one.kind == "moved":
                continue
            decided = any(_within(one.place, place) for place in clashes)
            if not decided or choice == "mine":
                assert same(_at(page.ours, one.place), one.after), one.place
        for one in differences(was.base, was.theirs) if was.source else ():
            if one.place[0] in ("lessons", "courses") or one.kind == "moved":
                continue
            touched = [two.place for two in differences(was.base, was.ours)]
            if not any(_within(one.place, place) for place in touched):
                assert same(_at(page.ours, one.place), one.after), one.place

    def check_pages(self, ours):
        """Of our lessons none is gone, and none is there twice; nor is a block."""
        pages = self.lessons("we")
        assert {page.pk for page in pages} >= ours.keys()
        theirs = dict(
            AdoptedPage.objects.filter(adoption=self.adoption).values_list(
                "own_key", "upstream_key"
            )
        )
        came = Counter(theirs.get(page.translation_key, page.translation_key) for page in pages)
        assert set(came.values()) <= {1}
        for page in pages:
            ids = [one["id"] for one in blocks_of(draft_of(page))]
            assert len(set(ids)) == len(ids)
        # What we wrote and they took is one lesson for both, however often it was merged.
        taken = AdoptedPage.objects.filter(adoption=self.adoption, is_ours=True)
        there = Counter(page.translation_key for page in pages_of(self.two.path.key))
        assert all(there[row.upstream_key] == 1 for row in taken)


def _within(one, other):
    """Tell whether one of two places is in the other."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _at(content, place):
    value = content
    for step in place:
        if isinstance(value, dict):
            value = value.get(step, ABSENT)
        else:
            value = next((one for one in value if str(one["id"]) == step), ABSENT)
        if value is ABSENT:
            break
    return value


@pytest.mark.django_db
@settings(max_examples=25)
@given(steps=st.lists(STEP, max_size=12))
def test_nothing_of_ours_is_lost_or_doubled(made, module_database, steps):
    with module_database(), transaction.atomic():
        history = History(*made)
        for step in steps:
            history.take(step)
        history.merge("mine")
        transaction.set_rollback(True)
