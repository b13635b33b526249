"""Files that were made, or broken, to do harm: each is refused with a sentence."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.banks.formats import qti_package, xml_tree
from courses.banks.formats.lines import MOST_LINES
from courses.banks.formats.qti_package import MANIFEST
from courses.banks.formats.reading import READERS, detected, read
from courses.banks.formats.texts import LONGEST_TEXT

from .questions_of import told
from .test_other_systems import MANIFEST_OF_TAO, SAMPLES

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<quiz><question type='essay'><name><text>&b;</text></name></question></quiz>"
)
OUTSIDE = '<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>'


@pytest.mark.parametrize("form", ["moodle_xml", "qti21"])
@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE])
def test_a_document_type_is_refused(form, text):
    found = read(text.encode(), form, "fr")
    assert told(found, "refused") == [
        "The file has a document type (<!DOCTYPE>), which is refused. Remove it."
    ]


def test_elements_are_counted_while_they_are_read(monkeypatch):
    deep = "<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>"
    assert "64 deep" in told(read(deep.encode(), "moodle_xml", "fr"), "refused")[0]
    monkeypatch.setattr(xml_tree, "LIMITS", replace(xml_tree.LIMITS, elements=50))
    many = "<quiz>" + "<a/>" * 100 + "</quiz>"
    assert "more than 50 elements" in told(read(many.encode(), "moodle_xml", "fr"), "refused")[0]


@pytest.mark.parametrize("form", READERS)
def test_a_file_that_is_too_large_is_refused(form):
    found = read(b"<" * (xml_tree.MOST_BYTES + 1), form, "fr")
    assert told(found, "refused") == ["The file is larger than 10 MiB."]


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff", b"PK\x03\x04 no"])
def test_what_is_no_file_of_the_format_is_refused(form, data):
    found = read(data, form, "fr")
    assert found.is_refused
    assert not found.questions


def test_another_encoding_is_read_or_refused_never_guessed_in_silence():
    latin = "Où ? {=là#f ~ici#f}".encode("cp1252")
    found = read(latin, "gift", "fr")
    assert found.questions[0].prompt == "Où ?"
    assert "Windows-1252" in told(found, "changed")[0]
    mixed = "Été, là, où {=a}".encode() + "\n\nÉté {=b}".encode("cp1252")
    assert "UTF-8" in told(read(mixed, "gift", "fr"), "refused")[0]
    xml = '<?xml version="1.0" encoding="UTF-8"?><quiz><a>é</a></quiz>'.encode("cp1252")
    assert "isn't sound XML" in told(read(xml, "moodle_xml", "fr"), "refused")[0]


def test_an_archive_that_grows_is_stopped(monkeypatch):
    monkeypatch.setattr(qti_package, "MOST_UNPACKED", 1 << 20)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, MANIFEST_OF_TAO)
        archive.writestr("i601142/qti.xml", b" " * (4 << 20))
    assert len(target.getvalue()) < 20_000
    found = read(target.getvalue(), "qti21", "fr")
    assert "once unpacked" in told(found, "refused")[0]
    monkeypatch.setattr(qti_package, "MOST_FILES", 1)
    assert "more than 1 files" in told(read(target.getvalue(), "qti21", "fr"), "refused")[0]


def test_a_name_that_leaves_the_archive_finds_nothing():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(MANIFEST, MANIFEST_OF_TAO.replace("i601142/qti.xml", "../../etc/passwd"))
    found = read(target.getvalue(), "qti21", "fr")
    assert "isn't in the archive" in told(found, "refused")[0]


def test_a_table_of_too_many_questions_is_refused():
    rows = "single choice,Q,a,right,f,b,wrong,f\n" * 501
    text = f"kind,question,answer 1,mark 1,feedback 1,answer 2,mark 2,feedback 2\n{rows}"
    found = read(text.encode(), "csv", "fr")
    assert told(found, "refused") == ["A file has at most 500 questions. Cut it into several."]


def test_scripts_and_handlers_of_a_file_go_nowhere():
    text = (
        '[html]<p onclick\\="x()">Q<script>alert(1)</script></p>{'
        '=a#<p><a href\\="javascript\\:x()">ici</a><img src\\=x onerror\\=x()></p> ~b#f}'
    )
    (found,) = read(text.encode(), "gift", "fr").questions
    assert found.prompt == "Q"
    assert found.value["choices"][0]["feedback"] == "<p>ici</p>"


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("form", READERS)
def test_no_bytes_make_a_reader_fail(form, data):
    read(data, form, "fr")


@given(place=st.integers(0, 4000), cut=st.integers(1, 400), more=st.binary(max_size=6))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("name", sorted(one.name for one in SAMPLES.iterdir()))
def test_no_damage_makes_a_reader_fail(name, place, cut, more):
    data = (SAMPLES / name).read_bytes()
    spoilt = data[:place] + more + data[place + cut :]
    read(spoilt, detected(data, name), "fr")


# --- Files that give much to read or to say ---------------------------------------
@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"a\n\n" * 6000, "gift"),
        (b"kind,question,answer 1,mark 1\n" + b"zz,q,a,right\n" * 6000, "csv"),
        (b"<quiz>" + b'<question type="essay"/>\n' * 6000 + b"</quiz>", "moodle_xml"),
    ],
)
def test_a_report_without_end_ends_and_the_file_is_refused(data, form):
    found = read(data, form, "fr")
    assert len(found.report) == MOST_LINES + 1
    assert told(found, "refused") == [
        f"There is more to say of this file than {MOST_LINES} lines. Cut it into several."
    ]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"q{=a" + b"~b" * 101 + b"}", "gift"),
        (
            b'<quiz><question type="multichoice">'
            + b'<answer fraction="100"><text>a</text></answer>' * 101
            + b"</question></quiz>",
            "moodle_xml",
        ),
        (
            b'<assessmentItem identifier="i"><itemBody><choiceInteraction responseIdentifier="R">'
            + b"<simpleChoice>a</simpleChoice>" * 101
            + b"</choiceInteraction></itemBody></assessmentItem>",
            "qti21",
        ),
    ],
)
def test_a_question_of_too_many_answers_is_left_out_unread(data, form):
    found = read(data, form, "fr")
    assert not found.questions
    (said,) = told(found, "left_out")
    assert said.endswith("answers; at most 100 are read.")


def test_more_questions_than_a_file_may_have_are_said_once():
    found = read(b"".join(b"q%d{=a}\n\n" % number for number in range(600)), "gift", "fr")
    assert told(found, "refused") == ["A file has at most 500 questions. Cut it into several."]


def test_of_a_text_without_end_the_rest_is_said_to_be_lost():
    long = "q" + "<!--" * LONGEST_TEXT + "{=a}"
    assert f"A text is longer than {LONGEST_TEXT} characters: the rest isn't kept." in told(
        read(long.encode(), "gift", "fr"), "lost"
    )


def test_a_picture_inside_a_text_is_lost_and_the_words_after_it_are_kept():
    picture = "data:image/png;base64," + "A" * 2 * LONGEST_TEXT
    text = f'<img src="{picture}"/><p>Lequel ?</p>'
    found = read(
        '<quiz><question type="truefalse"><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>"
        '<answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question></quiz>'.encode(),
        "moodle_xml",
        "fr",
    )
    assert found.questions[0].prompt == "Lequel ?"
    assert [one[:9] for one in told(found, "lost")] == ["A picture"]


@pytest.mark.parametrize("opened", ["<![", "<!", "<?", "<!-- x", "</", "<b <", "<!DOCTYPE x>"])
def test_what_opens_no_tag_is_text_and_nothing_raises(opened):
    found = read(f"Que signale 1 < 2 {opened} ici ? {{=a#f ~b#f}}".encode(), "gift", "fr")
    assert found.questions[0].prompt.startswith("Que signale 1 < 2")
    assert found.questions[0].prompt.endswith("ici ?")
