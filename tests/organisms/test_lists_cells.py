"""What each column accepts, and what it says otherwise."""

from datetime import date

import pytest

from academy.organisms.lists import cells
from academy.organisms.lists.headcounts import read_headcounts
from academy.organisms.lists.people import read_people

DAY = date(2026, 3, 10)
HEADER = "matricule;courriel;prénom;nom;unité;langue;depuis\n"


def people(*lines):
    return read_people((HEADER + "\n".join(lines)).encode(), effective_on=DAY)


def problems(found):
    return [(problem.code, problem.line, problem.column) for problem in found.problems]


def refusal(read, cell):
    with pytest.raises(cells.Refused) as refused:
        read(cell)
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/3/4", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", date(2026, 3, 4)),
        ("04/03/2026", date(2026, 3, 4)),
        ("4-3-2026", date(2026, 3, 4)),
        ("04.03.2026", date(2026, 3, 4)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_date_has_one_meaning(cell, day):
    assert cells.read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/25/2026", "month_first"),
        ("29/02/2025", "bad_date"),
        ("2026-13-01", "bad_date"),
        ("04/03/26", "bad_date"),
        ("0026-03-04", "bad_date"),
        ("hier", "bad_date"),
        ("", "empty_cell"),
        ("٢٠٢٦-٠٣-٠٤", "bad_date"),
    ],
)
def test_a_date_that_could_mean_two_days_is_refused(cell, code):
    assert refusal(cells.read_date, cell) == code


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("Zoe.Roy@Ministere.Gouv.QC.ca", "zoe.roy@ministere.gouv.qc.ca"),
        ("\u00a0o'neil+rh@a-b.example ", "o'neil+rh@a-b.example"),
        ("\u200bzoe@a.ca", "zoe@a.ca"),
    ],
)
def test_an_address_is_kept_in_lower_case(cell, email):
    assert cells.read_email(cell) == email


@pytest.mark.parametrize(
    "cell",
    [
        "zoe",
        "zoe@ministere",
        "zoe@@a.ca",
        "zoe @a.ca",
        ".zoe@a.ca",
        "zoe@a..ca",
        "zoe@-a.ca",
        "zoé@a.ca",
        "Zoe Roy <zoe@a.ca>",
        "zoe@a.ca;luc@a.ca",
        "x" * 65 + "@a.ca",
    ],
)
def test_what_is_not_an_address_is_refused(cell):
    assert refusal(cells.read_email, cell) == "bad_email"


@pytest.mark.parametrize(
    ("cell", "number"), [("00123", "00123"), ('="00123"', "00123"), ("A-7", "A-7")]
)
def test_a_number_keeps_its_zeros(cell, number):
    assert cells.read_number(cell) == number


@pytest.mark.parametrize("cell", ["1,23457E+11", "1.2E+9", "3E12"])
def test_a_number_that_lost_digits_is_refused(cell):
    assert refusal(cells.read_number, cell) == "shortened_number"


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A1", "+1", "-Roy", "@import", "=1+1"])
def test_what_looks_like_a_formula_stays_text(cell):
    assert cells.read_name(cell) == cell


@pytest.mark.parametrize(
    "cell", ["Zo\x00é", "Zo\x07é", "Zoé\nRoy", "Zo\u202eyoR", "Zo\x85é", "Zo\u2028é"]
)
def test_invisible_characters_are_refused(cell):
    assert refusal(cells.read_name, cell) == "control_character"


def test_a_decomposed_accent_is_composed():
    assert cells.read_name("Zoe\u0301") == "Zo\u00e9"


def test_lengths_are_those_that_accounts_keep():
    assert cells.read_name("x" * 150) == "x" * 150
    assert refusal(cells.read_name, "x" * 151) == "cell_too_long"
    assert refusal(cells.read_code, "x" * 41) == "cell_too_long"


@pytest.mark.parametrize(
    ("cell", "language"),
    [("FR", "fr"), ("Français", "fr"), ("anglais", "en"), ("English", "en"), ("  ", "")],
)
def test_languages_are_read_by_name_or_code(cell, language):
    assert cells.read_language(cell) == language


@pytest.mark.parametrize(
    ("cell", "count"), [("0", 0), ("1234", 1234), ("1 234", 1234), ("1\u202f234", 1234)]
)
def test_a_number_of_people_is_whole(cell, count):
    assert cells.read_count(cell) == count


@pytest.mark.parametrize("cell", ["12.5", "12,5", "-3", "beaucoup", "1e3", "99999999999"])
def test_a_number_that_is_not_whole_is_refused(cell):
    assert refusal(cells.read_count, cell) == "bad_number"


def test_each_problem_tells_its_line_and_column():
    found = people(
        "1;a@b.ca;Anne;Roy;A;fr;2020-01-01",
        "1;A@b.ca;Luc;Roy;A;;",
        "2;nope;;Roy;A;de;12/31/2025",
        "3;c@b.ca;Léa;Roy;A;;2026-03-11",
    )
    assert problems(found) == [
        ("repeated_number", 3, "person_number"),
        ("repeated_email", 3, "email"),
        ("bad_email", 4, "email"),
        ("empty_cell", 4, "first_name"),
        ("bad_language", 4, "language"),
        ("month_first", 4, "starts_on"),
        ("date_too_late", 5, "starts_on"),
    ]
    assert found.problems[0].particulars == {"first": 2}
    assert [row.line for row in found.rows] == [2]


def test_headcounts_are_read_with_their_day():
    content = "Unité;En date du;Effectif\nA;2026-01-01;12\nB;01/02/2026;1 200\nA;2026-01-01;13\n"
    found = read_headcounts(content.encode(), effective_on=DAY)
    assert [(row.unit_code, row.on, row.people) for row in found.rows] == [
        ("A", date(2026, 1, 1), 12),
        ("B", date(2026, 2, 1), 1200),
    ]
    assert problems(found) == [("repeated_headcount", 4, "unit_code")]
