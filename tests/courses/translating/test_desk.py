"""The translator's desk, as designers open it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from academy.accounts.models import AuditEntry
from courses.models import GlossaryTerm, LessonPage, Segment, StalePage
from courses.translating.comparing import State, digest_of_text, left
from courses.translating.shown import prefix_of
from tests.factories.courses import choice_question, text
from tests.factories.organisms import OrganismFactory

from .pages import first_place, make_designer, make_translated_path, pages_of, pair, put_block

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def stale(path):
    """The pages of a lesson whose French version says something new."""
    french, english = pages_of(path)
    put_block(french, "<p>Bonsoir à <b>tous</b>.</p>")
    return french, english


def desk(page):
    return reverse("courses_translating:desk", args=[page.pk])


def rich(html):
    """Return a rich text as the editor's field sends it."""
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    return ContentstateConverter(["bold", "italic", "link", "ul"]).from_database_format(html)


def send(client, page, place, written="", **more):
    one = next(one for one in pair(page).compared() if one.place == place)
    said = {
        "place": place,
        "seen": digest_of_text(one.new),
        "was": digest_of_text(one.text),
        "action": "save",
        f"{prefix_of(place)}-text": written,
    }
    return client.post(desk(page), said | more)


def states(page):
    return {one.place: one.state for one in left(pair(page).compared())}


def body_of(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().body


def test_the_desk_shows_what_changed_and_the_present_translation(designer, stale, client):
    _french, english = stale
    html = client.get(desk(english)).content.decode()
    assert "1 of" in html
    assert "The source has changed" in html
    assert "<del>Bonjour.</del>" in html
    assert "<ins>" in html
    assert 'lang="fr"' in html
    assert "Hello." in html


def test_what_is_saved_goes_into_the_draft_and_brings_the_segment_up_to_date(
    designer, stale, client, organism
):
    french, english = stale
    place = first_place(french)
    reply = send(client, english, place, rich("<p>Good evening to <b>all</b>.</p>"))
    assert reply.status_code == 302
    assert states(english) == {}
    assert body_of(english).raw_data[0]["value"] == "<p>Good evening to <b>all</b>.</p>"
    english.refresh_from_db()
    assert english.body.raw_data[0]["value"] == "<p>Hello.</p>"
    row = Segment.objects.get(page_key=english.translation_key, place=place)
    assert (row.how, row.organism_code) == ("translated", organism.code)
    entry = AuditEntry.objects.filter(action="courses.segment_translated").get()
    assert entry.actor_public_id == str(designer.public_id)
    # Readers have the old text until the draft is published.
    assert StalePage.objects.exists()
    Page.objects.get(pk=english.pk).specific.get_latest_revision().publish()
    assert not StalePage.objects.exists()


def test_still_right_brings_it_up_to_date_at_once(designer, stale, client):
    french, english = stale
    revisions = english.revisions.count()
    assert send(client, english, first_place(french), action="right").status_code == 302
    assert states(english) == {}
    assert not StalePage.objects.exists()
    assert english.revisions.count() == revisions
    assert Segment.objects.get(place=first_place(french), page_key=english.translation_key).how == (
        "confirmed"
    )


def test_rich_text_is_cleaned_as_the_editor_does(designer, stale, client):
    french, english = stale
    bad = '<p>Hi <script>alert(1)</script><span style="color:red">you</span>.</p>'
    assert send(client, english, first_place(french), rich(bad)).status_code == 302
    value = body_of(english).raw_data[0]["value"]
    assert "<script" not in value
    assert "style" not in value


def test_an_empty_text_that_is_required_is_refused_with_its_words(designer, stale, client):
    french, english = stale
    reply = send(client, english, first_place(french), rich("<p></p>"))
    assert reply.status_code == 422
    assert "Write this text" in reply.content.decode() or "required" in reply.content.decode()
    assert states(english) == {first_place(french): State.STALE}


def test_a_source_that_changed_meanwhile_is_read_again_and_no_word_is_lost(designer, stale, client):
    french, english = stale
    reply = send(
        client, english, first_place(french), rich("<p>My words.</p>"), seen=digest_of_text("old")
    )
    assert reply.status_code == 422
    html = reply.content.decode()
    assert "The source text has changed since you opened this page." in html
    assert "My words." in html
    assert states(english) == {first_place(french): State.STALE}


def test_two_translators_of_one_text_do_not_overwrite_each_other(designer, stale, client):
    french, english = stale
    put_block(english, "<p>Somebody else’s.</p>", publish=False)
    reply = send(
        client,
        english,
        first_place(french),
        rich("<p>Mine.</p>"),
        was=digest_of_text("<p>Hello.</p>"),
    )
    html = reply.content.decode()
    assert reply.status_code == 422
    assert "Somebody has changed this translation" in html
    assert "Somebody else’s." in html
    assert "Mine." in html
    assert body_of(english).raw_data[0]["value"] == "<p>Somebody else’s.</p>"


def test_a_locked_page_is_left_alone(designer, stale, client):
    french, english = stale
    other = make_designer(OrganismFactory())
    LessonPage.objects.filter(pk=english.pk).update(locked=True, locked_by=other)
    reply = send(client, english, first_place(french), rich("<p>Mine.</p>"))
    assert reply.status_code == 422
    assert "Somebody has locked" in reply.content.decode()


def test_a_missing_block_is_made_like_that_of_the_source(designer, path, client):
    french, english = pages_of(path)
    question = choice_question()
    draft = french.get_latest_revision_as_object()
    raw = list(draft.body.raw_data)
    draft.body = draft.body.stream_block.to_python([raw[0], question, *raw[1:]])
    draft.save_revision().publish()
    place = f"body/{question['id']}/value/prompt"
    assert send(client, english, place, "What do you do?").status_code == 302
    body = body_of(english)
    assert [str(one.id) for one in body][:2] == [raw[0]["id"], question["id"]]
    value = body[1].value
    assert value["prompt"] == "What do you do?"
    options = value["choices"]
    assert [one["correct"] for one in options] == [True, False, False]
    assert [one["text"] for one in options] == ["", "", ""]
    # Its other texts are still to be translated, each by itself.
    assert states(english)
    first = question["value"]["choices"][0]
    item = f"body/{question['id']}/value/choices/{first['id']}/value/text"
    assert send(client, english, item, "First").status_code == 302
    assert body_of(english)[1].value["choices"][0]["text"] == "First"
    assert body_of(english)[1].value["prompt"] == "What do you do?"


def test_what_is_left_over_may_be_kept(designer, path, client):
    french, english = pages_of(path)
    place = first_place(french)
    draft = french.get_latest_revision_as_object()
    draft.body = draft.body.stream_block.to_python([text(), *list(draft.body.raw_data)[1:]])
    draft.save_revision().publish()
    assert states(english)[place] is State.LEFT_OVER
    assert send(client, english, place, action="right").status_code == 302
    assert place not in states(english)


def test_the_glossary_is_read_beside_the_segment(designer, path, client):
    GlossaryTerm.objects.create(
        term_fr="hameçonnage", term_en="phishing", forbidden_en="fishing", definition_en="A lure."
    )
    french, english = pages_of(path)
    put_block(french, "<p>Évitez l’hameçonnage.</p>")
    put_block(english, "<p>Avoid fishing.</p>")
    html = client.get(desk(english)).content.decode()
    assert '<dfn class="segment-term" title="phishing">hameçonnage</dfn>' in html
    assert "The source has “hameçonnage”, and the translation hasn’t “phishing”." in html
    # The word that stands there is named, not the one that the glossary has first.
    GlossaryTerm.objects.update(also_fr="filoutage")
    put_block(french, "<p>Évitez le filoutage.</p>")
    html = client.get(desk(english)).content.decode()
    assert "The source has “filoutage”, and the translation hasn’t “phishing”." in html
    assert "“fishing” is not to be used: the glossary has “phishing”." in html
    # The check of the path says the same.
    root = english.get_parent().get_parent()
    check = client.get(reverse("courses_linting:check", args=[root.pk])).content.decode()
    assert "which the glossary has for it" in check
    assert "is a word that the glossary says not to use" in check
    assert "follows an older source" in check


@pytest.mark.parametrize("which", [0, 1])
def test_others_cannot_know_of_it(path, client, with_second_factor, which):
    stranger = make_designer(OrganismFactory())
    with_second_factor(stranger)
    client.force_login(stranger)
    page = pages_of(path)[which]
    assert client.get(desk(page)).status_code == 404
    assert client.post(desk(page), {"place": "title"}).status_code == 404
    assert client.get(reverse("courses_translating:meaning", args=[page.pk])).status_code == 404


def test_the_source_has_no_desk(designer, path, client):
    french, _english = pages_of(path)
    assert client.get(desk(french)).status_code == 404


def test_the_editor_says_what_follows_an_older_text_and_leads_there(designer, stale, client):
    _french, english = stale
    html = client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    assert "segments follows an older text in French" in html
    assert desk(english) in html


def test_the_standing_of_a_path_costs_as_many_queries_whatever_its_lessons(
    designer, organism, client
):
    def cost(lessons):
        path = make_translated_path(organism, lessons=lessons)
        root = pages_of(path)[1].get_parent().get_parent()
        address = reverse("courses_translating:path", args=[root.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            reply = client.get(address)
        assert reply.status_code == 200
        return len(queries)

    few, many = cost(1), cost(5)
    assert many == few
    assert few <= 60


def test_the_list_of_translations_names_what_is_behind_first(designer, organism, stale, client):
    make_translated_path(organism, title="Un autre parcours", slug="autre")
    html = client.get(reverse("courses_translating:paths")).content.decode()
    behind = html.index("text is missing or follows an older one")
    assert behind < html.index("Un autre parcours")
