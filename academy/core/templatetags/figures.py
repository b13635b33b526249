"""Figures written as the language of the page writes them."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

NO_BREAK_SPACE = "\u00a0"


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


@register.filter
def whole(number: float | None) -> str:
    """Write a whole number with its groups of thousands: 12 345 in French, 12,345 in English."""
    if number is None:
        return "–"
    grouped = f"{round(number):,}"
    return grouped.replace(",", NO_BREAK_SPACE) if _french() else grouped


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """Write a share from 0 to 1 as a percentage: 62 % in French, 62% in English."""
    if share is None:
        return "–"
    written = formats.localize(round(share * 100, digits) if digits else round(share * 100))
    return f"{written}{NO_BREAK_SPACE}%" if _french() else f"{written}%"


@register.filter
def points(difference: float | None) -> str:
    """Write a difference of shares in percentage points, with its sign: +4, −2, 0."""
    if difference is None:
        return "–"
    rounded = round(difference * 100)
    return f"+{rounded}" if rounded > 0 else f"−{-rounded}" if rounded < 0 else "0"


@register.filter
def hundredths(share: float | None) -> str:
    """Write a share from 0 to 1 for the `value` of `<progress max="100">`: never localized."""
    return str(round(min(max(share or 0, 0), 1) * 100))


@register.filter(expects_localtime=True)
def day_in_words(day: date | None) -> str:
    """Write a day out, its number beside its month: 1er décembre 2026, December 1, 2026."""
    if day is None:
        return "–"
    written = formats.date_format(day, "DATE_FORMAT")
    if not _french():
        return written.replace(" ", NO_BREAK_SPACE, 1)
    number, _space, rest = written.partition(" ")
    return f"{'1er' if number == '1' else number}{NO_BREAK_SPACE}{rest}"


@register.filter
def hour_in_words(hour: int) -> str:
    """Write a whole hour of the day, 0 to 23: 9 h in French, 9:00 a.m. in English."""
    if _french():
        return f"{hour}{NO_BREAK_SPACE}h"
    return f"{hour % 12 or 12}:00{NO_BREAK_SPACE}{'a.m.' if hour < 12 else 'p.m.'}"


@register.simple_tag
def duration(least: int | str | None, most: int | None) -> str:
    """Show minutes; from the fewest to the most, where what one chooses or masters changes them."""
    most = most or 0
    if not isinstance(least, int) or least >= most:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", most) % {"minutes": most}
    return _("%(least)s to %(most)s minutes") % {"least": least, "most": most}
