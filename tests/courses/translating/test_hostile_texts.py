"""What is sent to the translator's desk by hand, and not by its editor."""

import json

import pytest

from .pages import first_place
from .test_desk import body_of, designer, organism, path, send, stale  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.mark.parametrize("written", ["<p>x</p>", "{", "[]", '{"blocks": 1}', "[" * 9000])
def test_rich_text_that_the_editor_never_sends_breaks_nothing(designer, stale, client, written):
    french, english = stale
    reply = send(client, english, first_place(french), written)
    assert reply.status_code == 302
    assert "Nothing was saved" in client.get(reply["Location"]).content.decode()
    assert body_of(english).raw_data[0]["value"] == "<p>Hello.</p>"


def test_scripts_and_their_addresses_never_reach_the_draft(designer, stale, client):
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
