"""A survey as one language has it, for whatever reads and writes texts of one language."""

from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import StreamField

from courses.blocks.survey_sides import SIDE_BLOCKS, side_of, with_side

from .survey import LONGEST_INTRO, Survey


def _named(name: str, field: Any) -> Any:
    field.set_attributes_from_name(name)
    return field


class SurveySide:
    """The texts of a survey in one language, under names that both languages share.

    It reads like a page in that language, which is always published: what a survey says, learners
    are asked. It isn't stored: `save` writes it into the survey.
    """

    fields: ClassVar[dict[str, Any]] = {
        "intro": _named(
            "intro",
            models.TextField(
                pgettext_lazy("of a survey", "introduction"), max_length=LONGEST_INTRO, blank=True
            ),
        ),
        "questions": _named("questions", StreamField(SIDE_BLOCKS, verbose_name=_("questions"))),
    }
    live = True
    has_unpublished_changes = False
    latest_revision = None

    def __init__(self, survey: Survey, language: str) -> None:
        self.survey = survey
        self.locale = SimpleNamespace(language_code=language)
        self.intro = survey.intro(language)
        stored = side_of(survey.questions.get_prep_value(), language)
        self.questions = self.fields["questions"].stream_block.to_python(stored)

    @property
    def pk(self) -> int:
        """The number of the survey."""
        return int(self.survey.pk)

    @property
    def translation_key(self) -> UUID:
        """What names the survey in both languages."""
        return self.survey.key

    def __str__(self) -> str:
        return str(self.survey)

    def save(self) -> None:
        """Write the texts into the survey. Raises ValidationError where a question can't have
        them."""
        survey, language = self.survey, self.locale.language_code
        stream = survey.questions.stream_block
        stored = with_side(
            survey.questions.get_prep_value(), self.questions.get_prep_value(), language
        )
        survey.questions = stream.clean(stream.to_python(stored))
        setattr(survey, f"intro_{language}", self.intro)
        survey.save()
