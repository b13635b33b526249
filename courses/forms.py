"""Forms of this part."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism
from courses.models import PublishedPath


class RevocationForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For the audit log; whoever checks the certificate doesn't read it."),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermsForm(forms.Form):
    """By when a path is asked, and why."""

    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which completing it is in time."),
    )
    reason_fr = forms.CharField(label=_("Reason in French"), max_length=250)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=250)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # The reason in the language of the page is asked for; the other one may be left out.
        first, second = ("reason_fr", "reason_en")
        if (get_language() or "fr").startswith("en"):
            first, second = second, first
        self.fields[first].help_text = _("Shown to the people asked: why this path, why now.")
        self.fields[second].required = False
        self.fields[second].help_text = _("Without it, the other reason is shown.")
        self.order_fields(["organism", "path", "due_on", first, second])
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()


class AssignmentForm(TermsForm):
    """Which path is asked of which organism, by when and why."""

    organism = forms.ChoiceField(label=_("Organization"))
    path = forms.ChoiceField(label=_("Learning path"))

    def __init__(
        self,
        *args,
        organisms: Collection[Organism],
        paths: Iterable[PublishedPath],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisms = {str(organism.pk): organism for organism in organisms}
        cast(forms.ChoiceField, self.fields["organism"]).choices = [
            (key, organism.name) for key, organism in self.organisms.items()
        ]
        language = get_language() or "fr"
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            ("", _("Choose a learning path")),
            *(
                (
                    str(path.key),
                    path.text_in(language)["title"],
                )
                for path in paths
            ),
        ]

    def clean_organism(self) -> Organism:
        """Return the organism itself."""
        return self.organisms[self.cleaned_data["organism"]]
