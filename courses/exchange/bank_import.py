"""Question banks of a package, brought up to their contents."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.models import BankQuestion as QuestionRow
from courses.models import QuestionBank

from . import contents
from .banks import bank_file
from .block_problems import refuse_as_editor, refuse_fields
from .body import with_media
from .found_here import owner_of_new
from .page_contents import bank_question_text
from .problems import Findings, Place, _
from .report import Change, PageChange

RowId = Callable[[str, Any], Any]


class BankImport:
    """Brings the banks of a path up to their files; problems end up in `findings`.

    A bank is known by its key, and so are its questions. Those that left the file are unpublished,
    never deleted. Without `publish`, changes wait as drafts.
    """

    def __init__(
        self, findings: Findings, media_id: RowId, *, publish: bool, user: User | None
    ) -> None:
        self.findings = findings
        self.media_id = media_id
        self.publish = publish
        self.user = user
        self.changes: list[PageChange] = []
        self.saved: list[QuestionRow] = []
        self.ids: dict[str, int] = {}
        self.locales = {one.language_code: one for one in Locale.objects.all()}

    def run(self, banks: Collection[contents.Bank], organisms: Collection[Organism]) -> None:
        """Create or update each bank; a new one is of the first of `organisms` that may have it."""
        for bank in banks:
            place = Place(self.findings, bank_file(bank.name))
            row = self._row(bank, organisms, place)
            if row is None:
                continue
            self.ids[bank.name] = row.pk
            for number, question in enumerate(bank.questions, 1):
                for language, text in question.texts.items():
                    at = place.at("questions", number, "text", language)
                    self._question(row, question, language, text, at)
            self._retire(row, bank)

    def _row(
        self, bank: contents.Bank, organisms: Collection[Organism], place: Place
    ) -> QuestionBank | None:
        row = QuestionBank.objects.filter(key=bank.key).first()
        if row is None:
            return QuestionBank.objects.create(
                key=UUID(bank.key), title=bank.title, built_by=owner_of_new(organisms, self.user)
            )
        policy = policy_registry.get_by_type(QuestionBank)
        if self.user is not None and not policy.user_has_permission_for_instance(
            self.user, "change", row
        ):
            place.refuse(_("This question bank belongs to another organization here."))
            return None
        if row.title != bank.title and self.publish:
            row.title = bank.title
            row.save(update_fields=["title"])
        return row

    def _question(
        self,
        bank: QuestionBank,
        question: contents.BankQuestion,
        language: str,
        text: contents.BankQuestionText,
        place: Place,
    ) -> None:
        key = UUID(question.key)
        row = QuestionRow.objects.filter(
            translation_key=key, locale__language_code=language
        ).first()
        if row is not None and row.bank_id != bank.pk:
            place.refuse(_("This question belongs to another question bank here."))
            return
        change: Change = "created" if row is None else "updated"
        if row is None:
            row = QuestionRow(
                bank=bank, translation_key=key, locale=self.locales[language], live=False
            )
        elif not self.publish:
            row = row.get_latest_revision_as_object()
        body = with_media(text.as_body(question.key), self.media_id)
        is_same = row.pk is not None and self._held(row, language) == (
            body,
            text.objective,
            text.frameworks,
            question.difficulty,
            set(question.tags),
        )
        if is_same and (row.live or not self.publish):
            change = "unchanged"
        else:
            row.objective, row.difficulty = text.objective, question.difficulty
            entries = QuestionRow._meta.get_field("frameworks").stream_block
            row.frameworks = entries.to_python(
                [{"type": "entry", "value": one} for one in text.frameworks]
            )
            # The block keeps the id that it has here: what is known of its texts goes by it.
            held = row.body.raw_data[0].get("id") if len(row.body) else None
            body = [body[0] | {"id": held or question.key}]
            row.body = QuestionRow._meta.get_field("body").stream_block.to_python(body)
            refuse_as_editor(row.body, place)
            row.tags.set(question.tags)
            if row.pk is None:
                row.save()
            revision = row.save_revision(user=self.user)
            if self.publish:
                try:
                    revision.publish(user=self.user, skip_permission_checks=True)
                except ValidationError as error:
                    refuse_fields(error, place)
                else:
                    row.refresh_from_db()
            self.saved.append(row)
        title = text.value["prompt"]
        self.changes.append(PageChange("question", key, language, title, change))

    def _held(self, row: QuestionRow, language: str) -> tuple[Any, ...]:
        held = bank_question_text(row, lambda _kind, row_id: row_id, language)
        tags = {one.name for one in row.tags.all()}
        body = with_media(held.as_body(str(row.translation_key)), lambda _kind, row_id: row_id)
        return body, held.objective, held.frameworks, row.difficulty, tags

    def _retire(self, row: QuestionBank, bank: contents.Bank) -> None:
        """Unpublish the questions that left the file, in the languages that it has."""
        if not self.publish:
            return
        kept = {(one.key, language) for one in bank.questions for language in one.texts}
        keys = {one.key for one in bank.questions}
        languages = {language for one in bank.questions for language in one.texts}
        for question in QuestionRow.objects.filter(bank=row, live=True).select_related("locale"):
            key, language = str(question.translation_key), question.locale.language_code
            if key not in keys or (language in languages and (key, language) not in kept):
                question.unpublish(user=self.user)
                self.changes.append(
                    PageChange(
                        "question", question.translation_key, language, str(question), "unpublished"
                    )
                )
