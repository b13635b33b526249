"""What the videos of a lesson need before it may be published, and how far each was watched."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.captions import CaptionsError, doubts

from .enrolment import Enrolment
from .media import AcademyMedia, captions_problem

VIDEO = "video"
# Seconds: a day, which no video lasts.
LONGEST_VIDEO = 86_400


class VideoPosition(models.Model):
    """Where somebody left a video of a lesson: one row a video, none once it was seen to its end.

    It is for the person alone, on any device. It says nothing of the lesson: reading the transcript
    is worth as much as watching.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="videos")
    lesson_key = models.UUIDField()
    block_id = models.UUIDField()
    seconds = models.PositiveIntegerField()
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = gettext_lazy("place in a video")
        verbose_name_plural = gettext_lazy("places in videos")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "block_id"], name="courses_video_position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(seconds__gte=1, seconds__lte=LONGEST_VIDEO),
                name="courses_video_position_in_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.block_id} {self.seconds}"


def _videos(body: StreamValue) -> Iterator[tuple[int, AcademyMedia]]:
    """Yield the videos of a body, each with its place."""
    for position, stored in enumerate(body.raw_data):
        if stored["type"] == VIDEO and (video := body[position].value.get("video")) is not None:
            yield position, video


def refuse_uncaptioned(body: StreamValue, language: str) -> None:
    """Raise a ValidationError that names each video that can't be read in `language`, at its place.

    Captions that can't be read, or that say nothing, are none.
    """
    refused: dict[int, Any] = {}
    said: list[str] = []
    for position, video in _videos(body):
        problem = uncaptioned(video, language)
        if problem:
            said.append(problem)
            refused[position] = StructBlockValidationError(
                block_errors={"video": ValidationError(problem)}
            )
    if refused:
        error = StreamBlockValidationError(block_errors=refused)
        # Where no editor shows the places, the sentences are read (their %, doubled, is one again).
        error.message = " ".join(said).replace("%", "%%")
        raise error


def uncaptioned(video: AcademyMedia, language: str) -> str:
    """Return why a video can't be read in `language`, in a sentence; "" where it can."""
    try:
        if video.cues_in(language):
            return ""
    except CaptionsError as error:
        return _(
            "The captions of the video “%(title)s” can’t be read, so this lesson can’t be "
            "published. %(problem)s"
        ) % {"title": video.title, "problem": captions_problem(error)}
    words = (
        _(
            "The video “%(title)s” has no captions in French, so this lesson can’t be published. "
            "Add them to the video (Media, then this video), then publish again."
        )
        if language == "fr"
        else _(
            "The video “%(title)s” has no captions in English, so this lesson can’t be published. "
            "Add them to the video (Media, then this video), then publish again."
        )
    )
    return words % {"title": video.title}


def doubtful_captions(body: StreamValue, language: str) -> list[str]:
    """Return what is doubtful about the captions of the videos of a body, each in one sentence."""
    said = (doubt_about(video, language) for _place, video in _videos(body))
    return [one for one in said if one]


def doubt_about(video: AcademyMedia, language: str) -> str:
    """Return what is doubtful about the captions of a video in `language`; "" for nothing."""
    try:
        found = doubts(video.cues_in(language), video.duration)
    except CaptionsError:
        return ""
    if "past_end" in found:
        words = _(
            "The captions of the video “%(title)s” go on after its end. Check that they "
            "are those of this video, and that its duration is right."
        )
    elif "gaps" in found:
        words = _(
            "The captions of the video “%(title)s” cover less than half of it. Check that "
            "all that is said is in them."
        )
    else:
        return ""
    return words % {"title": video.title}
