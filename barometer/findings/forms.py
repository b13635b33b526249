"""What the pages of findings ask for."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Unit
from courses.models import PublishedPath

from .models import Finding

MOST_MEGABYTES = 20
# What people are usually given to follow a path.
USUAL_TIME = timedelta(weeks=4)


class FindingsFileField(forms.FileField):
    """A file of findings, refused before it is read when it is too large."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file, or say that it is too large or empty."""
        cleaned = super().clean(data, initial)
        if isinstance(cleaned, UploadedFile) and (cleaned.size or 0) > MOST_MEGABYTES * 1024**2:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Cut it in several files.")
                % {"limit": MOST_MEGABYTES}
            )
        return cleaned


def _accepting(kinds: str) -> forms.FileInput:
    return forms.FileInput(attrs={"accept": kinds})


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class CampaignForm(forms.Form):
    """A campaign of simulated phishing that is over."""

    name = forms.CharField(
        label=_("Name of the campaign"),
        max_length=120,
        help_text=_("As your organization speaks of it. Without the name of anybody."),
    )
    file = FindingsFileField(
        label=_("Export of GoPhish (CSV or JSON)"),
        help_text=_("The results or the raw events, once the campaign is over. At most 20 MB."),
        widget=_accepting(".csv,.json,text/csv,application/json"),
    )


class ScanForm(forms.Form):
    """What a tool found in systems."""

    form = forms.ChoiceField(
        label=_("Format"),
        choices=[("sarif", _("SARIF 2.1.0")), ("table", _("table (CSV)"))],
        widget=forms.RadioSelect,
        initial="sarif",
    )
    file = FindingsFileField(
        label=_("File"),
        help_text=_("At most 20 MB. The encoding and the separator of a table are detected."),
        widget=_accepting(".sarif,.json,.csv,application/sarif+json,application/json,text/csv"),
    )
    name = forms.CharField(
        label=_("Name of the tool"),
        max_length=120,
        help_text=_("Always the same: the next scan of this tool tests these findings again."),
    )
    on = _day(label=_("Date of the scan"))
    unit = forms.ChoiceField(
        label=_("Unit in charge of these systems"),
        required=False,
        help_text=_("Whom paths will be asked of, where the file doesn’t say."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        field = cast(forms.ChoiceField, self.fields["unit"])
        everybody = ("", _("The whole organization"))
        field.choices = [everybody, *((key, unit.name) for key, unit in self.units.items())]
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_unit(self) -> Unit | None:
        """Return the unit itself."""
        return self.units.get(self.cleaned_data["unit"])


class FactorForm(forms.Form):
    """Another factor than the rules saw, and why."""

    factor = forms.ChoiceField(label=_("Human factor"), choices=Finding.Factor.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        help_text=_("What makes you see it so. Without the name of anybody."),
    )


class PrescriptionForm(forms.Form):
    """A path to ask of the units of a finding."""

    path = forms.ChoiceField(
        label=_("Learning path"),
        help_text=_("Where it is asked already, its day and its reasons are replaced."),
    )
    due_on = _day(label=_("Due on"), help_text=_("The last day on which completing it is in time."))
    reason_fr = forms.CharField(label=_("Reason in French"), max_length=250)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=250)

    def __init__(
        self,
        *args: Any,
        proposed: Iterable[PublishedPath],
        paths: Iterable[PublishedPath],
        reasons: tuple[str, str],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        first = [(str(path.key), path_title(path)) for path in proposed]
        known: Collection[str] = {key for key, _title in first}
        others = [(str(path.key), path_title(path)) for path in paths if str(path.key) not in known]
        groups = [(_("Proposed"), first), (_("Others"), others)]
        field = cast(forms.ChoiceField, self.fields["path"])
        # Nothing is chosen for somebody where the rules propose nothing.
        nothing = [] if first else [("", _("Choose…"))]
        field.choices = [*nothing, *(group for group in groups if group[1])]
        self.fields["due_on"].initial = today + USUAL_TIME
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        self.fields["reason_fr"].initial, self.fields["reason_en"].initial = reasons
        if (get_language() or "fr").startswith("en"):
            self.order_fields(["path", "due_on", "reason_en", "reason_fr"])

    def clean_path(self) -> UUID:
        """Return the key itself."""
        return UUID(self.cleaned_data["path"])


class EndCampaignForm(forms.Form):
    """The name under which a campaign that is over is kept."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=120)


def path_title(path: PublishedPath) -> str:
    """Return the title of a path in the language of the page, or in another one."""
    text = path.text_in(get_language() or "fr")
    return text["title"]
