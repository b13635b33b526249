"""What the style page shows in its components: plausible values, one set for each state."""

from datetime import date, datetime

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from home.sample_questions import sample_questions


class SampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label=_("Full name"), help_text=_("As on your staff card."))
    email = forms.EmailField(label=_("Work email address"))
    unit = forms.ChoiceField(
        label=_("Directorate"),
        required=False,
        choices=[("", "–"), ("rh", _("Human resources")), ("ti", _("Information technology"))],
    )
    reason = forms.CharField(label=_("Why this path?"), widget=forms.Textarea, required=False)
    pace = forms.ChoiceField(
        label=_("Your pace"),
        widget=forms.RadioSelect,
        choices=[("10", _("Ten minutes a day")), ("60", _("One hour a week"))],
    )
    charter = forms.BooleanField(label=_("I have read the charter of use"))


def _steps() -> list[dict]:
    titles = [
        _("What a fraudulent message looks like"),
        _("Check before you click"),
        _("Report without delay"),
        _("When it is on the phone"),
        _("Review"),
    ]
    states = ["done", "done", "current", "todo", "todo"]
    return [
        {
            "title": title,
            "url": "#" if state != "todo" else "",
            "state": state,
            "note": _("6 minutes") if state == "current" else "",
        }
        for title, state in zip(titles, states, strict=True)
    ]


def _choices(answered: bool) -> list[dict]:
    choices: list[dict] = [
        {
            "id": "a",
            "text": _("I click on the link to see whether the page looks official."),
            "checked": answered,
            "state": "incorrect",
            "feedback": _("A copied page looks official too: its address gives it away."),
        },
        {
            "id": "b",
            "text": _("I report the message with the button of my mailbox."),
            "checked": answered,
            "state": "correct",
            "feedback": _("Your report protects colleagues who received the same message."),
        },
        {
            "id": "c",
            "text": _("I delete the message and go on with my day."),
            "state": "partly",
            "checked": answered,
            "feedback": _("You are safe, but nobody else has been warned."),
        },
        {
            "id": "d",
            "text": _("I call the sender at the number I already know."),
            "state": "missed",
            "feedback": _("A second channel settles any doubt."),
        },
    ]
    if not answered:
        for choice in choices:
            choice.update(state="", feedback="", checked=choice["id"] == "b")
    return choices


def _table() -> dict:
    rows = [
        (_("Citizen services"), 1240, 806, 0.65),
        (_("Human resources"), 312, 268, 0.86),
        (_("Legal affairs"), 88, 41, 0.47),
    ]
    written = [[name, f"{of}", f"{done}", f"{share:.0%}"] for name, of, done, share in rows]
    return {
        "columns": [
            {"label": _("Directorate")},
            {"label": _("Headcount"), "number": True},
            {"label": _("Completed"), "number": True},
            {"label": _("Share"), "number": True},
        ],
        "rows": [*written, [_("Minister's office"), "7", None, None]],
        "bars": [
            {"name": name, "width": round(share * 300), "y": 8 + 36 * place, "text": f"{share:.0%}"}
            for place, (name, _of, _done, share) in enumerate(rows)
        ],
    }


def samples() -> dict:
    """Return the context of the style page."""
    invalid = SampleForm({"email": "camille", "pace": "10", "name": ""}, auto_id="wrong_%s")
    invalid.is_valid()
    return {
        "files": {"csv": "#figure", "xlsx": "#figure", "json": "#figure"},
        "colours": [
            "paper",
            "paper-raised",
            "paper-sunken",
            "ink",
            "ink-soft",
            "ink-quiet",
            "line",
            "line-strong",
            "accent",
            "accent-deep",
            "accent-tint",
            "gold",
            "gold-tint",
            "success",
            "success-tint",
            "warning",
            "warning-tint",
            "danger",
            "danger-tint",
            "info",
            "info-tint",
            "chart-1",
            "chart-2",
            "chart-3",
            "chart-4",
            "chart-5",
            "chart-6",
            "chart-7",
        ],
        "sample_form": SampleForm(auto_id="sample_%s"),
        "invalid_form": invalid,
        "day": date(2026, 12, 1),
        "moment": datetime(2026, 11, 24, 14, 5),
        "steps": _steps(),
        "open_choices": _choices(answered=False),
        "answered_choices": _choices(answered=True),
        "questions": sample_questions(),
        # Nothing of what is shown is kept under the name of a page.
        "is_preview": True,
        "table": _table(),
        "page_obj": Paginator(range(240), 12).page(7),
        "facets": [
            {"value": "cyber", "label": _("Cybersecurity"), "count": 12, "checked": True},
            {"value": "privacy", "label": _("Personal information"), "count": 5},
            {"value": "data", "label": _("Data"), "count": 0},
        ],
        "durations": [
            {"value": "", "label": _("Any length"), "checked": True},
            {"value": "10", "label": _("I have 10 minutes")},
            {"value": "60", "label": _("I have an hour")},
        ],
        "tab_items": [
            {"label": _("Overview"), "url": "#tabs", "current": True},
            {"label": _("By unit"), "url": "#tabs"},
            {"label": _("Over time"), "url": "#tabs"},
        ],
        "trail": [
            {"title": _("Home"), "url": "#"},
            {"title": _("Catalogue"), "url": "#"},
            {"title": _("Cybersecurity essentials"), "url": "#"},
        ],
        "icons": [
            "arrow-left",
            "arrow-right",
            "book",
            "building",
            "calendar",
            "certificate",
            "chart",
            "check",
            "chevron-down",
            "chevron-right",
            "clock",
            "copy",
            "cross",
            "devices",
            "done",
            "download",
            "external",
            "filter",
            "flag",
            "home",
            "info",
            "key",
            "language",
            "level",
            "lock",
            "mail",
            "minus",
            "partly",
            "path",
            "people",
            "person",
            "play",
            "plus",
            "search",
            "settings",
            "shield",
            "sign-out",
            "tip",
            "warning",
            "wrong",
        ],
    }
