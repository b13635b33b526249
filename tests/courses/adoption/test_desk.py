"""Adopted paths in the desk: what one sees, sends and is told."""

import pytest
from django.contrib.messages import ERROR
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.adoption.adopting import adopt_path
from courses.adoption.offering import offer_part
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, Offer
from tests.factories.courses import make_path, text

from .making import AT, Two, blocks_of, designer_of, draft_of, edit, pages_of, with_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=1, questions=1)


@pytest.fixture
def adoption(two):
    return two.adopt()


def address(name, *args):
    return reverse(f"courses_adoption:{name}", args=args)


def change_both(two, adoption):
    """Both change the first text; they alone the title of the lesson."""
    theirs, ours = pages_of(two.path.key)[0], pages_of(adoption.own_key)[0]
    block_id = blocks_of(theirs)[0]["id"]
    edit(ours, with_text(blocks_of(ours), block_id, "<p>Une phrase à nous.</p>"))
    edit(
        theirs,
        with_text(blocks_of(theirs), block_id, "<p>Une phrase à eux.</p>"),
        title="Un titre récrit",
        publish=True,
    )
    return ours


def form_of(adoption, **more):
    """What the form of a merge sends, each change taken."""
    waiting = waiting_for(Adoption.objects.get(pk=adoption.pk))
    sent = {"seen": waiting.token}
    for one in waiting.choices:
        if not one.is_conflict:
            sent |= {f"shown-{one.key}": "1", f"taken-{one.key}": "1"}
    return sent | more


def conflict_of(adoption):
    waiting = waiting_for(Adoption.objects.get(pk=adoption.pk))
    return next(one for one in waiting.choices if one.is_conflict)


def test_a_designer_adopts_from_the_list(two, sign_in):
    desk = sign_in(two.designer)
    page = pages_of(two.path.key, language="fr")[0].get_parent().get_parent()
    listed = desk.get(address("adoptions"))
    assert listed.status_code == 200
    assert address("adopt", page.pk) in listed.content.decode()
    sent = {"organism": two.ours.pk, "state": "follows"}
    done = desk.post(address("adopt", page.pk), sent)
    adoption = Adoption.objects.get()
    assert done["Location"] == address("adoption", adoption.pk)
    listed = desk.get(address("adoptions")).content.decode()
    assert address("adoption", adoption.pk) in listed
    assert address("adopt", page.pk) not in listed
    again = desk.post(address("adopt", page.pk), sent)
    assert again.status_code == 422
    assert two.ours.name in again.content.decode()


def test_the_form_offers_the_organisms_one_designs_for_alone(two, sign_in):
    page = pages_of(two.path.key)[0].get_parent().get_parent()
    desk = sign_in(two.designer)
    sent = {"organism": two.theirs.pk, "state": "follows"}
    assert desk.post(address("adopt", page.pk), sent).status_code == 422
    assert not Adoption.objects.exists()


def test_a_change_is_shown_with_both_texts_and_merged_as_it_was_chosen(
    two, adoption, sign_in, in_english
):
    ours = change_both(two, adoption)
    desk = sign_in(two.designer)
    shown = desk.get(address("adoption", adoption.pk)).content.decode()
    assert "à nous" in shown.replace("<del>", "").replace("</del>", "")
    assert "Un titre récrit" in shown.replace("<ins>", "").replace("</ins>", "")
    refused = desk.post(address("merge", adoption.pk), form_of(adoption))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert refused.content.decode().count("error-message") == 1
    assert "error-message" not in shown
    key = conflict_of(adoption).key
    sent = form_of(adoption, **{f"choice-{key}": "mine"})
    preview = desk.post(
        address("preview", adoption.pk, waiting_for(adoption).pages[0].row.pk), sent
    )
    assert "Un titre récrit" in preview.content.decode()
    assert draft_of(ours).title != "Un titre récrit"
    assert desk.post(address("merge", adoption.pk), sent).status_code == 302
    draft = draft_of(ours)
    assert draft.title == "Un titre récrit"
    assert blocks_of(draft)[0]["value"] == "<p>Une phrase à nous.</p>"


def test_an_unticked_change_is_not_taken(two, adoption, sign_in):
    ours = change_both(two, adoption)
    key = conflict_of(adoption).key
    sent = form_of(adoption, **{f"choice-{key}": "theirs"})
    kept = {name: value for name, value in sent.items() if not name.startswith("taken-")}
    sign_in(two.designer).post(address("merge", adoption.pk), kept)
    draft = draft_of(ours)
    assert draft.title == ours.title
    assert blocks_of(draft)[0]["value"] == "<p>Une phrase à eux.</p>"


def test_who_merges_second_is_told(two, adoption, sign_in):
    ours = change_both(two, adoption)
    key = conflict_of(adoption).key
    sent = form_of(adoption, **{f"choice-{key}": "mine"})
    desk = sign_in(two.designer)
    desk.post(address("merge", adoption.pk), sent)
    merged = draft_of(ours).latest_revision_id
    desk = sign_in(designer_of(two.ours))
    told = desk.post(address("merge", adoption.pk), sent, follow=True)
    assert [one.level for one in told.context["messages"]][-1] == ERROR
    assert draft_of(ours).latest_revision_id == merged


def test_other_organisms_designers_know_nothing_of_it(two, adoption, sign_in):
    desk = sign_in(two.author)
    row = adoption.pages.first()
    assert desk.get(address("adoption", adoption.pk)).status_code == 404
    assert desk.post(address("merge", adoption.pk), form_of(adoption)).status_code == 404
    assert desk.post(address("state", adoption.pk), {"state": "frozen"}).status_code == 404
    assert desk.post(address("preview", adoption.pk, row.pk)).status_code == 404
    assert desk.get(address("offer", adoption.pk, row.pk, "title")).status_code == 404
    adoption.refresh_from_db()
    assert not adoption.is_frozen


def test_freezing_hides_what_waits_and_says_who(two, adoption, sign_in):
    change_both(two, adoption)
    desk = sign_in(two.designer)
    desk.post(address("state", adoption.pk), {"state": "frozen"})
    shown = desk.get(address("adoption", adoption.pk)).content.decode()
    assert "Un titre récrit" not in shown
    assert two.designer.get_full_name() in shown
    assert desk.post(address("merge", adoption.pk), form_of(adoption)).status_code == 422
    assert desk.post(address("state", adoption.pk), {"state": "nothing"}).status_code == 404


def test_an_improvement_is_offered_accepted_and_told(two, adoption, sign_in):
    ours = pages_of(adoption.own_key)[0]
    theirs = pages_of(two.path.key)[0]
    first = blocks_of(ours)[0]
    edit(ours, with_text(blocks_of(ours), first["id"], "<p>Bien mieux dit.</p>"))
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    desk = sign_in(two.designer)
    where = address("offer", adoption.pk, row.pk, f"body/{first['id']}")
    # What is in a draft alone isn't offered yet.
    assert where not in desk.get(address("adoption", adoption.pk)).content.decode()
    assert desk.post(where, {"words": "Plus clair."}).status_code == 422
    draft_of(ours).get_latest_revision().publish()
    assert where in desk.get(address("adoption", adoption.pk)).content.decode()
    assert "Bien" in desk.get(where).content.decode()
    assert desk.post(where, {"words": ""}).status_code == 422
    assert desk.post(where, {"words": "Plus clair."}).status_code == 302
    assert desk.post(where, {"words": "Encore."}).status_code == 422
    offer = Offer.objects.get()

    desk = sign_in(two.author)
    assert "Plus clair." in desk.get(address("answer", offer.pk)).content.decode()
    assert str(offer.pk) in desk.get(address("adoptions")).content.decode()
    assert desk.get(reverse("wagtailadmin_home")).content.decode().count(address("adoptions")) > 1
    edit(theirs, summary="Ils ont changé autre chose.")
    done = desk.post(address("answer", offer.pk), {"answer": "accept", "words": "Merci."})
    assert done["Location"] == reverse("wagtailadmin_pages:edit", args=[theirs.pk])
    draft = draft_of(theirs)
    assert blocks_of(draft)[0]["value"] == "<p>Bien mieux dit.</p>"
    assert draft.summary == "Ils ont changé autre chose."
    assert blocks_of(type(theirs).objects.get(pk=theirs.pk))[0]["value"] != "<p>Bien mieux dit.</p>"
    assert desk.post(address("answer", offer.pk), {"answer": "accept"}).status_code == 422

    desk = sign_in(two.designer)
    assert address("adoptions") in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Merci." in desk.get(address("adoption", adoption.pk)).content.decode()
    offer.refresh_from_db()
    assert offer.seen_at is not None
    draft_of(theirs).get_latest_revision().publish()
    assert [one.change.place for one in waiting_for(adoption).choices] == [("summary",)]


def test_an_offer_is_declined_with_words_or_taken_back(two, adoption, sign_in):
    ours = pages_of(adoption.own_key)[0]
    edit(ours, title="Mieux", summary="Mieux aussi.", publish=True)
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    offers = [
        offer_part(
            by=two.designer, adoption_id=adoption.pk, page_id=row.pk, key=key, words="Oui.", at=AT
        )
        for key in ("title", "summary")
    ]
    desk = sign_in(two.author)
    assert desk.post(address("answer", offers[0].pk), {"answer": "decline"}).status_code == 422
    assert desk.post(address("answer", offers[0].pk), {}).status_code == 422
    desk.post(address("answer", offers[0].pk), {"answer": "decline", "words": "Trop long."})
    assert desk.post(address("take-back", offers[1].pk)).status_code == 404
    desk = sign_in(two.designer)
    assert "Trop long." in desk.get(address("adoption", adoption.pk)).content.decode()
    assert desk.get(address("answer", offers[1].pk)).status_code == 404
    desk.post(address("take-back", offers[1].pk))
    desk.post(address("take-back", offers[0].pk))
    assert [Offer.objects.get(pk=one.pk).state for one in offers] == ["declined", "withdrawn"]


def test_an_offer_of_what_they_changed_too_replaces_nothing_unasked(two, adoption, sign_in):
    ours, theirs = pages_of(adoption.own_key)[0], pages_of(two.path.key)[0]
    edit(ours, title="À nous", publish=True)
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    offer = offer_part(
        by=two.designer, adoption_id=adoption.pk, page_id=row.pk, key="title", words="Oui.", at=AT
    )
    edit(theirs, title="À eux")
    desk = sign_in(two.author)
    assert desk.post(address("answer", offer.pk), {"answer": "accept"}).status_code == 422
    assert draft_of(theirs).title == "À eux"
    desk.post(address("answer", offer.pk), {"answer": "accept", "replace": "yes"})
    assert draft_of(theirs).title == "À nous"


def test_a_block_that_was_added_is_offered_in_its_place(two, adoption, sign_in):
    ours, theirs = pages_of(adoption.own_key)[0], pages_of(two.path.key)[0]
    first, question = blocks_of(ours)
    new = text("<p>Un exemple.</p>")
    edit(ours, [first, new, question], publish=True)
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    offer = offer_part(
        by=two.designer,
        adoption_id=adoption.pk,
        page_id=row.pk,
        key=f"body/{new['id']}",
        words="Un exemple.",
        at=AT,
    )
    sign_in(two.author).post(address("answer", offer.pk), {"answer": "accept"})
    assert [one["id"] for one in blocks_of(draft_of(theirs))] == [
        first["id"],
        new["id"],
        question["id"],
    ]


def test_the_list_asks_the_same_for_one_path_and_for_five(two, adoption, sign_in):
    desk = sign_in(two.designer)
    counts = []
    for number in (0, 4):
        for _number in range(number):
            _adopt_another(two)
        desk.get(address("adoptions"))
        with CaptureQueriesContext(connection) as asked:
            desk.get(address("adoptions"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def _adopt_another(two):
    path = make_path(lessons=1, built_by=[two.theirs], languages=["fr"])
    page = pages_of(path.key)[0].get_parent().get_parent()
    adopt_path(
        by=two.designer,
        page_id=page.pk,
        organism=two.ours,
        state=Adoption.State.FOLLOWS,
        at=AT,
    )


def test_an_order_is_offered_without_the_words_that_were_changed_too(two, adoption, sign_in):
    ours, theirs = pages_of(adoption.own_key)[0], pages_of(two.path.key)[0]
    first, question = blocks_of(ours)
    changed = with_text(blocks_of(ours), first["id"], "<p>Une phrase à nous.</p>")
    edit(ours, changed[::-1], publish=True)
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    said = {"adoption_id": adoption.pk, "page_id": row.pk, "words": "Mieux ainsi.", "at": AT}
    offer = offer_part(by=two.designer, key="body", **said)
    sign_in(two.author).post(address("answer", offer.pk), {"answer": "accept"})
    now = blocks_of(draft_of(theirs))
    assert [one["id"] for one in now] == [question["id"], first["id"]]
    assert now[1]["value"] == first["value"]
