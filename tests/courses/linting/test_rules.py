"""Each rule of the check, by a text in which it finds something and one in which it doesn't."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from courses.linting.contents import (
    Course,
    Known,
    Lesson,
    Passage,
    Path,
    passage_of,
    text_passage,
)
from courses.linting.rules import Rule, Severity, check, is_well_written

from .test_reading import HEAVY, PLAIN

TODAY = date(2026, 9, 1)
DAY = timedelta(days=1)
KNOWN = Known(pages={7: True, 8: False}, documents=frozenset({3}), images={5: "Affiche"})
OTHER_BLOCK = Passage("other")


def lesson(*passages, **said):
    fields = {
        "page_id": 30,
        "key": "lesson",
        "title": "Leçon",
        "review_by": TODAY + 365 * DAY,
        "objectives": ("aim",),
        "questions": 1,
    }
    return Lesson(passages=passages, **(fields | said))


def path(*lessons, language="fr", objectives=None, description=""):
    aims = {"aim": "Reconnaître un message."} if objectives is None else objectives
    course = Course(20, "course", "Cours", aims, lessons)
    return Path(10, "Parcours", language, text_passage(description), (course,))


def found(made):
    return [(one.rule, one.page_id, one.block_id) for one in check(made, KNOWN, TODAY)]


def in_block(html, kind="rich_text"):
    block = passage_of({"type": kind, "id": "block", "value": html})
    return [rule for rule, _page, _block in found(path(lesson(OTHER_BLOCK, block)))]


def test_a_sound_path_has_no_finding():
    assert found(path(lesson(text_passage("<p>Un texte.</p>")))) == []


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        ('<a linktype="page" id="7">page</a>', None),
        ('<a linktype="page" id="9">page</a>', Rule.PAGE_GONE),
        ('<a linktype="page">page</a>', Rule.PAGE_GONE),
        ('<a linktype="page" id="8">page</a>', Rule.PAGE_NOT_PUBLISHED),
        ('<a linktype="document" id="3">guide</a>', None),
        ('<a linktype="document" id="4">guide</a>', Rule.DOCUMENT_GONE),
        ('<a href="">rien</a>', Rule.LINK_EMPTY),
        ('<a href="#">rien</a>', Rule.LINK_EMPTY),
        ('<a href="#block-other">là</a>', None),
        ('<a href="#block-gone">là</a>', Rule.ANCHOR_LEADS_NOWHERE),
        ('<a href="/fr/catalogue/">là</a>', Rule.OWN_ADDRESS),
        ('<a href="https://www.quebec.ca/a?b=c#d">là</a>', None),
        ('<a href="htps://www.quebec.ca/">là</a>', Rule.ADDRESS_WRONG),
        ('<a href="https://www.quebec.ca/"> <b></b></a>', Rule.LINK_WITHOUT_WORDS),
    ],
)
def test_links(link, rule):
    assert in_block(f"<p>Voyez {link}.</p>") == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("address", "is_sound"),
    [
        ("https://exemple.gouv.qc.ca:8443/a", True),
        ("http://192.0.2.1/", True),
        ("//www.canada.ca/", True),
        ("https://[2001:db8::1]/", True),
        ("mailto:aide@exemple.example?subject=x", True),
        ("tel:+1-418-555-0100", True),
        ("http:/canada.ca", False),
        ("https://canada", False),
        ("https://www..ca/", False),
        ("https://canada.ca:99999/", False),
        ("https://canada.ca/deux mots", False),
        ("www.canada.ca", False),
        ("mailto:aide", False),
        ("tel:appeler", False),
        ("javascript:alert(1)", False),
    ],
)
def test_addresses_elsewhere_are_looked_at_as_they_are_written(address, is_sound):
    assert is_well_written(address) is is_sound


def test_links_are_read_in_every_kind_of_text_but_the_bait_of_exercises():
    bad = '<p><a href="#gone">là</a></p>'
    accordion = {"items": [{"type": "item", "id": "1", "value": {"heading": "A", "body": bad}}]}
    assert in_block(accordion, "accordion") == [Rule.ANCHOR_LEADS_NOWHERE]
    scenario = {"situation": "<p>Un message.</p>", "message": {"body": bad}, "choices": []}
    assert in_block(scenario, "scenario") == []
    mailbox = {
        "situation": "",
        "messages": [{"type": "item", "id": "1", "value": {"body": bad, "feedback": ""}}],
    }
    assert in_block(mailbox, "message_triage") == []
    mailbox["messages"][0]["value"]["feedback"] = bad
    assert in_block(mailbox, "message_triage") == [Rule.ANCHOR_LEADS_NOWHERE]


def test_sources_have_addresses_too():
    def sources(url):
        value = {"title": "Guide", "publisher": "Centre", "url": url}
        return in_block({"items": [{"type": "item", "id": "1", "value": value}]}, "sources")

    assert sources("https://www.cyber.gc.ca/fr") == []
    assert sources("https://cyber") == [Rule.ADDRESS_WRONG]


@pytest.mark.parametrize("kind", ["image", "hot_spot"])
@pytest.mark.parametrize(
    ("image", "alternative", "rule"),
    [
        (5, "Un courriel dont l’adresse est soulignée", None),
        (5, "  ", Rule.NO_ALTERNATIVE),
        (5, "IMG_2034.jpg", Rule.FILE_NAME),
        (5, "dsc 0042", Rule.FILE_NAME),
        (5, "Affiche", Rule.FILE_NAME),
        (6, "Un courriel", Rule.IMAGE_GONE),
        (None, "Un courriel", Rule.IMAGE_GONE),
    ],
)
def test_pictures(kind, image, alternative, rule):
    value = {"image": image, "alt_text": alternative}
    assert in_block(value, kind) == ([rule] if rule else [])


def test_a_video_has_a_transcript_with_words():
    video = {"title": "Un appel", "video": 1, "transcript": "<p>Bonjour.</p>"}
    assert in_block(video, "video") == []
    assert in_block(video | {"transcript": "<p> &nbsp;</p>"}, "video") == [Rule.TRANSCRIPT]


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">Attention</p>',
        '<p><font color="red">Attention</font></p>',
        '<p><span style="background: yellow">Attention</span></p>',
    ],
)
def test_colours_of_ones_own_are_named(text):
    assert in_block(text) == [Rule.COLOURS]
    assert in_block("<p><b>Attention</b>, les couleurs comptent.</p>") == []


def test_an_objective_needs_a_question():
    assert found(path(lesson(questions=0))) == [(Rule.OBJECTIVE_WITHOUT_QUESTION, 20, "aim")]
    assert found(path(lesson(questions=0), lesson(key="second", page_id=31))) == []


def test_questions_serve_an_objective_and_the_finding_says_where_it_is_written():
    (finding,) = check(path(lesson(objectives=()), objectives={}), KNOWN, TODAY)
    assert finding.rule is Rule.QUESTIONS_WITHOUT_OBJECTIVE
    assert finding.page_id == 30
    assert not finding.said["course_has_some"]
    second = lesson(key="second", page_id=31, objectives=("of another course",))
    (finding,) = check(path(lesson(), second), KNOWN, TODAY)
    assert (finding.page_id, finding.said["course_has_some"]) == (31, True)


@pytest.mark.parametrize(
    ("day", "rule", "severity"),
    [
        (None, Rule.NO_REVIEW_DAY, Severity.READ),
        (TODAY - DAY, Rule.REVIEW_PAST, Severity.MEND),
        (TODAY, Rule.REVIEW_SOON, Severity.READ),
        (TODAY + 60 * DAY, Rule.REVIEW_SOON, Severity.READ),
        (TODAY + 61 * DAY, None, None),
    ],
)
def test_the_day_to_read_a_lesson_again(day, rule, severity):
    made = list(check(path(lesson(review_by=day)), KNOWN, TODAY))
    assert [(one.rule, one.severity) for one in made] == ([(rule, severity)] if rule else [])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_lesson_that_is_hard_to_read_leads_to_its_hardest_passage(language):
    plain = replace(text_passage(f"<p>{PLAIN[language]}</p>"), block_id="plain")
    heavy = replace(text_passage(f"<p>{HEAVY[language]}</p>"), block_id="heavy")
    assert found(path(lesson(plain), language=language)) == []
    (finding,) = check(path(lesson(plain, heavy), language=language), KNOWN, TODAY)
    assert (finding.rule, finding.block_id) == (Rule.HARD_TO_READ, "heavy")
    # What is said is “out of 100”, though the formulas go below nought.
    (worst,) = check(path(lesson(heavy), language=language), KNOWN, TODAY)
    assert worst.said["score"] == 0
    # Headings and short lessons aren't counted.
    heading = text_passage(f"<h3>{HEAVY[language]}</h3>")
    assert found(path(lesson(heading), language=language)) == []


def test_the_description_of_a_path_is_read():
    made = path(lesson(), description='<p><a href="">rien</a></p>')
    assert found(made) == [(Rule.LINK_EMPTY, 10, "")]


def test_findings_come_in_the_order_of_the_path():
    first = lesson(passage_of({"type": "rich_text", "id": "a", "value": '<a href="#">x</a>'}))
    second = lesson(review_by=None, key="second", page_id=31)
    order = [page for _rule, page, _block in found(path(first, second, objectives={}))]
    assert order == sorted(order)
    assert set(order) == {30, 31}
