"""Questions of banks are translated text by text, and count in the paths whose tests draw them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.core.errors import AcademyError
from courses.models import BankQuestion, Segment, StalePage
from courses.services import finish_attempt
from courses.translating.comparing import State, digest_of_text, left
from courses.translating.deadline import late_languages
from courses.translating.reminding import remind
from courses.translating.shown import prefix_of
from tests.courses.taking_tests import Seat
from tests.courses.test_bank_desk import form_of
from tests.factories.accounts import UserFactory
from tests.factories.banks import bank_question
from tests.factories.organisms import OrganismFactory

from .pages import ask, make_designer
from .shared import (
    make_path_that_draws,
    make_translated_bank,
    pair,
    prompt_place,
    say,
    sides_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATE = timedelta(days=32)


@pytest.fixture(autouse=True)
def _thirty_days(settings):
    settings.TRANSLATION_DAYS = 30


@pytest.fixture
def bank(organism):
    return make_translated_bank(organism)


def states(question):
    return {one.place: one.state for one in left(pair(question).compared())}


def desk(question):
    return reverse("courses_translating:question", args=[question.pk])


def send(client, question, place, written="", **more):
    one = next(one for one in pair(question).compared() if one.place == place)
    said = {
        "place": place,
        "seen": digest_of_text(one.new),
        "was": digest_of_text(one.text),
        "action": "save",
        f"{prefix_of(place)}-text": written,
    }
    return client.post(desk(question), said | more)


def test_a_question_that_changes_leaves_its_translation_behind_until_it_says_it_again(bank):
    french, english = sides_of(bank)
    assert states(english) == {}
    say(french, "Que feras-tu ?", publish=False)
    assert states(english) == {}
    say(french, "Que feras-tu ?")
    assert states(english) == {prompt_place(french): State.STALE}
    row = StalePage.objects.get()
    assert (row.path_key, row.language, row.stale) == (bank.key, "en", 1)
    # A correction of the translation says nothing of the source, nor that anybody read it.
    say(english, "What are you doing?")
    assert states(english) == {prompt_place(french): State.STALE}
    say(french, "Que fais-tu ?")
    assert states(english) == {}
    assert not StalePage.objects.exists()


def test_a_right_answer_that_changes_in_one_language_alone_is_behind(bank):
    french, english = sides_of(bank)
    draft = french.get_latest_revision_as_object()
    raw = [dict(one) for one in draft.body.raw_data]
    for number, option in enumerate(raw[0]["value"]["choices"]):
        option["value"]["correct"] = number == 1
    draft.body = draft.body.stream_block.to_python(raw)
    draft.save_revision().publish()
    assert states(english) == {f"body/{raw[0]['id']}": State.DIFFERS}


def test_the_desk_takes_a_text_into_the_draft_and_the_editor_publishes_it(
    designer, bank, client, organism
):
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    html = client.get(desk(english)).content.decode()
    assert "1 of" in html
    assert re.search("<del>[^<]*fais", html)
    place = prompt_place(french)
    assert send(client, english, place, "What will you do?").status_code == 302
    assert states(english) == {}
    english.refresh_from_db()
    assert english.body[0].value["prompt"] == "What do you do?"
    row = Segment.objects.get(page_key=english.translation_key, place=place)
    assert (row.how, row.organism_code) == ("translated", organism.code)
    assert StalePage.objects.exists()
    BankQuestion.objects.get(pk=english.pk).get_latest_revision().publish()
    assert not StalePage.objects.exists()


def test_still_right_counts_at_once(designer, bank, client):
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    revisions = english.revisions.count()
    assert send(client, english, prompt_place(french), action="right").status_code == 302
    assert states(english) == {}
    assert not StalePage.objects.exists()
    assert english.revisions.count() == revisions


def test_a_source_that_changed_meanwhile_is_read_again_and_no_word_is_lost(designer, bank, client):
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    reply = send(client, english, prompt_place(french), "My words?", seen=digest_of_text("old"))
    assert reply.status_code == 422
    assert "The source text has changed since you opened this page." in reply.content.decode()
    assert "My words?" in reply.content.decode()


def test_a_change_without_effect_on_the_meaning_leaves_nothing_behind(designer, bank, client):
    french, english = sides_of(bank)
    make_path_that_draws(bank, bank.built_by)
    say(french, "Que fais-tu donc ?", publish=False)
    edit = reverse("wagtailsnippets_courses_bankquestion:edit", args=[french.pk])
    html = client.get(edit).content.decode()
    changes = reverse("courses_translating:question-meaning", args=[french.pk])
    assert changes in html
    assert "Tests of 1 published path may draw this question" in html
    french.refresh_from_db()
    said = {"place": [prompt_place(french)], "seen": french.latest_revision_id}
    assert client.get(changes).status_code == 200
    assert client.post(changes, {"seen": "1"} | {"place": said["place"]}).status_code == 422
    assert client.post(changes, said).status_code == 302
    french.get_latest_revision().publish()
    assert states(english) == {}
    assert not StalePage.objects.exists()


def test_the_editor_says_what_follows_an_older_text_and_the_bank_leads_there(
    designer, bank, client
):
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    edit = reverse("wagtailsnippets_courses_bankquestion:edit", args=[english.pk])
    html = client.get(edit).content.decode()
    assert "segments follows an older text in French" in html
    assert desk(english) in html
    whole = reverse("courses_translating:bank", args=[bank.pk])
    bank_page = reverse("wagtailsnippets_courses_questionbank:edit", args=[bank.pk])
    assert whole in client.get(bank_page).content.decode()
    listed = client.get(reverse("courses_translating:paths")).content.decode()
    assert whole in listed
    assert "In English, 1 text is missing or follows an older one." in listed
    html = client.get(whole).content.decode()
    assert "1 text to do" in html
    assert desk(english) in html


def test_others_cannot_know_of_it(bank, client, with_second_factor):
    stranger = make_designer(OrganismFactory())
    with_second_factor(stranger)
    client.force_login(stranger)
    french, english = sides_of(bank)
    assert client.get(desk(english)).status_code == 404
    assert client.post(desk(english), {"place": "objective"}).status_code == 404
    for name, key in (("bank", bank.pk), ("question-meaning", french.pk)):
        assert client.get(reverse(f"courses_translating:{name}", args=[key])).status_code == 404


def test_the_source_has_no_desk(designer, bank, client):
    assert client.get(desk(sides_of(bank)[0])).status_code == 404


def test_a_path_counts_the_questions_that_its_tests_may_draw(bank, organism):
    drawing = make_path_that_draws(bank, organism)
    bank_question(bank, tags=["other"])
    elsewhere = make_path_that_draws(bank, organism, tag="other")
    say(sides_of(bank)[0], "Que feras-tu ?")
    StalePage.objects.update(since=timezone.now() - LATE)
    today = timezone.localdate()
    assert late_languages(drawing.key, today) == ["en"]
    assert late_languages(elsewhere.key, today) == []


def test_a_late_question_keeps_its_path_from_being_asked_and_itself_from_falling_further(
    designer, bank, organism, client
):
    path = make_path_that_draws(bank, organism)
    asked = ask(path)
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    StalePage.objects.update(since=timezone.now() - LATE)
    with pytest.raises(AcademyError, match="out of date for more than 30 days: English"):
        ask(path)
    with pytest.raises(ValidationError, match=r"Tests of “.+” draw this question"):
        say(french, "Que ferais-tu ?")
    standing = reverse("courses_translating:path", args=[path.text_in("en")["page_id"]])
    assert "What this path shares with others" in client.get(standing).content.decode()
    # The translation is always published, and so is what nobody is asked to follow.
    say(english, "What will you do?")
    assert send(client, english, prompt_place(french), action="right").status_code == 302
    assert ask(path).pk != asked.pk


def test_the_editor_refuses_it_in_a_sentence(designer, bank, organism, client):
    ask(make_path_that_draws(bank, organism))
    french, _english = sides_of(bank)
    say(french, "Que feras-tu ?")
    StalePage.objects.update(since=timezone.now() - LATE)
    french.refresh_from_db()
    edit = reverse("wagtailsnippets_courses_bankquestion:edit", args=[french.pk])
    reply = client.post(edit, form_of(french) | {"action-publish": "1"})
    html = reply.content.decode()
    assert "Tests of “" in html
    assert "Une autre question ?" in html
    french.refresh_from_db()
    assert french.body[0].value["prompt"] == "Que feras-tu ?"
    # As a draft, it is kept.
    assert client.post(edit, form_of(french)).status_code == 302


def test_a_question_that_nobody_is_asked_is_behind_in_no_path(bank, organism):
    path = make_path_that_draws(bank, organism)
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    StalePage.objects.update(since=timezone.now() - LATE)
    today = timezone.localdate()
    english.refresh_from_db()
    english.unpublish()
    assert late_languages(path.key, today) == []
    # Whoever publishes it again as it was is as late as before.
    english.get_latest_revision().publish()
    assert late_languages(path.key, today) == ["en"]
    french.refresh_from_db()
    french.unpublish()
    assert not StalePage.objects.exists()


def test_a_question_that_is_deleted_is_behind_no_more(bank):
    french, english = sides_of(bank)
    say(french, "Que feras-tu ?")
    BankQuestion.objects.get(pk=english.pk).delete()
    assert not StalePage.objects.exists()
    assert not Segment.objects.filter(page_key=french.translation_key).exists()


def test_who_keeps_the_bank_is_told_as_who_builds_the_path(bank, organism):
    keeper = make_designer(organism)
    builder_of = OrganismFactory()
    builder = make_designer(builder_of)
    ask(make_path_that_draws(bank, builder_of))
    say(sides_of(bank)[0], "Que feras-tu ?")
    assert remind(at=timezone.now()) == 2
    assert {message.to[0] for message in mail.outbox} == {keeper.email, builder.email}
    assert "In English, 1 text is missing" in mail.outbox[0].body


def test_the_pages_of_translations_cost_as_many_queries_whatever_their_rows(
    designer, organism, client
):
    def cost(questions):
        bank = make_translated_bank(organism, questions)
        make_path_that_draws(bank, organism)
        for question in bank.questions.filter(locale__language_code="fr"):
            say(question, "Que feras-tu ?")
        found = []
        for address in (
            reverse("courses_translating:paths"),
            reverse("courses_translating:bank", args=[bank.pk]),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    few, many = cost(1), cost(4)
    assert many == few
    assert max(few) <= 60


def test_whoever_draws_an_older_question_is_told_that_the_other_language_is_newer(
    bank, organism, client
):
    seat = Seat(make_path_that_draws(bank, organism), UserFactory(language="en"), language="en")
    client.force_login(seat.user)

    def begun(at):
        attempt = seat.start(at=at)
        with translation.override("en"):
            address = reverse("courses:question", args=[attempt.pk, 1])
        html = client.get(address).content.decode()
        finish_attempt(attempt=attempt, at=at)
        return html

    said = "The version in French of this question is newer."
    assert said not in begun(timezone.now())
    say(sides_of(bank)[0], "Que feras-tu ?")
    assert said in begun(timezone.now())
