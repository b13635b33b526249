"""Places and values in words."""

import pytest
from wagtail.models import Page

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


def said(pair):
    return ["".join(piece.words for piece in side) for side in (pair.left, pair.right)]


def beside(left, right):
    block = text(left)
    wording = Wording("lesson", [content(block)])
    return wording.beside(("body", block["id"], "value"), left, right)


def test_where_a_link_leads_is_said():
    pair = beside(
        '<p>Lisez <a href="https://a.example">le guide</a>.</p>',
        '<p>Lisez <a href="https://b.example">le guide</a>.</p>',
    )
    assert said(pair) == [
        "Lisez le guide [→ https://a.example].",
        "Lisez le guide [→ https://b.example].",
    ]
    assert any(piece.is_other for piece in pair.right)


@pytest.mark.django_db
def test_a_link_to_a_page_says_which_one(in_english):
    page = Page.objects.get(depth=2)
    link = '<p>Voir <a id="{}" linktype="page">ceci</a>.</p>'
    found = beside(link.format(page.pk), link.format(0))
    assert said(found) == [
        f"Voir ceci [→ {page.title}].",
        "Voir ceci [→ something that is gone].",
    ]


def test_formats_are_written_out_where_they_alone_differ():
    pair = beside(
        "<h3>Un</h3><p>C’est <b>urgent</b>.</p>", "<h4>Un</h4><p>C’est <i>urgent</i>.</p>"
    )
    assert said(pair) == ["# Un\nC’est **urgent**.", "## Un\nC’est __urgent__."]
    assert said(beside("<p>C’est <b>urgent</b>.</p>", "<p>C’est calme.</p>"))[0] == "C’est urgent."
    assert beside("<p>A<br/>B</p>", "<p>A</p><p>B</p>").is_alike


def test_items_of_a_list_are_told_from_paragraphs():
    pair = beside("<ul><li>Un</li><li>Deux</li></ul>", "<p>Un</p><p>Deux</p>")
    assert said(pair) == ["• Un\n• Deux", "Un\nDeux"]


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
        (
            "\n<h3>A</h3>\n<ul>\n<li>B</li>\r\n <li>C</li></ul>\n",
            "<h3>A</h3><ul><li>B</li><li>C</li></ul>",
        ),
        ("<p>A</p>\n\n<hr/>\n<p>B</p>", "<p>A</p><hr/><p>B</p>"),
    ],
)
def test_an_editor_that_saves_what_it_opened_changes_nothing(one, other):
    assert canonical_html(one) == canonical_html(other)


@pytest.mark.parametrize("html", ["<p><b>A</b> <i>B</i></p>", "<p>\N{NO-BREAK SPACE}</p>", "A\nB"])
def test_white_space_that_people_see_stays(html):
    assert canonical_html(html) == html
