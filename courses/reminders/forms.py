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
from courses.models import PublishedPath


def _hours() -> list[tuple[int, str]]:
    return [(hour, hour_in_words(hour)) for hour in range(24)]


def _weekdays() -> list[tuple[int, str]]:
    return [(day.value, capfirst(str(day.label))) for day in Weekday]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TimesForm(forms.Form):
    """The weekday and the hour of the weekly mail, quiet hours and days off."""

    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), choices=Weekday.choices, coerce=int
    )
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
    """A path and a day, to see which mails asking for it would bring."""

    path = forms.ChoiceField(label=_("Learning path"))
    due_on = forms.DateField(label=_("Due on"), widget=_day())

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

    def clean_due_on(self) -> date:
        """Refuse a day that is past, as asking does."""
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is past. Choose today or a day to come."))
        return day
