"""What the other path becomes flows into the copy; nothing of the copy is lost."""

import pytest

from academy.core.errors import NotAllowed, NotFound
from courses.adoption.adopting import choose_state
from courses.adoption.joining import LookAgain, Undecided, merge_adoption
from courses.adoption.waiting import waiting_for
from courses.models import AdoptedPage, Adoption, CoursePage, LessonPage, PathPage
from tests.factories.courses import CoursePageFactory, LessonPageFactory, text

from .making import (
    AT,
    Two,
    blocks_of,
    draft_of,
    edit,
    merge,
    pages_of,
    publish_all,
    with_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=2, questions=1)


@pytest.fixture
def adoption(two):
    return two.adopt()


def lessons(two, adoption):
    return pages_of(two.path.key)[0], pages_of(adoption.own_key)[0]


def texts(page):
    return [one["value"] for one in blocks_of(draft_of(page)) if one["type"] == "rich_text"]


def test_nothing_waits_after_adopting_nor_after_both_are_saved_as_they_are(two, adoption):
    assert waiting_for(adoption).count == 0
    theirs, ours = lessons(two, adoption)
    marked = [
        {**one, "value": one["value"].replace("<p>", '<p data-block-key="ab1">')}
        if one["type"] == "rich_text"
        else one
        for one in blocks_of(theirs)
    ]
    edit(theirs, marked, publish=True)
    edit(ours, blocks_of(ours))
    assert waiting_for(adoption).count == 0


def test_what_each_changed_alone_is_there_after_the_merge(two, adoption):
    theirs, ours = lessons(two, adoption)
    first, question = blocks_of(theirs)
    edit(ours, with_text(blocks_of(ours), first["id"], "<p>À nous.</p>"), title="La nôtre")
    changed = {**question, "value": {**question["value"], "prompt": "Autrement ?"}}
    edit(theirs, [first, changed, text("<p>Encore.</p>")], publish=True)
    done = merge(adoption, two.designer)
    assert [page.pk for page in done.changed] == [ours.pk]
    draft = draft_of(ours)
    assert draft.title == "La nôtre"
    assert [one["value"] for one in blocks_of(draft)[::2]] == ["<p>À nous.</p>", "<p>Encore.</p>"]
    assert blocks_of(draft)[1]["value"]["prompt"] == "Autrement ?"
    assert not LessonPage.objects.get(pk=ours.pk).live
    again = merge(adoption, two.designer)
    assert (again.changed, again.added) == ((), 0)
    assert blocks_of(draft_of(ours)) == blocks_of(draft)


def test_a_merge_publishes_nothing(two, adoption):
    publish_all(adoption.own_key)
    theirs, ours = lessons(two, adoption)
    edit(theirs, title="Un nouveau titre", publish=True)
    merge(adoption, two.designer)
    assert LessonPage.objects.get(pk=ours.pk).title != "Un nouveau titre"
    assert draft_of(ours).title == "Un nouveau titre"
    assert LessonPage.objects.get(pk=ours.pk).has_unpublished_changes


def test_a_draft_that_is_not_published_is_part_of_ours(two, adoption):
    publish_all(adoption.own_key)
    theirs, ours = lessons(two, adoption)
    edit(ours, summary="En préparation.")
    edit(theirs, duration_minutes=9, publish=True)
    merge(adoption, two.designer)
    draft = draft_of(ours)
    assert (draft.summary, draft.duration_minutes) == ("En préparation.", 9)


def test_drafts_of_theirs_do_not_wait(two, adoption):
    theirs, _ours = lessons(two, adoption)
    edit(theirs, title="Pas encore")
    assert waiting_for(adoption).count == 0


def test_a_conflict_is_decided_by_somebody(two, adoption):
    theirs, ours = lessons(two, adoption)
    block_id = blocks_of(theirs)[0]["id"]
    edit(ours, with_text(blocks_of(ours), block_id, "<p>À nous.</p>"))
    edit(theirs, with_text(blocks_of(theirs), block_id, "<p>À eux.</p>"), publish=True)
    with pytest.raises(Undecided):
        merge(adoption, two.designer)
    assert texts(ours) == ["<p>À nous.</p>"]
    merge(adoption, two.designer, everything="mine")
    assert texts(ours) == ["<p>À nous.</p>"]
    # It doesn't come back until they change it again.
    assert waiting_for(adoption).count == 0
    edit(theirs, with_text(blocks_of(theirs), block_id, "<p>À eux, encore.</p>"), publish=True)
    merge(adoption, two.designer, everything="theirs")
    assert texts(ours) == ["<p>À eux, encore.</p>"]


def test_a_change_that_is_not_taken_stays_out(two, adoption):
    theirs, ours = lessons(two, adoption)
    edit(theirs, title="Un autre titre", summary="Un autre sommaire.", publish=True)
    waiting = waiting_for(adoption)
    refused = next(one for one in waiting.choices if one.change.place == ("title",))
    merge(adoption, two.designer, declined=[refused.key])
    draft = draft_of(ours)
    assert (draft.title, draft.summary) == (ours.title, "Un autre sommaire.")
    assert waiting_for(adoption).count == 0


def test_two_who_merge_at_once_are_one_merge(two, adoption):
    theirs, ours = lessons(two, adoption)
    edit(theirs, title="Un autre titre", publish=True)
    token = waiting_for(adoption).token
    said = {"by": two.designer, "adoption_id": adoption.pk, "seen": token, "chosen": {}, "at": AT}
    merge_adoption(**said)
    with pytest.raises(LookAgain):
        merge_adoption(**said)
    assert draft_of(ours).revisions.count() == 2


def test_what_was_saved_since_one_looked_stops_the_merge(two, adoption):
    theirs, ours = lessons(two, adoption)
    edit(theirs, title="Un autre titre", publish=True)
    token = waiting_for(adoption).token
    edit(ours, title="Enregistré entretemps")
    with pytest.raises(LookAgain):
        merge_adoption(by=two.designer, adoption_id=adoption.pk, seen=token, chosen={}, at=AT)
    assert draft_of(ours).title == "Enregistré entretemps"


def test_a_lesson_and_a_course_that_were_added_come_as_drafts_in_their_place(two, adoption):
    course = pages_of(two.path.key, CoursePage)[0]
    first = pages_of(two.path.key)[0]
    added = LessonPageFactory(parent=course, title="Ajoutée")
    added.move(LessonPage.objects.get(pk=first.pk), pos="right")
    waiting = waiting_for(adoption)
    assert [one.change.place[0] for one in waiting.choices] == ["lessons"]
    done = merge(adoption, two.designer)
    assert done.added == 1
    own = pages_of(adoption.own_key)
    assert [page.title for page in own] == [page.title for page in pages_of(two.path.key)]
    assert own[1].title == "Ajoutée"
    assert not own[1].live
    assert AdoptedPage.objects.get(own_key=own[1].translation_key).upstream_key == (
        added.translation_key
    )
    assert merge(adoption, two.designer).added == 0


def test_a_lesson_that_they_retired_stays_and_is_told_once(two, adoption):
    publish_all(adoption.own_key)
    theirs, ours = lessons(two, adoption)
    LessonPage.objects.get(pk=theirs.pk).unpublish()
    waiting = waiting_for(adoption)
    assert [page.title for page in waiting.left] == [ours.title]
    merge(adoption, two.designer)
    assert LessonPage.objects.get(pk=ours.pk).live
    assert waiting_for(adoption).count == 0


def test_a_lesson_that_moved_there_into_a_new_course_stays_where_it_is_here(two, adoption):
    moved = pages_of(two.path.key)[-1]
    (path,) = pages_of(two.path.key, PathPage)
    course = CoursePageFactory(parent=path, locale=path.locale, title="Nouveau")
    LessonPageFactory(parent=course, locale=path.locale, title="Toute nouvelle")
    LessonPage.objects.get(pk=moved.pk).move(course, pos="last-child")
    before = [one.pk for one in pages_of(adoption.own_key)]
    assert merge(adoption, two.designer).added == 1
    own = pages_of(adoption.own_key, CoursePage)[-1]
    assert own.title == "Nouveau"
    assert [one.title for one in own.get_children()] == ["Toute nouvelle"]
    assert {one.pk for one in pages_of(adoption.own_key)} > set(before)
    assert waiting_for(adoption).count == 0


def test_a_lesson_that_we_removed_does_not_come_back(two, adoption):
    theirs, ours = lessons(two, adoption)
    LessonPage.objects.get(pk=ours.pk).delete()
    edit(theirs, title="Un autre titre", publish=True)
    assert waiting_for(adoption).count == 0
    merge(adoption, two.designer)
    assert len(pages_of(adoption.own_key)) == 1


def test_links_and_keys_are_no_change_of_ours(two):
    page = pages_of(two.path.key)[1]
    target = pages_of(two.path.key)[0]
    body = blocks_of(page)
    link = f'<p>Voir <a id="{target.pk}" linktype="page">la leçon</a>.</p>'
    edit(page, with_text(body, body[0]["id"], link), publish=True)
    adoption = two.adopt()
    edit(page, with_text(body, body[0]["id"], link.replace("Voir", "Lire")), publish=True)
    assert not any(one.is_conflict for one in waiting_for(adoption).choices)
    merge(adoption, two.designer)
    own_target, own = pages_of(adoption.own_key)
    assert texts(own) == [f'<p>Lire <a id="{own_target.pk}" linktype="page">la leçon</a>.</p>']


def test_a_frozen_path_takes_nothing_until_it_follows_again(two, adoption):
    theirs, ours = lessons(two, adoption)
    choose_state(by=two.designer, adoption_id=adoption.pk, state=Adoption.State.FROZEN, at=AT)
    edit(theirs, title="Un autre titre", publish=True)
    with pytest.raises(NotAllowed):
        merge(adoption, two.designer)
    choose_state(by=two.designer, adoption_id=adoption.pk, state=Adoption.State.FOLLOWS, at=AT)
    merge(adoption, two.designer)
    assert draft_of(ours).title == "Un autre titre"


def test_others_can_not_merge_nor_a_locked_page_be_merged(two, adoption):
    theirs, ours = lessons(two, adoption)
    edit(theirs, title="Un autre titre", publish=True)
    with pytest.raises(NotFound):
        merge(adoption, two.author)
    LessonPage.objects.filter(pk=ours.pk).update(locked=True, locked_by=two.author)
    with pytest.raises(NotAllowed):
        merge(adoption, two.designer)
    assert waiting_for(adoption).count == 1


def test_a_licence_that_changed_stops_what_comes_after(two, adoption):
    page = pages_of(two.path.key, PathPage)[0]
    edit(page, licence="CC-BY-ND-4.0", summary="Autre chose.", publish=True)
    with pytest.raises(NotAllowed):
        merge(adoption, two.designer)


def test_how_much_was_adapted_is_counted_when_it_is_published(two, adoption):
    theirs, ours = lessons(two, adoption)
    block_id = blocks_of(theirs)[0]["id"]
    edit(ours, with_text(blocks_of(ours), block_id, "<p>À nous.</p>"), publish=True)
    row = AdoptedPage.objects.get(own_key=ours.translation_key, language="fr")
    # Five fields and two blocks.
    assert (row.parts, row.adapted_parts) == (7, 1)
