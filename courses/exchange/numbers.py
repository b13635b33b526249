"""The shapes of numbers of a package. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .problems import Place, _


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def read(self, value: Any, place: Place) -> int:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            place.refuse(_("This has to be a whole number."))
        elif not self.least <= value <= self.most:
            place.refuse(
                _("This number has to be from %(least)s to %(most)s."),
                least=self.least,
                most=self.most,
            )
        else:
            return value
        return self.least


@dataclass(frozen=True, slots=True)
class Number:
    """A number of at most `digits` digits, `decimals` of which stand after the point."""

    digits: int
    decimals: int
    least: int | None = None

    def read(self, value: Any, place: Place) -> int | Decimal:
        """Return the number: a whole one as a whole one."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            place.refuse(_("This has to be a number, without quotation marks."))
            return 0
        number = Decimal(value)
        if abs(number) >= 10 ** (self.digits - self.decimals) or number != round(
            number, self.decimals
        ):
            place.refuse(
                _(
                    "This number has to have at most %(whole)s digits before the point and "
                    "%(decimals)s after it."
                ),
                whole=self.digits - self.decimals,
                decimals=self.decimals,
            )
            return 0
        if self.least is not None and number < self.least:
            place.refuse(_("This number has to be %(least)s or more."), least=self.least)
            return 0
        return plain_number(number)


def plain_number(number: Decimal) -> int | Decimal:
    """Return a number as the format has it: a whole one as a whole one."""
    return int(number) if number == int(number) else number.normalize()


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, to the hundredth."""

    def read(self, value: Any, place: Place) -> Decimal:
        """Return the share with two decimals."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            place.refuse(_("This has to be a number from 0 to 1."))
            return Decimal(0)
        share = Decimal(value)
        if not 0 <= share <= 1:
            place.refuse(_("This has to be a number from 0 to 1."))
        elif share != round(share, 2):
            place.refuse(_("This number has at most two decimals."))
        else:
            return round(share, 2)
        return Decimal(0)
