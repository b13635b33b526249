"""When mails come, and what would be asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.accounts.mail_times import is_quiet
from academy.accounts.models import Weekday
from academy.core.templatetags.figures import hour_in_words
from courses.deadlines import LONGEST
from courses.models import Assignment, PublishedPath


def _hours() -> list[tuple[int, str]]:
    return [(hour, hour_in_words(hour)) for hour in range(24)]


def _weekdays() -> list[tuple[int, str]]:
    return [(day.value, capfirst(str(day.label))) for day in Weekday]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TimesForm(forms.Form):
    """The weekday and the hour of the weekly mail, quiet hours and days off."""

    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=_weekdays, coerce=int)
    hour = forms.TypedChoiceField(label=_("Hour"), choices=_hours, coerce=int)
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"),
        choices=_hours,
        coerce=int,
        help_text=_("No email leaves from this hour on, even one that is late."),
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet until"),
        choices=_hours,
        coerce=int,
        help_text=_("The same hour twice: no quiet hours."),
    )
    away_from = forms.DateField(label=_("Away from"), required=False, widget=_day())
    away_until = forms.DateField(
        label=_("Away until"),
        required=False,
        widget=_day(),
        help_text=_("This day included. No email comes while you are away."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an hour at which nothing would ever come, and an absence that ends too soon."""
        data = super().clean() or {}
        hours = [data.get(name) for name in ("hour", "quiet_from", "quiet_until")]
        if None not in hours and is_quiet(*cast(list[int], hours)):
            self.add_error(
                "hour",
                _("This hour is among your quiet hours. Choose another one, or change those."),
            )
        begins, ends = data.get("away_from"), data.get("away_until")
        if begins and not ends and "away_until" not in self.errors:
            self.add_error("away_until", _("Say until when you are away."))
        if ends and not begins and "away_from" not in self.errors:
            self.add_error("away_from", _("Say from when you are away."))
        if begins and ends and ends < begins:
            self.add_error("away_until", _("The last day of an absence can't be before its first."))
        return data


class IfAskedForm(forms.Form):
    """A path and how its due date is counted, to see which mails asking for it would bring."""

    path = forms.ChoiceField(label=_("Learning path"))
    counted = forms.ChoiceField(
        label=_("When is it due?"),
        choices=Assignment.Counted.choices,
        initial=Assignment.Counted.FIXED,
        required=False,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=_day())
    due_days = forms.IntegerField(
        label=_("Number of days"), required=False, min_value=1, max_value=LONGEST
    )

    def __init__(
        self, *args: Any, paths: Iterable[PublishedPath], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        cast(forms.ChoiceField, self.fields["path"]).choices = [
            ("", _("Choose a learning path")),
            *((str(path.key), path.text_in(language)["title"]) for path in paths),
        ]
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        self.today = today

    def clean_counted(self) -> str:
        """Return how the due date is counted: from a fixed day, unless another way is named."""
        return self.cleaned_data["counted"] or Assignment.Counted.FIXED.value

    def clean_due_on(self) -> date | None:
        """Refuse a day that is past, as asking does."""
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("This day is past. Choose today or a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the day or for the days, as the due date is counted."""
        said = super().clean() or self.cleaned_data
        is_fixed = said.get("counted") == Assignment.Counted.FIXED
        wanted = "due_on" if is_fixed else "due_days"
        if "counted" in said and said.get(wanted) is None and wanted not in self.errors:
            self.add_error(
                wanted,
                _("Choose the day on which the path is due.")
                if is_fixed
                else _("Say after how many days the path is due."),
            )
        return said

    @property
    def terms(self) -> dict[str, Any]:
        """The due date of a valid form, as the columns of `Assignment` have it."""
        said = self.cleaned_data
        is_fixed = said["counted"] == Assignment.Counted.FIXED
        return {
            "counted": said["counted"],
            "due_on": said["due_on"] if is_fixed else None,
            "due_days": 0 if is_fixed else said["due_days"],
        }
