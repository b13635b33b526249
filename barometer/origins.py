"""Where a figure comes from, as the files say that hold it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from academy.accounts.mail import own_address

from .releases.models import Release


@dataclass(frozen=True, slots=True)
class Origin:
    """The place that a figure is about, and the release that it is from.

    `release` None: a figure that no release holds, such as a level that an organism declared.
    `address`: of the page that explains it, whole.
    """

    place: str
    release: Release | None
    address: str

    @property
    def day(self) -> date | None:
        """The day of the data; None where no release holds them."""
        return self.release.day if self.release else None


def origin_of(
    level: str, code: str, place: str, release: Release | None, asked: str = ""
) -> Origin:
    """Return the origin of the figures of a page: the page of `level` and `code`, as `asked`."""
    page = reverse(f"barometer:{level}", args=[code] if code else [])
    return Origin(place, release, own_address(page + asked))
