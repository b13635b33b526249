"""Rich text of a package: checked, then cleaned to the tags that the format allows. Pure."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

from .problems import Place, _

INLINE = frozenset({"a", "b", "br", "i"})
SHORT = INLINE | {"li", "ol", "p", "ul"}
LONG = SHORT | {"h3", "h4"}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LISTS = ("ol", "ul")


class _Checker(HTMLParser):
    """Reads rich text and notes what the format doesn't allow."""

    def __init__(self, place: Place, allowed: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.place = place
        self.allowed = allowed
        self.open: list[str] = []
        self.says_something = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.place.refuse(
                _("The tag <%(tag)s> is not allowed here. Allowed tags: %(allowed)s."),
                tag=tag,
                allowed=", ".join(sorted(self.allowed)),
            )
        elif tag == "li" and (not self.open or self.open[-1] not in LISTS):
            self.place.refuse(_("The tag <li> stands outside of a list."))
        for name, value in attrs:
            if (tag, name) != ("a", "href"):
                self.place.refuse(
                    _("The attribute “%(name)s” of the tag <%(tag)s> is not allowed."),
                    name=name,
                    tag=tag,
                )
            elif not is_address(value or "", SCHEMES):
                self.place.refuse(
                    _("“%(address)s” is not the full address of a link (https://…)."),
                    address=value or "",
                )
        if tag == "a" and "href" not in dict(attrs):
            self.place.refuse(_("A link has no address (href)."))
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.place.refuse(_("The tag </%(tag)s> closes nothing."), tag=tag)

    def handle_data(self, data: str) -> None:
        self.says_something = self.says_something or bool(data.strip())

    def handle_comment(self, data: str) -> None:
        self.place.refuse(_("Rich text holds no comments, declarations or instructions."))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


def is_address(text: str, schemes: frozenset[str]) -> bool:
    """Tell whether `text` is an absolute address of one of `schemes`."""
    if any(character.isspace() or ord(character) < 32 for character in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in schemes:
        return False
    return bool(host) if parts.scheme in ("http", "https") else bool(parts.path)


def read_rich_text(html: str, place: Place, *, allowed: frozenset[str], required: bool) -> str:
    """Return `html` cleaned to the `allowed` tags; what the format refuses is noted at `place`."""
    checker = _Checker(place, allowed)
    checker.feed(html)
    checker.close()
    for tag in checker.open:
        place.refuse(_("The tag <%(tag)s> is not closed."), tag=tag)
    if required and not checker.says_something:
        place.refuse(_("This text is missing."))
    return cleaned(html, allowed) if checker.says_something else ""


def cleaned(html: str, allowed: frozenset[str] = LONG) -> str:
    """Return `html` with `allowed` tags alone, links with their address alone, and no comment.

    No-break spaces, which French needs before half of its signs, stay readable characters.
    """
    return nh3.clean(
        html,
        tags=set(allowed),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel=None,
    ).replace("&nbsp;", "\N{NO-BREAK SPACE}")


_WITHOUT_ADDRESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)


def without_dead_links(html: str) -> str:
    """Return cleaned `html` with the text alone where a link has lost its address."""
    return _WITHOUT_ADDRESS.sub(r"\1", html)
