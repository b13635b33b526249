"""Wagtail's choosers without a script written in the page.

Wagtail 8 starts each chooser (page, image, snippet, document, media) of a form by a script beside
its field, which a content policy worth having refuses. It builds that script in one method and has
no template or setting for it, so the method is wrapped here: the same call is written as data, and
static/js/desk.js makes it.
"""

import json
import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

# `new ImageChooser("id_image", {...});` or `createMediaChooser("id_video");`
CALL = re.compile(r"(?:new )?(?P<name>\w+Chooser)\((?P<arguments>.*)\);")


def render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """Return the field of a chooser and, as data, the call that starts it."""
    value_data = self.get_value_data(value)
    field = self.render_html(name, value_data, attrs)
    call = CALL.fullmatch(self.render_js_init(attrs["id"], name, value_data))
    if call is None:
        raise ValueError(f"{type(self).__name__} starts in a way that desk.js doesn't know.")
    arguments = json.loads(f"[{call['arguments']}]")
    return format_html(
        '{}<span hidden data-desk="chooser" data-desk-name="{}" data-desk-options="{}"></span>',
        field,
        call["name"],
        json.dumps(arguments),
    )


def start_choosers_from_data() -> None:
    """Make every chooser of the desk start from data."""
    BaseChooser.render = render_chooser
