"""The questions of a bank in a format of others, and what that format can't hold of them."""

import io
from dataclasses import dataclass
from decimal import InvalidOperation

from django.utils.text import slugify

from academy.core.spreadsheets import csv_writer, safe_cell
from courses.exchange.page_contents import bank_question_text
from courses.models import BankQuestion, QuestionBank

from .formats.csv_writing import table_of_questions
from .formats.fitting import problems_of
from .formats.gift_writing import write_gift
from .formats.lines import At, Lines, _
from .formats.moodle_writing import write_moodle_xml
from .formats.qti_writing import write_qti
from .formats.questions import Format, Language, Question, Written, unwrapped

ENDINGS: dict[Format, str] = {
    "gift": "txt",
    "moodle_xml": "xml",
    "qti21": "zip",
    "qti3": "zip",
    "csv": "csv",
}
# Kinds that no format of others has: writers leave them out, whatever they hold.
_OURS_ALONE = frozenset({"hot_spot", "message_triage"})
_MESSAGE = {"kind": "email", "sender": "", "subject": "", "body": ""}


@dataclass(frozen=True, slots=True)
class BankExport:
    """A file of questions, its name, and what it doesn't hold."""

    written: Written
    file_name: str


def export_bank(
    *, bank: QuestionBank, form: Format, language: Language, drafts: bool = False
) -> BankExport:
    """Return the published questions of a bank in one language; with `drafts`, as they are now."""
    lines = Lines()
    questions = _questions(bank, language, drafts, lines)
    written = _written(questions, bank.title, form, language)
    report = (*lines, *written.report)
    name = f"{slugify(bank.title)[:60] or 'questions'}.{language}.{ENDINGS[form]}"
    return BankExport(Written(written.content, report, written.count), name)


def _written(questions: list[Question], title: str, form: Format, language: Language) -> Written:
    if form == "gift":
        return write_gift(questions, title)
    if form == "moodle_xml":
        return write_moodle_xml(questions, title)
    if form == "csv":
        return _csv(questions, language)
    return write_qti(questions, title, form, language)


def _csv(questions: list[Question], language: Language) -> Written:
    """Return a table that spreadsheets open: UTF-8 with a mark, nothing of it a formula."""
    rows, lines = table_of_questions(questions, language)
    # Spreadsheets set to French separate by semicolons.
    text = io.StringIO(newline="")
    writer = csv_writer(text, delimiter=";" if language == "fr" else ",")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return Written(text.getvalue().encode("utf-8-sig"), lines, len(rows) - 1)


def _questions(
    bank: QuestionBank, language: Language, drafts: bool, lines: Lines
) -> list[Question]:
    rows = BankQuestion.objects.filter(bank=bank, locale__language_code=language)
    if not drafts:
        rows = rows.filter(live=True)
    found = []
    rows = rows.select_related("locale", "latest_revision").prefetch_related("tags")
    for row in rows.order_by("pk"):
        current = row.get_latest_revision_as_object() if drafts and row.latest_revision else row
        if not len(current.body):
            continue
        question = question_of(current, language)
        if question is None:
            At(lines, 0).inside(str(current)).leave_out(
                _("This draft isn't complete: it is left out.")
            )
        else:
            found.append(question)
    return found


def question_of(row: BankQuestion, language: str) -> Question | None:
    """Return a question of a bank as formats take it; None for a draft that can't be marked."""
    try:
        text = bank_question_text(row, lambda _kind, row_id: str(row_id), language)
    except InvalidOperation:
        # A number that isn't written yet.
        return None
    value = unwrapped(text.value)
    value["ask_certainty"] = bool(value.get("ask_certainty"))
    if text.kind == "scenario":
        value["message"] = _MESSAGE | dict(value.get("message") or {})
    if text.kind not in _OURS_ALONE and problems_of(text.kind, value):
        return None
    return Question(
        kind=text.kind,
        value=value,
        key=str(row.translation_key),
        tags=tuple(sorted(one.name for one in row.tags.all())),
        objective=text.objective,
        difficulty=row.difficulty,
    )
