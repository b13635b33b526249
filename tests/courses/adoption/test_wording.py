"""Places and values in words."""

import pytest

from courses.adoption.contents import content_of
from courses.adoption.naming import Names, canonical_html
from courses.adoption.wording import Wording, compared
from courses.merging import ABSENT
from tests.factories.courses import choice_question, text

LINK = '<p><a id="7" linktype="page">Ici</a> et <a linktype="document" id="7">là</a></p>'


def content(*body, **fields):
    return content_of("lesson", {"title": "Une leçon", "body": list(body)} | fields)


def test_a_place_is_called_by_its_field_its_block_and_what_is_in_it(in_english):
    first, second, question = text("<p>Un.</p>"), text("<p>Deux.</p>"), choice_question()
    wording = Wording("lesson", [content(first, second, question)])
    assert wording.label(("title",)) == "Title"
    assert wording.label(("body", second["id"], "value")) == "Content › Text 2"
    choice = question["value"]["choices"][1]["id"]
    label = wording.label(("body", question["id"], "value", "choices", choice, "value", "text"))
    assert label.startswith("Content › Single choice › ")
    assert "2 › " in label


def test_values_are_said_without_tags_and_what_is_right_is_said(in_english):
    question = choice_question(right=[1])
    wording = Wording("lesson", [content(text("<p>A &amp; B.</p><p>C.</p>"), question)])
    first = wording.contents[0]["body"][0]
    assert wording.words(("body", first["id"]), first) == "A & B.\nC."
    said = wording.words(("body", question["id"]), wording.contents[0]["body"][1])
    assert "Option 1\n[" in said
    assert said.count("[") == 1
    place = ("body", question["id"], "value", "choices", question["value"]["choices"][0]["id"])
    assert wording.words((*place, "value", "correct"), False) == "No"
    assert wording.words(("title",), ABSENT) is None


def test_an_order_is_said_by_how_each_block_begins():
    first, second = text("<p>Un.</p>"), text(f"<p>{'mot ' * 40}</p>")
    wording = Wording("lesson", [content(first, second)])
    lines = wording.order(("body",), [second["id"], first["id"], "gone"]).split("\n")
    assert lines[0].startswith("1. mot mot")
    assert lines[0].endswith("…")
    assert lines[1:] == ["2. Un.", "3. gone"]


def test_the_words_that_differ_are_marked_on_both_sides():
    pair = compared("Un lapin mange souvent ici.", "Un renard mange souvent ici.")
    assert [piece.words for piece in pair.left if piece.is_other] == ["lapin"]
    assert [piece.words for piece in pair.right if piece.is_other] == ["renard"]
    assert compared(None, "Un.").left is None


def test_names_of_pages_are_put_and_taken_back():
    names = Names({"theirs": "ours"}, {7: 70})
    put = names.put({"requires": ["theirs", "other"], "body": [LINK]})
    assert put["requires"] == ["ours", "other"]
    assert 'id="70" linktype="page"' in put["body"][0]
    assert 'linktype="document" id="7"' in put["body"][0]
    assert names.inverse().put(put)["body"] == [LINK]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<p data-block-key="x1y">Un.</p>', "<p>Un.</p>"),
        ("<p>L&#x27;été, &quot;oui&quot;</p>", '<p>L\'été, "oui"</p>'),
        ("<p>A<br>B</p>", "<p>A<br/>B</p>"),
        ("<p>A&nbsp;:</p>", "<p>A\N{NO-BREAK SPACE}:</p>"),
    ],
)
def test_an_editor_that_saves_what_it_opened_changes_nothing(one, other):
    assert canonical_html(one) == canonical_html(other)
