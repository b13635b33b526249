"""Remembering where somebody left a video."""

from datetime import datetime
from uuid import UUID

from courses.models import LONGEST_VIDEO, Enrolment, VideoPosition


def mark_video_position(
    *, enrolment: Enrolment, lesson_key: UUID, block_id: UUID, seconds: int, at: datetime
) -> None:
    """Remember that the learner left a video at `seconds`, so that any device can go on from there.

    0 forgets it: the video was seen to its end, or begins again. More than a day is taken for a
    day. What is told last counts.
    """
    if seconds <= 0:
        VideoPosition.objects.filter(enrolment=enrolment, block_id=block_id).delete()
        return
    VideoPosition.objects.bulk_create(
        [
            VideoPosition(
                enrolment=enrolment,
                lesson_key=lesson_key,
                block_id=block_id,
                seconds=min(seconds, LONGEST_VIDEO),
                left_at=at,
            )
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "block_id"],
        update_fields=["lesson_key", "seconds", "left_at"],
    )
