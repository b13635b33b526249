"""The names that a path and its copy have for the same things. Pure.

Each copy has keys of its own, so that it is an activity of its own in the record store. What pages
say names other pages of the path: a course those to finish first by their key, a link in a text by
the number of a page. To compare the two, what the copy says is put into the names of the path that
it was taken from, and back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

_PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_NUMBER = re.compile(r'\bid="(\d+)"')
_TAG = re.compile(r"(<[^>]*>)")
_MARK = re.compile(r'\s+data-block-key="[^"]*"')
# What files of paths have between paragraphs and items, nobody sees and the editor drops.
_BLOCK = r"</?(?:p|h[1-6]|ul|ol|li|hr|blockquote|embed)\b[^>]*>"
_GAP = re.compile(rf"(^|{_BLOCK})[ \t\r\n]+(?={_BLOCK}|$)")


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for what: `keys` of pages, and `pages` by their numbers."""

    keys: Mapping[str, str]
    pages: Mapping[int, int]

    def inverse(self) -> "Names":
        """Return the way back."""
        return Names(
            {new: old for old, new in self.keys.items()},
            {new: old for old, new in self.pages.items()},
        )

    def put(self, value: Any) -> Any:
        """Return `value` with every name replaced that has another."""
        if isinstance(value, str):
            if value in self.keys:
                return self.keys[value]
            return _PAGE_LINK.sub(self._link, value) if 'linktype="page"' in value else value
        if isinstance(value, Mapping):
            return {name: self.put(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.put(one) for one in value]
        return value

    def _link(self, found: re.Match[str]) -> str:
        def number(one: re.Match[str]) -> str:
            old = int(one.group(1))
            return f'id="{self.pages.get(old, old)}"'

        return _NUMBER.sub(number, found.group())


def canonical_html(html: str) -> str:
    """Return rich text in one form, whether an editor, an import or a program wrote it.

    Without the editor's marks of paragraphs, without the white space between them, and with each
    character written in one way: to open a page and to save it again is no change.
    """
    parts = _TAG.split(_GAP.sub(r"\1", html or ""))
    return "".join(
        _MARK.sub("", part).replace("<br>", "<br/>").replace("<br />", "<br/>")
        if part.startswith("<") and part.endswith(">")
        else escape(unescape(part), quote=False)
        for part in parts
    )
