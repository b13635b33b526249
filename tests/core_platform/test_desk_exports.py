"""Lists and reports of Wagtail's desk, downloaded for a spreadsheet."""

import csv
import io

import pytest
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Page

from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, make_path

NAMES = ["=1+1", "\t@SUM(A1)", "Ports;=1+1", "\uff1d1+1"]


@pytest.mark.django_db
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("name", NAMES)
def test_no_title_becomes_a_formula(client, name, separator):
    make_path()
    Page.objects.update(title=name, last_published_at=AT)
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get("/admin/reports/aging-pages/", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "1+1" in text or "SUM" in text
    cells = [
        cell
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for cell in line
    ]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "@", "\uff1d"))]


def all_below(view):
    for one in view.__subclasses__():
        yield one
        yield from all_below(one)


def test_every_list_of_the_desk_writes_its_csv_this_way(client):
    """One that comes with a new version and writes otherwise is noticed."""
    client.get("/admin/")
    for view in all_below(SpreadsheetExportMixin):
        assert view.stream_csv is SpreadsheetExportMixin.stream_csv, view
        assert view.write_csv_row is SpreadsheetExportMixin.write_csv_row, view
