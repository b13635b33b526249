"""What the reading refuses: each refusal names file, element and rule."""

import pytest
from django.utils import translation

from courses.exchange.problems import Refused
from courses.exchange.reading import read_folder
from courses.exchange.wording import sentence, sentences
from tests.courses.exchange.conftest import COURSE, LESSONS, PATH

FIRST = "courses/cours/premiere.fr.json"
FIRST_EN = "courses/cours/premiere.en.json"
SECOND = "courses/cours/seconde.fr.json"
COURSE_FILE = "courses/cours/course.json"


def refusal_of(draft):
    with pytest.raises(Refused) as refused:
        read_folder(draft.write())
    return refused.value.problems


def put(*steps):
    """Return a change that puts the last of `steps` where the others lead to."""
    *way, name, value = steps

    def change(draft):
        target = draft.files
        for step in way:
            target = target[step]
        target[name] = value

    return change


def drop(*steps):
    *way, name = steps

    def change(draft):
        target = draft.files
        for step in way:
            target = target[step]
        del target[name]

    return change


QUESTION = (FIRST, "body", 1, "value")
CHOICE = (*QUESTION, "choices", 1, "value")
SCENARIO = (FIRST, "body", 2, "value")

REFUSALS = [
    # The path
    (put("path.json", "format", "academie-path/9"), "path.json", "format", "is not one of"),
    (put("path.json", "key", "no"), "path.json", "key", "is not a UUID"),
    (put("path.json", "level", "expert"), "path.json", "level", "is not one of"),
    (put("path.json", "source_language", "de"), "path.json", "source_language", "not one of"),
    (drop("path.json", "text", "fr"), "path.json", "source_language", "has no text"),
    (put("path.json", "text", {}), "path.json", "text", "At least one language"),
    (put("path.json", "text", "de", {}), "path.json", "text › de", "is not one of"),
    (
        put("path.json", "text", "fr", "title", "x" * 91),
        "path.json",
        "text › fr › title",
        "at most",
    ),
    (put("path.json", "text", "fr", "title", " "), "path.json", "text › fr › title", "missing"),
    (drop("path.json", "text", "fr", "summary"), "path.json", "text › fr › summary", "missing"),
    (put("path.json", "text", "fr", "slug", "a b"), "path.json", "text › fr › slug", "address"),
    (
        put("path.json", "text", "fr", "objectives", ["ok", 3]),
        "path.json",
        "text › fr › objectives › 2",
        "has to be a text",
    ),
    (put("path.json", "colour", "red"), "path.json", "colour", "no such field"),
    (put("path.json", "built_by", "x"), "path.json", "built_by", "a list"),
    (put("path.json", "courses", []), "path.json", "courses", "at least 1"),
    (put("path.json", "courses", ["cours", "cours"]), "path.json", "courses › 2", "twice"),
    (put("path.json", "courses", ["cours", "autre"]), "path.json", "courses", "has no file"),
    (put("path.json", "courses", ["../cours"]), "path.json", "courses › 1", "address"),
    (put("path.json", "image", "media/x.png"), "path.json", "image", "has no file"),
    (drop("path.json"), "path.json", "", "This file is missing"),
    # The course
    (put(COURSE_FILE, "key", PATH), COURSE_FILE, "key", "same key"),
    (put(COURSE_FILE, "mastery_score", 1.2), COURSE_FILE, "mastery_score", "from 0 to 1"),
    (put(COURSE_FILE, "mastery_score", 0.805), COURSE_FILE, "mastery_score", "two decimals"),
    (put(COURSE_FILE, "mastery_score", "0.8"), COURSE_FILE, "mastery_score", "from 0 to 1"),
    (drop(COURSE_FILE), "path.json", "courses", "has no file"),
    (drop(COURSE_FILE, "text", "en"), FIRST_EN, "language", "no text in this language"),
    (put(COURSE_FILE, "lessons", ["absente"]), COURSE_FILE, "lessons", "in no language"),
    # The lesson
    (put(FIRST, "key", LESSONS[1]), FIRST_EN, "key", "another key"),
    (put(SECOND, "key", COURSE), SECOND, "key", "same key"),
    (put(FIRST, "language", "en"), FIRST, "language", "says “fr”"),
    (put(FIRST, "slug", "lecon-1"), SECOND, "slug", "same slug"),
    (put(FIRST, "duration_minutes", 0), FIRST, "duration_minutes", "from 1"),
    (put(FIRST, "duration_minutes", True), FIRST, "duration_minutes", "whole number"),
    (put(FIRST, "duration_minutes", 2.5), FIRST, "duration_minutes", "whole number"),
    (put(FIRST, "review_by", "30/09/2027"), FIRST, "review_by", "2027-09-30"),
    (put(FIRST, "body", []), FIRST, "body", "at least one block"),
    (put(FIRST, "body", 0, "type", "raw_html"), FIRST, "body › 1 › type", "no block “raw_html”"),
    (put(FIRST, "body", 0, "id", "1"), FIRST, "body › 1 › id", "is not a UUID"),
    (drop(FIRST, "body", 0, "id"), FIRST, "body › 1 › id", "missing"),
    (
        put(FIRST, "body", 1, "id", "44444444-4444-4444-8444-000000000001"),
        FIRST,
        "body › 2 › id",
        "twice",
    ),
    (put(FIRST, "title", "a\x00b"), FIRST, "title", "control characters"),
    # Questions
    (put(*CHOICE, "correct", True), FIRST, "body › 2 › choices", "exactly one"),
    (put(*CHOICE, "correct", "yes"), FIRST, "body › 2 › choices › 2 › correct", "true or false"),
    (put(*CHOICE, "feedback", ""), FIRST, "body › 2 › choices › 2 › feedback", "missing"),
    (put(*CHOICE, "feedback", "<p> </p>"), FIRST, "body › 2 › choices › 2 › feedback", "missing"),
    (put(*QUESTION, "choices", []), FIRST, "body › 2 › choices", "at least 2"),
    (
        put(*QUESTION, "choices", 1, "id", "44444444-4444-4444-8444-000000000010"),
        FIRST,
        "body › 2 › choices › 2 › id",
        "twice",
    ),
    (put(*QUESTION, "choices", 1, "type", "x"), FIRST, "body › 2 › choices › 2 › type", "item"),
    (put(*QUESTION, "prompt", ""), FIRST, "body › 2 › prompt", "missing"),
    (
        put(*SCENARIO, "choices", 0, "value", "quality", "risky"),
        FIRST,
        "body › 3 › choices",
        "the best one",
    ),
    (drop(*SCENARIO, "message"), FIRST, "body › 3 › message", "missing"),
    # Rich text
    (
        put(FIRST, "body", 0, "value", "<p onclick='x()'>a</p>"),
        FIRST,
        "body › 1",
        "attribute “onclick”",
    ),
    (put(FIRST, "body", 0, "value", "<script>x</script>"), FIRST, "body › 1", "<script>"),
    (put(FIRST, "body", 0, "value", "<p>a</p><!-- b -->"), FIRST, "body › 1", "comments"),
    (put(FIRST, "body", 0, "value", "<p>a<b>c</p>"), FIRST, "body › 1", "closes nothing"),
    (put(FIRST, "body", 0, "value", "<p>a"), FIRST, "body › 1", "not closed"),
    (put(FIRST, "body", 0, "value", "<li>a</li>"), FIRST, "body › 1", "outside of a list"),
    (
        put(FIRST, "body", 0, "value", '<p><a href="javascript:x">a</a></p>'),
        FIRST,
        "body › 1",
        "full address",
    ),
    (put(FIRST, "body", 0, "value", "<p><a>a</a></p>"), FIRST, "body › 1", "has no address"),
    (put(*CHOICE, "feedback", "<h3>a</h3>"), FIRST, "body › 2 › choices › 2 › feedback", "<h3>"),
    # Sources
    (
        put(FIRST, "body", 3, "value", "items", 0, "value", "url", "ftp://x.example/"),
        FIRST,
        "body › 4 › items › 1 › url",
        "full address",
    ),
    # Files
    (put("media/film.png", b"x"), "media/film.png", "", "Nothing in the path names"),
    (put("notes.txt", b"x"), "notes.txt", "", "Nothing in the path names"),
    (put("courses/cours/oubliee.fr.json", {}), "courses/cours/oubliee.fr.json", "", "Nothing"),
    (put(FIRST, b"{"), FIRST, "", "line 1, column 2"),
    (put(FIRST, b"\xff\xfe"), FIRST, "", "not UTF-8"),
    (put(FIRST, b'{"key": 1, "key": 2}'), FIRST, "", "“key” is there twice"),
    (put(FIRST, b"[" * 200_000), FIRST, "", "too many levels"),
    (put(FIRST, b'{"key": NaN}'), FIRST, "", "out of bounds"),
    (put(FIRST, b'{"key": ' + b"9" * 5000 + b"}"), FIRST, "", "out of bounds"),
    (put(FIRST, b" " * (3 << 20)), FIRST, "", "larger than 2 MiB"),
    (put(FIRST, b"[]"), FIRST, "", "named fields"),
    (put("media.json", {"media/x.png": {}}), "media.json", "media/x.png", "has no file"),
]


@pytest.mark.parametrize(("change", "file", "element", "rule"), REFUSALS)
def test_a_refusal_names_file_element_and_rule(draft, change, file, element, rule):
    change(draft)
    problems = refusal_of(draft)
    found = [one for one in problems if (one.file, one.element) == (file, element)]
    assert any(rule in one.english for one in found), [
        (one.file, one.element, one.english) for one in problems
    ]


def test_all_problems_are_told_at_once(draft):
    draft.lesson()["title"] = ""
    draft.lesson()["duration_minutes"] = "five"
    draft.lesson()["body"][1]["value"]["choices"][0]["value"]["feedback"] = ""
    draft.files["path.json"]["level"] = "expert"
    assert [(one.file, one.element) for one in refusal_of(draft)] == [
        ("path.json", "level"),
        (FIRST, "title"),
        (FIRST, "duration_minutes"),
        (FIRST, "body › 2 › choices › 1 › feedback"),
    ]


def test_a_question_is_the_same_question_in_every_language(draft):
    choices = draft.lesson(language="en")["body"][1]["value"]["choices"]
    choices[0]["value"]["correct"], choices[1]["value"]["correct"] = False, True
    draft.lesson("seconde", "en")["body"][1]["value"]["choices"].pop()
    english = [(one.file, one.element, one.english) for one in refusal_of(draft)]
    assert [(file, element) for file, element, _rule in english] == [
        (FIRST_EN, "body › 2 › choices › 1"),
        (FIRST_EN, "body › 2 › choices › 2"),
        ("courses/cours/seconde.en.json", "body › 2 › choices"),
    ]


def test_sentences_are_whole_and_in_the_language_of_the_reader(draft):
    draft.lesson()["title"] = ""
    draft.files["notes.txt"] = b"x"
    with translation.override("en"):
        told = sentences(refusal_of(draft))
    assert told == [
        f"{FIRST}, at title: This text is missing.",
        "notes.txt: Nothing in the path names this file. Name it where it belongs, or remove it.",
    ]
    for problem in refusal_of(draft):
        assert sentence(problem)


def test_hostile_words_in_a_file_do_not_break_the_sentence(draft):
    draft.lesson()["body"][0]["value"] = "<p>%s %(x)s</p><%d>"
    draft.files["path.json"]["theme"] = "100%(nothing)s"
    assert all(sentence(problem) for problem in refusal_of(draft))
