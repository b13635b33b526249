"""Blocks to look at and listen to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from courses.captions import CaptionsError

from .text import RichTextBlock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ImageBlock(blocks.StructBlock):
    """A picture with the text that stands for it."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        max_length=250,
        label=_("Text alternative"),
        help_text=_("What the picture says to somebody who can't see it."),
    )
    caption = blocks.CharBlock(max_length=250, required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "courses/blocks/image.html"


class TranscriptBlock(RichTextBlock):
    """Everything that a video says, to be read."""

    missing = _(
        "This video has no transcript. Write what is said, and what is shown where it matters, for "
        "those who can't hear it or can't play it."
    )


# What every browser plays.
VIDEO_ENDINGS = (".mp4", ".webm")


# How fast one may watch, where 1 is as it was made.
SPEEDS = (0.75, 1, 1.25, 1.5, 1.75, 2)


class VideoBlock(blocks.StructBlock):
    """A video with captions and a transcript, so that it can be read as well as watched."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    video = VideoChooserBlock(label=_("Video"))
    transcript = TranscriptBlock(
        label=_("Transcript"),
        help_text=_("Everything that is said, and what is shown where it matters."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "courses/blocks/video.html"

    def get_context(self, value, parent_context=None):
        """Add what the captions in the language of the page say (`language` of the parent context,
        that of the interface without one)."""
        context = super().get_context(value, parent_context)
        language = context.get("language") or (get_language() or settings.LANGUAGE_CODE)[:2]
        video = value.get("video")
        cues = ()
        if video is not None:
            # Captions that were added before they were read strictly still play.
            with suppress(CaptionsError):
                cues = video.cues_in(language)
        captions = video.captions_in(language) if video is not None else None
        return context | {
            "language": language,
            "cues": cues,
            "captions": captions,
            "speeds": SPEEDS,
        }

    def clean(self, value):
        """Refuse a video that has captions in no language, or that browsers don't play."""
        cleaned = super().clean(value)
        video = cleaned.get("video")
        if video is None:
            return cleaned
        if not video.file.name.lower().endswith(VIDEO_ENDINGS):
            self._refuse_video(
                _(
                    "Not every browser plays this video. Convert it to MP4 or WebM, add it to the "
                    "media, then choose it again."
                )
            )
        if not (video.captions_fr or video.captions_en):
            self._refuse_video(
                _(
                    "The video “%(title)s” has no captions. Add captions to the video "
                    "(Media, then this video), then choose it again."
                )
                % {"title": video.title}
            )
        return cleaned

    @staticmethod
    def _refuse_video(message: StrOrPromise) -> None:
        raise StructBlockValidationError(block_errors={"video": ValidationError(message)})
