"""A whole lesson in the desk: offered by those who wrote it, answered by the authors."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Offer, PathPage
from tests.factories.banks import knowledge_test, make_bank
from tests.factories.courses import text

from .making import Two, draft_of, edit, pages_of, publish_all, write_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two(lessons=2, questions=1)


@pytest.fixture
def adoption(two):
    made = two.adopt()
    publish_all(made.own_key)
    return made


def address(name, *args):
    return reverse(f"courses_adoption:{name}", args=args)


def test_a_lesson_is_offered_and_taken_at_a_place(two, adoption, sign_in):
    bank = make_bank(built_by=two.ours, title="Nos questions")
    key = write_lesson(two, adoption, body=[text("<p>Trois mots ici.</p>"), knowledge_test(bank)])
    desk = sign_in(two.designer)
    where = address("offer-lesson", adoption.pk, key)
    assert where in desk.get(address("adoption", adoption.pk)).content.decode()
    asked = desk.get(where).content.decode()
    assert "Trois mots ici." in asked
    assert f"Nos questions ({two.ours.name})" in asked
    assert desk.post(where, {"words": " "}).status_code == 422
    assert desk.post(where, {"words": "Elle manquait."}).status_code == 302
    shown = desk.get(address("adoption", adoption.pk)).content.decode()
    assert where not in shown
    assert "Elle manquait." in shown

    offer = Offer.objects.get()
    desk = sign_in(two.author)
    listed = desk.get(address("adoptions")).content.decode()
    assert address("answer", offer.pk) in listed
    assert "une leçon entière" in listed
    page = desk.get(address("answer", offer.pk))
    assert "Elle manquait." in page.content.decode()
    first = pages_of(two.path.key)[0]
    form = page.context["form"]
    assert form["spot"].initial.endswith(f"/{first.translation_key}")
    for sent in ({"answer": "accept"}, {"answer": "accept", "spot": "nowhere"}, {}):
        assert desk.post(address("answer", offer.pk), sent).status_code == 422
    assert desk.post(address("answer", offer.pk), {"answer": "decline"}).status_code == 422
    sent = {"answer": "accept", "spot": form["spot"].initial, "words": "Merci."}
    done = desk.post(address("answer", offer.pk), sent)
    course = first.get_parent()
    assert done["Location"] == reverse("wagtailadmin_explore", args=[course.pk])
    assert [page.title for page in pages_of(two.path.key)][1] == "À nous (fr)"
    # The editor saves what came, though the bank is another organism's.
    draft = draft_of(pages_of(two.path.key)[1])
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200
    assert desk.post(address("answer", offer.pk), sent).status_code == 422
    assert "Merci." in sign_in(two.designer).get(address("adoption", adoption.pk)).content.decode()


def test_a_lesson_is_declined_with_words(two, adoption, sign_in):
    key = write_lesson(two, adoption)
    sign_in(two.designer).post(address("offer-lesson", adoption.pk, key), {"words": "Oui."})
    offer = Offer.objects.get()
    sent = {"answer": "decline", "spot": "", "words": "Trop long."}
    assert sign_in(two.author).post(address("answer", offer.pk), sent).status_code == 302
    assert len(pages_of(two.path.key)) == 2
    shown = sign_in(two.designer).get(address("adoption", adoption.pk)).content.decode()
    assert "Trop long." in shown
    assert address("offer-lesson", adoption.pk, key) in shown


def test_others_read_nothing_of_a_lesson(two, adoption, sign_in):
    key = write_lesson(two, adoption)
    where = address("offer-lesson", adoption.pk, key)
    desk = sign_in(two.author)
    assert desk.get(where).status_code == 404
    assert desk.post(where, {"words": "Oui."}).status_code == 404
    desk = sign_in(two.designer)
    came = pages_of(adoption.own_key)[0].translation_key
    assert desk.get(address("offer-lesson", adoption.pk, came)).status_code == 404
    for page in PathPage.objects.filter(translation_key=two.path.key):
        page.unpublish()
    assert where not in desk.get(address("adoption", adoption.pk)).content.decode()
    assert desk.post(where, {"words": "Oui."}).status_code == 422


def test_a_title_that_is_not_published_is_read_by_nobody_else(two, adoption, sign_in):
    ours = pages_of(adoption.own_key)[0]
    secret = pages_of(adoption.own_key)[1]
    edit(ours, summary="Mieux.", publish=True)
    edit(ours, title="Un titre en brouillon")
    type(secret).objects.get(pk=secret.pk).unpublish()
    type(secret).objects.filter(pk=secret.pk).update(title="Un secret", draft_title="Un secret")
    link = f'<p>Voir <a id="{secret.pk}" linktype="page">ceci</a>.</p>'
    key = write_lesson(two, adoption, "fr", body=[text(link)])
    desk = sign_in(two.designer)
    row = adoption.pages.get(own_key=ours.translation_key, language="fr")
    desk.post(address("offer", adoption.pk, row.pk, "summary"), {"words": "Oui."})
    desk.post(address("offer-lesson", adoption.pk, key), {"words": "Oui."})
    desk = sign_in(two.author)
    pages = [desk.get(address("adoptions"))]
    pages += [desk.get(address("answer", one.pk)) for one in Offer.objects.all()]
    assert len(pages) == 3
    for page in pages:
        assert "Un titre en brouillon" not in page.content.decode()
        assert "Un secret" not in page.content.decode()


def test_the_page_asks_the_same_for_one_lesson_and_for_five(two, adoption, sign_in):
    desk = sign_in(two.designer)
    counts = []
    for number in (1, 4):
        for _number in range(number):
            write_lesson(two, adoption, "fr")
        desk.get(address("adoption", adoption.pk))
        with CaptureQueriesContext(connection) as asked:
            desk.get(address("adoption", adoption.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 75
