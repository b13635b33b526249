"""Files of figures, as spreadsheets of several countries read them."""

import csv
import io

import pytest

from barometer.exports import figure_csv
from barometer.figures import Figure

FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NAMES = (
    "=1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r\n=1+1",
    " -2+3",
    "\uff1d1+1",
    "Ports;=1+1",
    'Ports";=1+1',
    "Ports,=1+1",
    "Ports\n=1+1",
    "Ports\t=1+1",
)


def file_with(name: str, language: str = "en") -> str:
    return figure_csv(
        Figure(
            name="places",
            title="",
            summary="",
            columns=[],
            rows=[],
            data_columns=["place", "people", "share"],
            data=[[name, 12, -0.25], ["Phares", 40, None]],
            spec={},
        ),
        language,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_a_formula(name, separator, language):
    """Not even where the spreadsheet separates cells otherwise than the file."""
    text = file_with(name, language).removeprefix("\ufeff")
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in line:
            assert not cell.lstrip().startswith(FORMULAS) or cell in ("-0.25", "-0,25", "-0")


def test_numbers_stay_numbers_and_what_is_withheld_stays_empty():
    lines = list(csv.reader(io.StringIO(file_with("Ports").removeprefix("\ufeff"), newline="")))
    assert lines == [["place", "people", "share"], ["Ports", "12", "-0.25"], ["Phares", "40", ""]]
    assert '\r\n"Ports",12,-0.25\r\n' in file_with("Ports")


def test_a_french_file_is_one_that_a_french_spreadsheet_reads():
    text = file_with("Ports", "fr")
    assert text.startswith('\ufeff"place";"people";"share"\r\n"Ports";12;-0,25\r\n')
