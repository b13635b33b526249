"""Videos of lessons: how far a learner watched them, and what they say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape
from uuid import UUID

from django.utils.html import strip_tags

from courses.captions import CaptionsError, as_text
from courses.models import Enrolment, LessonItem, LessonPage, VideoPosition


def with_positions(items: Iterable[LessonItem], enrolment: Enrolment | None) -> list[LessonItem]:
    """Return the blocks of a lesson, each video with where the learner left it.

    One query where there is a video, none otherwise.
    """
    items = list(items)
    videos = [item.block_id for item in items if item.is_video]
    if enrolment is None or not videos:
        return items
    rows = VideoPosition.objects.filter(enrolment=enrolment, block_id__in=videos)
    seconds = {str(block_id): at for block_id, at in rows.values_list("block_id", "seconds")}
    return [
        replace(item, watched_to=seconds[item.block_id]) if item.block_id in seconds else item
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that a video of a lesson says, in plain text."""

    title: str
    text: str


def has_video(lesson: LessonPage, block_id: UUID) -> bool:
    """Tell whether `lesson` has this video."""
    return any(item.is_video and item.block_id == str(block_id) for item in lesson.items({}))


def transcript_of(lesson: LessonPage, block_id: UUID) -> Transcript | None:
    """Return what a video of `lesson` says, None where the lesson doesn't have it.

    First its captions in the lesson's language, each with its time; then what its authors wrote.
    """
    for item in lesson.items({}):
        if not item.is_video or item.block_id != str(block_id):
            continue
        value = item.block.value
        try:
            said = as_text(value["video"].cues_in(lesson.locale.language_code))
        except (AttributeError, CaptionsError):
            # No file any more, or one that was never readable.
            said = ""
        written = plain_text(value["transcript"].source)
        parts = [part for part in (value["title"] + "\n", said, written) if part.strip()]
        return Transcript(value["title"], "\n".join(parts))
    return None


def plain_text(html: str) -> str:
    """Return the words of rich text, each paragraph, heading and item on a line."""
    for end in ("</p>", "</li>", "</h3>", "</h4>", "<br/>", "<br>"):
        html = html.replace(end, f"{end}\n")
    lines = (line.strip() for line in unescape(strip_tags(html)).splitlines())
    return "".join(f"{line}\n" for line in lines if line)
