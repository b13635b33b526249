"""What the pages that play packages say, whatever the standard. Pure: translated when shown."""

from courses.exchange.problems import _

CLOSED = _("This part is closed. Choose the next one, or go back to the lesson.")
# By the names that their scripts have for them.
LOST = {
    "over": _(
        "What you do here isn’t kept any more, as it was opened too long ago. Go back to the "
        "lesson and open it again."
    ),
    "overtaken": _(
        "This was opened again since, in another window or on another device, and what you do "
        "here isn’t kept any more. Go on there, or open it again from the lesson."
    ),
}
