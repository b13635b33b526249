"""Files as spreadsheets write them: encodings, separators, headers, quotes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.organisms.lists.headcounts import read_headcounts
from academy.organisms.lists.people import COLUMNS, read_people
from academy.organisms.lists.text import header_key

DAY = date(2026, 3, 10)
FRENCH = "Matricule;Courriel;Prénom;Nom;Code d’unité\n0012;zoe@min.example;Zoé;Côté;RH-Québec\n"


def read(content):
    return read_people(
        content if isinstance(content, bytes) else content.encode(), effective_on=DAY
    )


def codes(found):
    return [(problem.code, problem.line, problem.column) for problem in found.problems]


@pytest.mark.parametrize(
    ("encoding", "mark", "known_as"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_every_encoding_of_a_spreadsheet_is_recognised(encoding, mark, known_as):
    found = read(mark + FRENCH.encode(encoding))
    assert found.problems == []
    assert found.encoding == known_as
    row = found.rows[0]
    assert (row.person_number, row.first_name, row.last_name, row.unit_code) == (
        "0012",
        "Zoé",
        "Côté",
        "RH-Québec",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_is_recognised(separator, end):
    text = FRENCH.replace(";", separator).replace("\n", end)
    found = read(text)
    assert (found.separator, len(found.rows), found.problems) == (separator, 1, [])


def test_the_line_that_excel_adds_and_blank_lines_are_passed_over():
    found = read("sep=;\n\n" + FRENCH + "\n;;;;\n   \n")
    assert found.problems == []
    assert [row.line for row in found.rows] == [4]


def test_quotes_protect_separators_and_quotes():
    found = read(
        'person number,e-mail,first name,last name,unit\n7,a@b.ca,"Anne, Marie","O""Neil",DG\n'
    )
    assert (found.rows[0].first_name, found.rows[0].last_name) == ("Anne, Marie", 'O"Neil')


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("PERSON_NUMBER", "person_number"),
        ("N° employé", "person_number"),
        ("Numéro d'employé", "person_number"),
        (" E-Mail ", "email"),
        ("Adresse électronique", "email"),
        ("PRENOM", "first_name"),
        ("Nom de famille", "last_name"),
        ("Unité administrative", "unit_code"),
        ("Langue de communication", "language"),
        ("Date de début", "starts_on"),
    ],
)
def test_headers_are_read_in_both_languages_whatever_their_case(name, field):
    assert COLUMNS[header_key(name)] == field


def test_a_missing_column_is_named_with_what_the_file_has():
    found = read("Matricule;Nom\n1;Roy\n")
    (problem,) = found.problems
    assert problem.code == "missing_column"
    assert problem.particulars["missing"] == "email,first_name,unit_code"
    assert problem.value == "Matricule, Nom"


def test_a_column_held_twice_is_refused_and_an_unknown_one_is_told():
    assert codes(read("matricule;no employé;courriel;prénom;nom;unité\n")) == [
        ("repeated_column", 1, "person_number")
    ]
    found = read(FRENCH.replace("Prénom", "Prénom;Salaire").replace("Zoé", "Zoé;1"))
    assert (found.unknown_columns, len(found.rows)) == (["Salaire"], 1)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty_file", 0),
        (b" \r\n\t\n", "empty_file", 0),
        (b"\xef\xbb\xbf", "empty_file", 0),
        (b"PK\x03\x04rest", "workbook", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook", 0),
        (b"%PDF-1.7", "binary", 0),
        (b"\x81\x8d\x8f\x90" * 20, "unknown_encoding", 0),
        (FRENCH.encode() + "1;é@b.ca;Zoé;Roy;A\n".encode("cp1252"), "mixed_encoding", 3),
        (FRENCH.encode() + b'2;b@c.ca;"Zoe;Roy;A\n3;c@d.ca;Zoe;Roy;A\n', "broken_quotes", 3),
        (b"matricule;courriel;prenom;nom;unite\n", "no_rows", 0),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code, line):
    problem = read(content).problems[-1]
    assert (problem.code, problem.line) == (code, line)


def test_a_list_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("academy.organisms.lists.text.MAX_ROWS", 1_000)
    rows = [f"A{number};2026-01-01;1\n" for number in range(1_001)]
    head = "unite;date;effectif\n"
    longest = read_headcounts((head + "".join(rows[:-1])).encode(), effective_on=DAY)
    assert (len(longest.rows), longest.problems) == (1_000, [])
    longer = read_headcounts((head + "".join(rows)).encode(), effective_on=DAY)
    assert longer.problems[-1].code == "too_many_rows"


def test_a_value_with_a_stray_separator_is_told_by_its_line():
    found = read(FRENCH + "2;b@c.ca;Anne;Roy;A;oops\n3;c@d.ca;Léa;Roy;A;;\n")
    assert codes(found) == [("too_many_cells", 3, "")]
    assert len(found.rows) == 2


def test_a_line_number_counts_the_lines_inside_quotes():
    found = read(FRENCH + '2;b@c.ca;"An\nne";Roy;A\n3;bad;Léa;Roy;A\n')
    assert codes(found) == [
        ("control_character", 3, "first_name"),
        ("bad_email", 5, "email"),
    ]


@given(st.binary(max_size=400))
def test_no_content_breaks_the_readers(content):
    for found in (read(content), read_headcounts(content, effective_on=DAY)):
        assert found.problems or found.rows


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text):
    content = (FRENCH + text).encode("utf-8", "replace")
    assert read(content).rows or read(content).problems


NAMES = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u00ad"), min_size=1
).map(lambda text: text[:40])


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_a_writer_of_csv_writes_is_read_back(names, separator):
    import csv
    import io
    import unicodedata

    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["person_number", "email", "first_name", "last_name", "unit_code"])
    for number, (first, last) in enumerate(names):
        writer.writerow([number, f"p{number}@b.ca", first, last, "A"])
    found = read("\ufeff" + out.getvalue())
    if not found.problems:
        assert [(row.first_name, row.last_name) for row in found.rows] == [
            tuple(unicodedata.normalize("NFC", name).strip() for name in pair) for pair in names
        ]
