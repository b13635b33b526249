"""Words that several parts of a person's record share."""

from typing import Any

from django.utils.translation import gettext_lazy

from academy.accounts.record.parts import Fate, Part

UNTIL_LEAVING = gettext_lazy(
    "Until you leave the academy. It follows you from one organization to another."
)
UNNAMED = gettext_lazy(
    "You chose that your learning record stays, under a random name. Nothing leads from it to you "
    "but the code of this receipt."
)
LESSON = gettext_lazy("Lesson")
WHEN = gettext_lazy("When")
PATH = gettext_lazy("Learning path")


def learned(**said: Any) -> Part:
    """Return a part of the learning record, which whoever leaves may let stay without a name."""
    return Part(
        kept=UNTIL_LEAVING,
        erase=Fate.ERASED,
        pseudonymise=Fate.UNNAMED,
        stays=UNNAMED,
        **said,
    )
