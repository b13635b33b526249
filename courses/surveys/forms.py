"""A survey as a form: its questions, none of which has to be answered."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.blocks.surveys import LONGEST_WORDS_ANSWER, SEVERAL, WORDS


class SurveyForm(forms.Form):
    """What a learner answers. `asked`: the questions, as `Survey.asked` gives them."""

    def __init__(
        self, *args: Any, asked: list[dict[str, Any]], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in asked:
            self.fields[self.name_of(question["id"])] = _field(question, language)
        self.asked = asked

    @staticmethod
    def name_of(question_id: str) -> str:
        """Return the name of the field of a question."""
        return f"q-{question_id}"

    @classmethod
    def said(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return answers as they fill in the form."""
        return {cls.name_of(key): value for key, value in answers.items()}

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by the id of the question."""
        return {one["id"]: self.cleaned_data[self.name_of(one["id"])] for one in self.asked}


def _field(question: Mapping[str, Any], language: str) -> forms.Field:
    label = question["en" if language == "en" else "fr"]
    if question["kind"] == WORDS:
        return forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST_WORDS_ANSWER,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Name nobody, yourself included: those who build the path read this."),
        )
    choices = [(one["id"], one["en" if language == "en" else "fr"]) for one in question["options"]]
    if question["kind"] == SEVERAL:
        return forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)
