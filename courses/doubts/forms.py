"""The form in which a designer decides about a doubtful question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import LONGEST_WHY, QuestionDoubt


class DecisionForm(forms.Form):
    """What becomes of a doubtful question, and why."""

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=QuestionDoubt.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the question.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences, for those who design with you and after you."),
        error_messages={"required": _("Say why, in a sentence: others will read it.")},
    )
