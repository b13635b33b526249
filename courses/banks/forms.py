"""What designers hand over and ask for: files of questions, in formats of others."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from courses.models import QuestionBank

from .formats.xml_tree import MOST_BYTES
from .wording import FORMAT_NAMES, LANGUAGE_NAMES

DETECTED = ""


def own_banks(user: User) -> Any:
    """Return the banks that the person may change."""
    policy = policy_registry.get_by_type(QuestionBank)
    return policy.instances_user_has_any_permission_for(user, ["change"])


class ImportForm(forms.Form):
    """A file of questions, the bank that they go to, and how to read it."""

    bank = forms.ModelChoiceField(
        queryset=QuestionBank.objects.none(),
        label=_("Question bank"),
        error_messages={"invalid_choice": _("Choose one of your own question banks.")},
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "GIFT, Moodle XML, QTI 2.1 or 3 (an item or a package) or CSV, of 10 MiB at most. "
            "Nothing is saved before you have read what would be lost."
        ),
    )
    form = forms.ChoiceField(label=_("Format"), required=False)
    language = forms.ChoiceField(
        label=_("Language of its texts"),
        choices=list(LANGUAGE_NAMES.items()),
        help_text=_("The other language can be added later, question by question or by a file."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["bank"]).queryset = own_banks(user)
        cast(forms.ChoiceField, self.fields["form"]).choices = [
            (DETECTED, _("Recognized from the file")),
            *((name, words) for name, words in FORMAT_NAMES.items() if name != "qti3"),
        ]
        self.fields["language"].initial = "en" if get_language() == "en" else "fr"

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is kept."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MiB.") % {"most": MOST_BYTES >> 20}
            )
        return file


class ExportForm(forms.Form):
    """The format and the language in which a bank is taken away."""

    form = forms.ChoiceField(label=_("Format"), choices=list(FORMAT_NAMES.items()))
    language = forms.ChoiceField(
        label=_("Language of its texts"), choices=list(LANGUAGE_NAMES.items())
    )
    drafts = forms.BooleanField(
        label=_("With drafts"),
        required=False,
        help_text=_("Every question as it is now, and not the published ones alone."),
    )
