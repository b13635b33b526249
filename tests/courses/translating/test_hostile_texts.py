"""What is sent to the translator's desk by hand, and not by its editor."""

import json

import pytest

from tests.factories.organisms import OrganismFactory

from .pages import first_place, make_designer, make_translated_path, pages_of, put_block
from .test_desk import body_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def stale(client, with_second_factor):
    """Open the desk as a designer; return the pages of a lesson whose French says something new."""
    organism = OrganismFactory()
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    french, english = pages_of(make_translated_path(organism))
    put_block(french, "<p>Bonsoir à <b>tous</b>.</p>")
    return french, english


@pytest.mark.parametrize("written", ["<p>x</p>", "{", "[]", '{"blocks": 1}', "[" * 9000])
def test_rich_text_that_the_editor_never_sends_breaks_nothing(stale, client, written):
    french, english = stale
    reply = send(client, english, first_place(french), written)
    assert reply.status_code == 302
    assert "Nothing was saved" in client.get(reply["Location"]).content.decode()
    assert body_of(english).raw_data[0]["value"] == "<p>Hello.</p>"


def test_scripts_and_their_addresses_never_reach_the_draft(stale, client):
    french, english = stale
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    block = {
        "key": "a",
        "text": "Go <script>alert(1)</script>",
        "type": "header-two",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 2, "key": 0}],
    }
    written = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    send(client, english, first_place(french), written)
    kept = body_of(english).raw_data[0]["value"]
    assert "<script" not in kept
    assert "javascript:" not in kept
