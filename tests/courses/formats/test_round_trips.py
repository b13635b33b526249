"""What a bank writes in a format of others comes back the same, but for what the report says."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.banks.formats.csv_reading import read_csv
from courses.banks.formats.csv_writing import table_of_questions
from courses.banks.formats.gift_reading import read_gift
from courses.banks.formats.gift_writing import escaped, write_gift
from courses.banks.formats.lines import At, Lines
from courses.banks.formats.moodle_reading import read_moodle_xml
from courses.banks.formats.moodle_writing import write_moodle_xml
from courses.banks.formats.qti_reading import read_qti
from courses.banks.formats.qti_writing import write_qti
from courses.banks.formats.questions import Question, Written
from courses.banks.formats.texts import html_of, plain_of, rich_of

from .questions_of import KEY, VALUES, compared, question, told


def written_csv(questions, language="fr"):
    rows, lines = table_of_questions(questions, language)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return Written(text.getvalue().encode(), lines, len(rows) - 1)


FORMATS = {
    "gift": (lambda questions: write_gift(questions, "Banque"), read_gift),
    "moodle_xml": (lambda questions: write_moodle_xml(questions, "Banque"), read_moodle_xml),
    "qti21": (lambda questions: write_qti(questions, "Banque", "qti21", "fr"), read_qti),
    "qti3": (lambda questions: write_qti(questions, "Banque", "qti3", "fr"), read_qti),
    "csv": (written_csv, read_csv),
}
ITEMS, UNIT = "What is said of each item isn't kept.", "The unit “bits” isn't kept."
MISTAKES = "What is said of frequent mistakes isn't kept."
# What each format loses of the examples: fields that are left out, and what the report says.
LOST = {
    ("gift", "ordering"): (("items.feedback",), [ITEMS]),
    ("gift", "matching"): (("items.feedback",), [ITEMS]),
    ("gift", "categorising"): (("items.feedback",), [ITEMS]),
    ("gift", "numeric"): (("unit",), [UNIT]),
    ("qti", "numeric"): (("unit", "mistakes"), [MISTAKES, UNIT, "Frequent mistakes aren't kept."]),
    ("qti", "short_text"): (("mistakes",), [MISTAKES]),
}
for name in ("moodle_xml", "qti"):
    for kind in ("ordering", "matching", "categorising"):
        LOST[name, kind] = LOST["gift", kind]


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", FORMATS)
def test_each_kind_comes_back_the_same_but_for_what_the_report_says(name, kind):
    write, read = FORMATS[name]
    given_ = question(kind)
    written = write([given_])
    without, said = LOST.get((name.rstrip("0123456789"), kind), ((), []))
    assert told(written, "lost") == said
    back = read(written.content, "fr")
    assert not back.is_refused, back.report
    (found,) = back.questions
    assert compared(found, without) == compared(given_, without)
    assert (found.key, found.tags) == (KEY, ("liens",))


@pytest.mark.parametrize("name", FORMATS)
def test_a_bank_of_all_kinds_is_one_file_and_the_same_bytes_each_time(name):
    write, read = FORMATS[name]
    keys = [f"{number:08}-0000-4000-8000-000000000000" for number in range(len(VALUES))]
    bank = [question(kind, key=key) for kind, key in zip(VALUES, keys, strict=True)]
    written = write(bank)
    assert written.count == len(bank)
    assert write(bank).content == written.content
    assert [one.key for one in read(written.content, "fr").questions] == keys


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", ["message_triage", "hot_spot"])
def test_kinds_that_no_other_format_has_are_left_out_and_said(name, kind):
    written = FORMATS[name][0]([Question(kind, {"prompt": "Triez."}), question("numeric")])
    assert written.count == 1
    assert told(written, "left_out") == [
        "The format has no such kind of question. The academy's own format has."
    ]


@pytest.mark.parametrize(
    ("name", "losses"),
    [
        ("gift", {"objective", "difficulty", "certainty"}),
        ("moodle_xml", {"objective", "difficulty", "certainty"}),
        ("qti21", {"certainty"}),
        ("qti3", {"certainty"}),
        ("csv", set()),
    ],
)
def test_what_surrounds_a_question_is_kept_or_said(name, losses):
    write, read = FORMATS[name]
    asked = question("single_choice", objective="Reconnaître un lien.", difficulty="hard")
    asked.value["ask_certainty"] = True
    written = write([asked])
    words = {
        "objective": "The objective isn't kept.",
        "difficulty": "The difficulty isn't kept.",
        "certainty": "“Sure” or “not sure” isn't asked there.",
    }
    assert set(told(written, "lost")) == {words[one] for one in losses}
    (found,) = read(written.content, "fr").questions
    assert found.objective == ("" if "objective" in losses else "Reconnaître un lien.")
    assert found.difficulty == ("" if "difficulty" in losses else "hard")
    assert found.value["ask_certainty"] is ("certainty" not in losses)


@pytest.mark.parametrize("name", FORMATS)
def test_the_message_of_a_scenario_becomes_part_of_its_text(name):
    write, read = FORMATS[name]
    asked = question("scenario")
    asked.value["message"] = {
        "kind": "email",
        "sender": "Paie",
        "subject": "Urgent",
        "body": "<p>Cliquez.</p>",
    }
    written = write([asked])
    assert "The message of the scenario is part of its text there." in told(written, "changed")
    (found,) = read(written.content, "fr").questions
    assert found.kind == "scenario"
    for words in ("Un message arrive.", "Paie — Urgent", "Cliquez."):
        assert words in found.value["situation"]


# What people type: letters, the marks of GIFT, line ends; no control characters.
WORDS = st.text(
    st.one_of(
        st.sampled_from(":#={}~\\%[]->*/\n \"'<>&"),
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]),
    ),
    max_size=40,
).map(lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip()))
SAID = WORDS.filter(lambda text: any(one.isalnum() for one in text))


@given(WORDS)
@settings(max_examples=300, deadline=None)
def test_text_goes_through_html_and_back(words):
    at = At(Lines())
    assert plain_of(html_of(words), at) == words
    rich = rich_of(html_of(words), at)
    assert rich_of(rich, at) == rich


@given(prompt=SAID, right=SAID, wrong=SAID, feedback=SAID)
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("name", FORMATS)
def test_whatever_is_typed_goes_through_each_format_and_back(name, prompt, right, wrong, feedback):
    write, read = FORMATS[name]
    said = rich_of(html_of(feedback), At(Lines()))
    asked = question("single_choice")
    asked.value.update(
        prompt=prompt,
        explanation=said,
        choices=[
            {"text": right, "correct": True, "feedback": said},
            {"text": wrong, "correct": False, "feedback": said},
        ],
    )
    back = read(write([asked]).content, "fr")
    assert not back.is_refused, back.report
    assert compared(back.questions[0]) == compared(asked)


@given(st.text(st.sampled_from(":#={}~\\nab\n"), max_size=30))
def test_escapes_of_gift_go_there_and_back(words):
    text = f"[html]<p>{escaped('q' + words)}</p>{{=a#f ~b#f}}"
    (found,) = read_gift(text.encode(), "fr").questions
    assert found.prompt == " ".join(f"q{words}".split())
