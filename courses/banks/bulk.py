"""What is done with several rows of the desk at once."""

from typing import Any

from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

_found = SnippetBulkAction.get_actionable_objects


def _of_ones_own(self: SnippetBulkAction) -> tuple[list[Any], dict[str, list[Any]]]:
    objects, others = _found(self)
    return objects, {name: [] for name in others}


def name_nothing_of_others_in_bulk() -> None:
    """Have Wagtail say nothing of rows that one may not change: it would list all of them by name,
    questions of others' banks among them, to whoever asks for all."""
    SnippetBulkAction.get_actionable_objects = _of_ones_own
