"""Wagtail's own content checks, which read the preview beside the page that is edited."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem


class PageChecker(ContentCheckerItem):
    """Wagtail's rules, and those that its checks leave out by default: contrast, pictures without
    a text alternative.

    What the author wrote is checked, not the header and the footer of every page. Contrast is
    measured where the preview was opened: what has no size has no colours.
    """

    axe_include = ["#main"]
    axe_run_only = [
        *ContentCheckerItem.axe_run_only,
        "color-contrast",
        "image-alt",
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        "color-contrast": {
            "error_name": _("Text that hardly stands out from what is behind it"),
            "help_text": _(
                "Remove the colours that this text brings. If it has none, tell whoever keeps the "
                "academy."
            ),
        },
        "image-alt": {
            "error_name": _("Image without a text alternative"),
            "help_text": _("Write what it says to somebody who can't see it"),
        },
    }


def check_more(items: list[Any]) -> None:
    """Put our checker in the place of Wagtail's, among the items of its bar."""
    items[:] = [
        PageChecker(in_editor=one.in_editor) if isinstance(one, ContentCheckerItem) else one
        for one in items
    ]
