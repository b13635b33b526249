"""What waits at the desks of a demonstration: lessons to read again, a text whose translation is
behind, a bank of questions, a passage that the learner reports."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.banks.importing import save_questions
from courses.models import BlockReport, Enrolment, QuestionBank
from courses.services import report_passage

from .contents import FIRST_WEEKS
from .lessons import lessons_of, with_more_text

# By the place of a lesson in the path of the first weeks: in how many days it is to be read again.
_TO_READ_AGAIN = ((2, -23), (6, 32))
# The lesson of which the French text went on.
_CHANGED = 2
_NEWS = "<p>Depuis l’automne, les visites s’inscrivent à l’accueil et portent un ruban jaune.</p>"
_BANK = "Accueil : questions de fin de parcours"
_BANK_FOLDER = Path(__file__).parent / "question-bank"
_COMMENT = "Je ne trouve pas cette consigne dans mon organisme. À qui faut-il s’adresser?"


def write_ageing(today: date) -> None:
    """Let a lesson be due to be read again, in each language, and another one be so soon."""
    for place, days in _TO_READ_AGAIN:
        for lesson in lessons_of(FIRST_WEEKS, place):
            lesson.review_by = today + timedelta(days=days)
            lesson.save_revision().publish()


def write_late_translation(designer: User) -> None:
    """Have the designer publish a sentence more in French, that the English text hasn't."""
    for lesson in lessons_of(FIRST_WEEKS, _CHANGED):
        if lesson.locale.language_code == "fr":
            changed = with_more_text(lesson, _NEWS)
            changed.save_revision(user=designer).publish()


def write_bank(organism: Organism, designer: User, *, at: datetime) -> QuestionBank:
    """Make a bank of questions from the files that another system would give away, in both
    languages; one of them lacks what is said of each option, and waits as a draft."""
    bank = QuestionBank.objects.create(title=_BANK, built_by=organism)
    for language in ("fr", "en"):
        save_questions(
            bank=bank,
            data=(_BANK_FOLDER / f"questions.{language}.gift").read_bytes(),
            form="gift",
            language=language,
            user=designer,
            at=at,
            publish=True,
        )
    return bank


def write_report(learner: User, path_key: UUID, *, at: datetime) -> BlockReport | None:
    """Have the learner report the first text of the first lesson of a path as unclear; None where
    it begins with no text."""
    enrolment = Enrolment.objects.filter(user=learner, path_key=path_key).first()
    for lesson in lessons_of(path_key, 0)[:1]:
        text = next((one for one in lesson.body if one.block_type == "rich_text"), None)
        if enrolment is not None and text is not None:
            return report_passage(
                enrolment=enrolment,
                lesson=lesson,
                block_id=str(text.id),
                kind=BlockReport.Kind.UNCLEAR,
                comment=_COMMENT,
                at=at,
            )
    return None
