"""What designers are told of the captions of their lessons' videos."""

from typing import Any

from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from courses.models import LessonPage, doubtful_captions


def note_doubtful_captions(request: SignedInRequest, page: Any) -> None:
    """Say of a lesson which captions go on after their video, or cover little of it."""
    if isinstance(page, LessonPage):
        for sentence in doubtful_captions(page.body, page.locale.language_code):
            messages.warning(request, sentence)
