"""A lesson that an organism wrote in its copy is offered whole, and taken into the other path."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale

from academy.core.errors import AcademyError, NotAllowed, NotFound
from courses.adoption.contents import content_of, row_values
from courses.adoption.offering import decline_offer
from courses.adoption.own_lessons import offer_lesson, own_lessons
from courses.adoption.queries import adaptations
from courses.adoption.taking_lessons import accept_lesson, lesson_offered
from courses.adoption.waiting import waiting_for
from courses.models import AdoptedPage, CoursePage, Credit, LessonPage, Offer, PathPage
from courses.services import share_path
from tests.factories.accounts import UserFactory
from tests.factories.banks import knowledge_test, make_bank
from tests.factories.courses import LessonPageFactory, make_path, text
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import made_package, package_block

from .making import (
    AT,
    Two,
    blocks_of,
    draft_of,
    edit,
    merge,
    pages_of,
    publish_all,
    write_lesson,
)
from .making import with_text as put

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=2, questions=1)


@pytest.fixture
def adoption(two):
    made = two.adopt()
    publish_all(made.own_key)
    return made


def offered(two, adoption, key):
    return offer_lesson(by=two.designer, adoption_id=adoption.pk, key=key, words="Utile.", at=AT)


def accepted(two, offer, spot=None):
    spot = spot or lesson_offered(offer, "fr").proposed
    return accept_lesson(by=two.author, offer_id=offer.pk, spot=spot, words="Merci.", at=AT)


def said(page):
    return content_of("lesson", row_values(draft_of(page)))


def titles(key, language="fr"):
    return [page.title for page in pages_of(key, language=language)]


def test_a_lesson_is_taken_in_both_languages_in_its_place_and_published_by_nobody(two, adoption):
    key = write_lesson(two, adoption)
    offer = offered(two, adoption, key)
    found = lesson_offered(offer, "fr")
    assert list(found.contents) == ["fr", "en"]
    assert found.missing_languages == []
    drafts = accepted(two, offer)
    assert [page.locale.language_code for page in drafts] == ["fr", "en"]
    assert len({page.translation_key for page in drafts}) == 1
    for language in ("fr", "en"):
        there = pages_of(two.path.key, language=language)
        here = pages_of(adoption.own_key, language=language)
        assert [one.title for one in there] == [one.title for one in here]
        assert not there[1].live
        assert said(there[1]) == said(here[1])
    offer.refresh_from_db()
    assert (offer.state, offer.answer, offer.answered_by) == ("accepted", "Merci.", two.author)
    with pytest.raises(AcademyError):
        accepted(two, offer, "x/")


def test_the_two_are_known_as_the_same_from_then_on(two, adoption):
    key = write_lesson(two, adoption)
    accepted(two, offered(two, adoption, key))
    assert waiting_for(adoption).count == 0
    assert own_lessons(waiting_for(adoption)) == []
    publish_all(two.path.key)
    assert waiting_for(adoption).count == 0
    done = merge(adoption, two.designer)
    assert (done.changed, done.added) == ((), 0)
    # What each changes comes to the other.
    theirs, ours = pages_of(two.path.key)[1], pages_of(adoption.own_key)[1]
    first, question = blocks_of(ours)
    edit(ours, put(blocks_of(ours), first["id"], "<p>Mieux.</p>"))
    changed = {**question, "value": {**question["value"], "prompt": "Autrement ?"}}
    edit(theirs, [blocks_of(theirs)[0], changed], publish=True)
    assert not any(one.is_conflict for one in waiting_for(adoption).choices)
    merge(adoption, two.designer)
    said = blocks_of(draft_of(ours))
    assert (said[0]["value"], said[1]["value"]["prompt"]) == ("<p>Mieux.</p>", "Autrement ?")
    assert len(pages_of(adoption.own_key)) == len(pages_of(two.path.key)) == 3


def test_what_they_changed_before_they_published_is_proposed(two, adoption):
    key = write_lesson(two, adoption)
    (draft, *_others) = accepted(two, offered(two, adoption, key))
    edit(draft, title="Relue", publish=True)
    assert [one.change.place for one in waiting_for(adoption).choices] == [("title",)]


def test_a_place_elsewhere_is_told_to_those_who_offered_and_moves_nothing(two, adoption):
    key = write_lesson(two, adoption)
    offer = offered(two, adoption, key)
    last = lesson_offered(offer, "fr").spots[-1]
    accepted(two, offer, last.key)
    assert titles(two.path.key)[-1] == "À nous (fr)"
    assert titles(two.path.key, "en")[-1] == "À nous (en)"
    publish_all(two.path.key)
    before = titles(adoption.own_key)
    merge(adoption, two.designer)
    assert titles(adoption.own_key) == before
    assert waiting_for(adoption).count == 0


def test_the_ledger_credits_those_who_wrote_it(two, adoption):
    key = write_lesson(two, adoption, "fr")
    accepted(two, offered(two, adoption, key))
    publish_all(two.path.key)
    block_id = blocks_of(pages_of(adoption.own_key)[1])[0]["id"]
    rows = Credit.objects.filter(path_key=two.path.key, block_id=block_id)
    assert [(row.organism_code, row.words) for row in rows] == [("BBB", 3)]
    assert str(rows[0].taken_from) == str(adoption.own_key)


def test_it_stays_the_organisms_own_and_saves_no_minute(two, adoption):
    before = adaptations([adoption])[adoption.pk]
    key = write_lesson(two, adoption, "fr")
    written = adaptations([adoption])[adoption.pk]
    accepted(two, offered(two, adoption, key))
    assert adaptations([adoption])[adoption.pk] == written
    edit(pages_of(adoption.own_key)[1], title="Encore à nous", publish=True)
    after = adaptations([adoption])[adoption.pk]
    assert (after.kept_minutes, after.adapted) == (before.kept_minutes, written.adapted)


def test_once_they_published_it_that_they_retire_it_is_told(two, adoption):
    key = write_lesson(two, adoption, "fr")
    (draft,) = accepted(two, offered(two, adoption, key))
    assert waiting_for(adoption).left == []
    draft_of(draft).get_latest_revision().publish()
    LessonPage.objects.get(pk=draft.pk).unpublish()
    assert [page.title for page in waiting_for(adoption).left] == ["À nous (fr)"]


def test_a_language_that_they_lack_stays_out(two):
    two.path = make_path(lessons=1, built_by=[two.theirs], languages=["fr"])
    (path,) = pages_of(two.path.key, PathPage)
    share_path(path=path)
    adoption = two.adopt()
    for model in (PathPage, CoursePage, LessonPage):
        for page in pages_of(adoption.own_key, model):
            page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    publish_all(adoption.own_key)
    key = write_lesson(two, adoption, body=[text("<p>Un.</p>")])
    offer = offered(two, adoption, key)
    assert lesson_offered(offer, "fr").missing_languages == ["en"]
    assert [page.locale.language_code for page in accepted(two, offer)] == ["fr"]


def test_what_is_not_published_is_not_offered_nor_twice_nor_without_a_word(two, adoption):
    course = pages_of(adoption.own_key, CoursePage)[0]
    draft = LessonPageFactory(parent=course, locale=course.locale, live=False)
    with pytest.raises(AcademyError, match="Publ"):
        offered(two, adoption, str(draft.translation_key))
    came = str(pages_of(adoption.own_key)[0].translation_key)
    with pytest.raises(NotFound):
        offered(two, adoption, came)
    key = write_lesson(two, adoption)
    said = {"by": two.designer, "adoption_id": adoption.pk, "key": key, "at": AT}
    with pytest.raises(AcademyError):
        offer_lesson(words="  ", **said)
    with pytest.raises(NotFound):
        offer_lesson(words="Oui.", **said | {"by": two.author})
    offered(two, adoption, key)
    with pytest.raises(AcademyError):
        offered(two, adoption, key)
    assert Offer.objects.count() == 1


def test_what_a_third_organism_keeps_is_not_offered(two, adoption):
    stranger = OrganismFactory(code="CCC")
    bank = make_bank(built_by=stranger)
    key = write_lesson(two, adoption, "fr", body=[text("<p>Un.</p>"), knowledge_test(bank)])
    with pytest.raises(AcademyError, match=bank.title):
        offered(two, adoption, key)
    assert not Offer.objects.exists()


def test_packages_and_banks_of_their_own_come_with_it(two, adoption):
    bank, package = make_bank(built_by=two.ours), made_package(two.ours)
    body = [text("<p>Un.</p>"), knowledge_test(bank), package_block(package)]
    key = write_lesson(two, adoption, "fr", body=body)
    (draft,) = accepted(two, offered(two, adoption, key))
    draft_of(draft).get_latest_revision().publish()
    values = [one["value"] for one in blocks_of(LessonPage.objects.get(pk=draft.pk))]
    assert (values[1]["bank"], values[2]["package"]) == (bank.pk, package.pk)


def test_a_lesson_is_declined_with_words_and_may_be_offered_anew(two, adoption):
    key = write_lesson(two, adoption)
    offer = offered(two, adoption, key)
    decline_offer(by=two.author, offer_id=offer.pk, words="Trop long.", at=AT)
    assert len(pages_of(two.path.key)) == 2
    assert offered(two, adoption, key).is_open


def test_one_that_they_deleted_again_may_be_offered_anew(two, adoption):
    key = write_lesson(two, adoption, "fr")
    (draft,) = accepted(two, offered(two, adoption, key))
    LessonPage.objects.get(pk=draft.pk).delete()
    accepted(two, offered(two, adoption, key))
    row = AdoptedPage.objects.get(own_key=key)
    assert row.upstream_key == pages_of(two.path.key)[1].translation_key


def test_those_who_may_not_add_lessons_there_take_none(two, adoption):
    offer = offered(two, adoption, write_lesson(two, adoption, "fr"))
    with pytest.raises(NotFound):
        accept_lesson(by=two.designer, offer_id=offer.pk, spot="x/", at=AT)
    (path,) = pages_of(two.path.key, PathPage)
    writer = UserFactory()
    group = Group.objects.create(name="Relecture")
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=path, permission=permission)
    writer.groups.add(group)
    spot = lesson_offered(offer, "fr").proposed
    with pytest.raises(NotAllowed):
        accept_lesson(by=writer, offer_id=offer.pk, spot=spot, at=AT)
    assert len(pages_of(two.path.key)) == 2
    offer.refresh_from_db()
    assert offer.is_open
