"""What a browser says of itself, in words that people recognize."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: most browsers also carry the name of those they are compatible with.
BROWSERS = (
    (re.compile(r"\bEdgA?(?:iOS)?/"), "Edge"),
    (re.compile(r"\bOPR/"), "Opera"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Headless)?(?:Chrome|Chromium|CriOS)/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\b(?:iPhone|iPod)\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b|\bMacintosh\b"), "macOS"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)


def _first(patterns: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    return next((name for pattern, name in patterns if pattern.search(text)), "")


@register.filter
def browser_name(user_agent: str) -> str:
    """Name the browser and system of a User-Agent header: "Firefox, Windows"."""
    names = [_first(BROWSERS, user_agent or ""), _first(SYSTEMS, user_agent or "")]
    return ", ".join(name for name in names if name) or _("Unknown browser")


@register.filter
def this_device_first(sessions: Iterable[Any]) -> list[Any]:
    """Return allauth's sessions: that of this device, then the others, the latest first."""
    latest = sorted(sessions, key=lambda session: session.created_at, reverse=True)
    return sorted(latest, key=lambda session: not session.is_current())
