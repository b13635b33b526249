"""My record: the page, and the files in which one takes it away."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.leaving.queries import departure_of
from academy.accounts.requests import SignedInRequest
from academy.core import clock

from . import files, paper
from .parts import Part, every_part
from .services import Format, note_export

# So many rows of each part stand on the page; the files have them all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A part as the page shows it: its first rows, in words. `has_more`: there are others."""

    part: Part
    rows: list[list[str]]
    has_more: bool

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with the label of its column."""
        labels = [str(one.label) for one in self.part.columns]
        return [list(zip(labels, row, strict=True)) for row in self.rows]


@login_required
@require_safe
def my_record(request: SignedInRequest) -> HttpResponse:
    """Tell the person who asks, and nobody else, everything that is held about them."""
    language = get_language() or "fr"
    sections = []
    for part in every_part():
        rows = list(islice(part.rows(request.user, language), SHOWN + 1))
        words = [[paper.in_words(cell) for cell in row] for row in rows[:SHOWN]]
        sections.append(Section(part, words, len(rows) > SHOWN))
    context = {
        "sections": sections,
        "shown": SHOWN,
        "departure": departure_of(request.user),
    }
    return render(request, "accounts/record.html", context)


@recently_authenticated
@require_safe
def as_pdf(request: SignedInRequest) -> HttpResponse:
    """Answer with the record on paper."""
    at, language = _noted(request, "pdf")
    made = paper.record_pdf(request.user, every_part(), language, at=at)
    response: Any = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name(at, "pdf")}"'
    return response


@recently_authenticated
@require_safe
def as_csv(request: SignedInRequest) -> FileResponse:
    """Answer with the record as an archive of tables."""
    at, language = _noted(request, "csv")
    made = files.csv_files(request.user, every_part(), language)
    return _file(made, "application/zip", _name(at, "zip"))


@recently_authenticated
@require_safe
def as_json(request: SignedInRequest) -> FileResponse:
    """Answer with the record as one JSON object."""
    at, language = _noted(request, "json")
    made = files.json_file(request.user, every_part(), language, at=at)
    return _file(made, "application/json", _name(at, "json"))


def _noted(request: SignedInRequest, format: Format) -> tuple[datetime, str]:
    at = clock.now()
    note_export(user=request.user, format=format, at=at)
    return at, get_language() or "fr"


def _name(at: datetime, ending: str) -> str:
    return f"{pgettext('file name', 'my-record')}-{localdate(at).isoformat()}.{ending}"


def _file(made: IO[bytes], kind: str, name: str) -> FileResponse:
    return FileResponse(made, content_type=kind, as_attachment=True, filename=name)
