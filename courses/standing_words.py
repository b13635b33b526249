"""What a named list says of somebody, and may say, in the language that is active."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.templatetags.figures import day_in_words
from courses.standings import Standing, State


def state_label(state: State) -> str:
    """Return what a state is called, to filter by."""
    return {
        State.LATE: pgettext("people", "Late"),
        State.NOT_BEGUN: pgettext("people", "Not begun"),
        State.BEGUN: pgettext("people", "Begun"),
        State.DONE: pgettext("people", "Done"),
        State.EXEMPTED: pgettext("people", "Exempted"),
    }[state]


def states_in_words() -> str:
    """Return all that a list may say of somebody, one after the other, for that person to read."""
    days = {
        State.LATE: _("%(state)s (and since which day)"),
        State.DONE: _("%(state)s (on which day, and until when it is valid)"),
    }
    return ", ".join(days.get(one, "%(state)s") % {"state": state_label(one)} for one in State)


def standing_in_words(standing: Standing) -> str:
    """Return how far somebody is."""
    if standing.state is State.LATE:
        return _("Late since %(day)s") % {"day": day_in_words(standing.day)}
    if standing.state is not State.DONE:
        return state_label(standing.state)
    said = {"day": day_in_words(standing.day), "last": day_in_words(standing.valid_until)}
    if standing.valid_until is None:
        return _("Done on %(day)s") % said
    return _("Done on %(day)s, valid until %(last)s") % said
