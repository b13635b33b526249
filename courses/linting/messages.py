"""What the editor says, once a page is published, of what is to be mended in it."""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from courses.adoption.contents import LearningPage
from courses.editor_places import in_editor
from courses.models import CoursePage, LessonPage, PathPage

from .queries import checked_page
from .rules import Severity
from .sparing import unless_it_fails
from .wording import sentence

# A message is read in passing: the panel of the page has them all.
_MOST_SAID = 3
# Of several pages that are published at once, their history has the others.
MOST_PAGES_SAID = 5


def note_published_findings(request: SignedInRequest, page: Any) -> None:
    """Say what is to be mended in what has just been published; nothing where nothing is."""
    if not isinstance(page, PathPage | CoursePage | LessonPage):
        return
    # What several pages are published by holds them as they were before.
    page.refresh_from_db()
    if not page.live or page.live_revision_id != page.latest_revision_id:
        # Its hour is to come: what is live is older.
        return
    unless_it_fails(page, partial(_say, request, page))


def _say(request: SignedInRequest, page: LearningPage) -> None:
    found = checked_page(page, timezone.localdate())
    to_mend = [one for one in found if one.severity is Severity.MEND]
    if not to_mend:
        return
    said = ngettext(
        "“%(title)s” is published with %(count)s thing to mend:",
        "“%(title)s” is published with %(count)s things to mend:",
        len(to_mend),
    ) % {"title": page.title, "count": len(to_mend)}
    sentences = [sentence(one) for one in to_mend[:_MOST_SAID]]
    button = messages.button(in_editor(page.pk, to_mend[0].block_id), _("Mend it"))
    messages.warning(request, " ".join([said, *sentences]), buttons=[button])
