"""What the page of a SCORM package says. Pure: translated when shown."""

from courses.exchange.problems import _
from courses.packages.words import CLOSED, LOST

WORDS = LOST | {
    "ended": CLOSED,
    "refused": _(
        "What this package just told of you couldn’t be kept: it isn’t written as its standard has "
        "it, or it is too long. Tell whoever made the path."
    ),
    "waiting": _(
        "The academy can’t be reached: your last steps aren’t kept yet. Leave this page open, they "
        "are sent again by themselves once you are connected."
    ),
    "onDevice": _(
        "The academy can’t be reached: your last steps are kept on this device alone. They are "
        "sent by themselves once you are connected, or when you open this package here again."
    ),
    "yes": _("(answered with yes)"),
}
