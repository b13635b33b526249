"""What the page of H5P content says, its core first. Pure: translated when shown."""

from courses.exchange.problems import _
from courses.packages.words import LOST

# By the names that the core gives them, but for those that the academy's own script shows.
WORDS = LOST | {
    "author": _("Author"),
    "cancelLabel": _("Cancel"),
    "changes": _("What was changed"),
    "close": _("Close this window"),
    "confirmDialogBody": _("Please confirm that you want to go on. This can’t be undone."),
    "confirmDialogHeader": _("Are you sure?"),
    "confirmLabel": _("Confirm"),
    "contentType": _("Kind of content"),
    "copyrightInformation": _("Rights of use"),
    "copyrights": _("Rights of use"),
    "disableFullscreen": _("Leave full screen"),
    "fullscreen": _("Full screen"),
    "license": _("Licence"),
    "licenseC": _("All rights reserved"),
    "licenseCC10": _("1.0 Generic"),
    "licenseCC20": _("2.0 Generic"),
    "licenseCC25": _("2.5 Generic"),
    "licenseCC30": _("3.0 Unported"),
    "licenseCC40": _("4.0 International"),
    "licenseCCBY": _("Attribution"),
    "licenseCCBYNC": _("Attribution, non commercial"),
    "licenseCCBYNCND": _("Attribution, non commercial, no derivatives"),
    "licenseCCBYNCSA": _("Attribution, non commercial, share alike"),
    "licenseCCBYND": _("Attribution, no derivatives"),
    "licenseCCBYSA": _("Attribution, share alike"),
    "licenseExtras": _("More about the licence"),
    "licensePD": _("Public domain"),
    "licenseU": _("Not told"),
    "source": _("Source"),
    "title": _("Title"),
    "year": _("Year"),
    "broken": _(
        "This content could not be shown. Load the page again; if it happens again, tell whoever "
        "made the path."
    ),
    "elsewhere": _("Links don’t open from within this content. The address is:"),
}
