"""A survey is written in both languages side by side: what is changed in one alone is behind."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Segment, StalePage, Survey, SurveySide
from courses.translating.comparing import (
    Known,
    State,
    compare,
    digest_of_text,
    left,
    side_by_side,
)
from courses.translating.deadline import late_languages
from courses.translating.queries import pair_of
from courses.translating.shown import prefix_of
from tests.factories.organisms import OrganismFactory

from .pages import make_designer, make_translated_path
from .shared import ask, make_survey, offer, states_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def survey(organism):
    return make_survey(organism)


def desk(survey, language):
    return reverse("courses_translating:survey", args=[survey.pk, language])


def send(client, survey, language, place, written="", **more):
    own = pair_of(SurveySide(Survey.objects.get(pk=survey.pk), language))
    one = next(one for one in own.compared() if one.place == place)
    said = {
        "place": place,
        "seen": digest_of_text(one.new),
        "was": digest_of_text(one.text),
        "action": "save",
        f"{prefix_of(place)}-text": written,
    }
    return client.post(desk(survey, language), said | more)


def place_of_question(survey):
    return f"questions/{survey.questions.get_prep_value()[0]['id']}/value/text"


@pytest.mark.parametrize(("changed", "behind"), [("fr", "en"), ("en", "fr")])
def test_a_text_that_changes_in_one_language_leaves_the_other_behind(survey, changed, behind):
    assert states_of(survey) == {}
    before = survey.questions.get_prep_value()[0]["value"][changed]
    ask(survey, **{changed: "Autrement / Otherwise?"})
    assert states_of(survey) == {(behind, "text"): State.STALE}
    row = StalePage.objects.get()
    assert (row.path_key, row.language, row.stale) == (survey.key, behind, 1)
    ask(survey, **{changed: before})
    assert states_of(survey) == {}
    assert not StalePage.objects.exists()


def test_what_is_changed_in_both_languages_says_the_same(survey):
    ask(survey, fr="Comment va ?", en="How are you?", intro_fr="Salut.", intro_en="Hi.")
    assert states_of(survey) == {}


def test_whoever_changes_what_was_behind_brings_it_up_to_date(survey):
    ask(survey, fr="Comment va ?")
    ask(survey, fr="Comment ça va ?")
    assert states_of(survey) == {("en", "text"): State.STALE}
    ask(survey, en="How are you?")
    assert states_of(survey) == {}


def test_an_introduction_in_one_language_is_missing_in_the_other(survey):
    ask(survey, intro_fr="", intro_en="")
    ask(survey, intro_fr="Bienvenue.")
    assert states_of(survey) == {("en", "intro"): State.MISSING}
    ask(survey, intro_en="Welcome.")
    assert states_of(survey) == {}


def test_the_desk_writes_into_the_survey_at_once(designer, survey, client):
    ask(survey, fr="Comment va ?")
    html = client.get(desk(survey, "en")).content.decode()
    assert "<ins>Comment va" in html
    assert "All well?" in html
    place = place_of_question(survey)
    assert send(client, survey, "en", place, "How are you?").status_code == 302
    assert states_of(survey) == {}
    assert not StalePage.objects.exists()
    survey.refresh_from_db()
    asked = survey.asked()[0]
    assert (asked["fr"], asked["en"]) == ("Comment va ?", "How are you?")
    assert [one["fr"] for one in asked["options"]] == ["Oui", "Non"]
    assert Segment.objects.filter(page_key=survey.key, alias__gt="").exists()


def test_still_right_brings_it_up_to_date(designer, survey, client):
    ask(survey, fr="Comment va ?")
    assert send(client, survey, "en", place_of_question(survey), action="right").status_code == 302
    assert states_of(survey) == {}
    assert not StalePage.objects.exists()
    ask(survey, fr="Tout va bien ?")
    assert states_of(survey) == {("en", "text"): State.STALE}


def test_two_options_cannot_say_the_same_and_no_word_is_lost(designer, survey, client):
    option = survey.questions.get_prep_value()[0]["value"]["options"][1]["id"]
    place = place_of_question(survey).replace("/text", f"/options/{option}/value/text")
    reply = send(client, survey, "en", place, "Yes")
    assert reply.status_code == 422
    assert "Two options of a question would say the same." in reply.content.decode()
    survey.refresh_from_db()
    assert [one["en"] for one in survey.asked()[0]["options"]] == ["Yes", "No"]


def test_the_list_and_the_editor_lead_there(designer, survey, client):
    ask(survey, fr="Comment va ?")
    listed = client.get(reverse("courses_translating:paths")).content.decode()
    assert desk(survey, "en") in listed
    assert desk(survey, "fr") not in listed
    edit = reverse("wagtailsnippets_courses_survey:edit", args=[survey.pk])
    html = client.get(edit).content.decode()
    assert "follows an older text in French" in html
    assert desk(survey, "en") in html


def test_others_cannot_know_of_it(survey, client, with_second_factor):
    stranger = make_designer(OrganismFactory())
    with_second_factor(stranger)
    client.force_login(stranger)
    assert client.get(desk(survey, "en")).status_code == 404
    assert client.get(desk(survey, "de")).status_code == 404


def test_a_path_counts_the_survey_that_it_offers(survey, organism):
    path, other = make_translated_path(organism), make_translated_path(slug="autre", title="Autre")
    offer(survey, path)
    ask(survey, fr="Comment va ?")
    StalePage.objects.update(since=timezone.now() - timedelta(days=400))
    today = timezone.localdate()
    assert late_languages(path.key, today) == ["en"]
    assert late_languages(other.key, today) == []
    survey.delete()
    assert not StalePage.objects.exists()


TEXTS = st.sampled_from(["", "un", "deux", "trois"])
SAVES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8)


def to_do(texts, sides):
    found = {}
    for own, source in (("fr", "en"), ("en", "fr")):
        side = sides.get(own)
        known = {"p": Known(side.beside)} if side else {}
        says = {"p": texts[source]}
        found[own] = [
            one.state for one in left(list(compare(says, says, {"p": texts[own]}, known)))
        ]
    return found


@given(SAVES, st.sampled_from(["fr", "en"]), TEXTS)
def test_whatever_was_saved_before(saves, changed, new):
    """Changed alone, the other is behind until it is changed too; changed in both, never."""
    sides = {}
    for french, english in saves:
        texts = {"fr": french, "en": english}
        sides = side_by_side(texts, sides)
        found = to_do(texts, sides)
        # Never are both behind: one of them is what is right.
        assert not (found["fr"] and found["en"])
    other = "en" if changed == "fr" else "fr"
    agreed = side_by_side({"fr": "oui", "en": "yes"}, sides)
    agreed = side_by_side({"fr": "oui !", "en": "yes!"}, agreed)
    assert to_do({"fr": "oui !", "en": "yes!"}, agreed) == {"fr": [], "en": []}
    alone = {"fr": "oui !", "en": "yes!"} | {changed: new}
    after = side_by_side(alone, agreed)
    assert to_do(alone, after)[changed] == []
    assert to_do(alone, after)[other]
    both = alone | {other: "vier"}
    assert to_do(both, side_by_side(both, after)) == {"fr": [], "en": []}
    assert to_do(
        {"fr": "oui !", "en": "yes!"}, side_by_side({"fr": "oui !", "en": "yes!"}, after)
    ) == {
        "fr": [],
        "en": [],
    }
