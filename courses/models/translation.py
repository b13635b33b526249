"""What is known of translations: from which text each was made, and which follow an older one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_PLACE = 255


class TranslatedPath(models.Model):
    """A path in several languages, and the one that the others are translated from.

    Whoever writes what is known of its segments locks this row.
    """

    path_key = models.UUIDField(unique=True)
    source_language = models.CharField(_("source language"), max_length=10)

    class Meta:
        verbose_name = _("translated path")
        verbose_name_plural = _("translated paths")

    def __str__(self) -> str:
        return f"{self.path_key} ({self.source_language})"


class SegmentHow(models.TextChoices):
    """How a text of a translation came to say what its source says."""

    TRANSLATED = "translated", pgettext_lazy("of a segment", "Translated")
    CONFIRMED = "confirmed", pgettext_lazy("of a segment", "Confirmed without a change")
    TOGETHER = "together", pgettext_lazy("of a segment", "Came with its source")


class Segment(models.Model):
    """A text of a translated page, and the source text from which it was made.

    `place`: the steps of `courses.merging.Place` that lead to it, the same in each language.
    `source_text`: what the source said when the last draft was made; `live_source`: the same of
    what is published, where it is (`is_live`). `text_digest`: SHA-256 of the text that was made.
    `same_meaning`: digests of other source texts that whoever wrote them said to mean the same.
    `alias`: who did it, as the ledger of credits names them.
    """

    page_key = models.UUIDField()
    language = models.CharField(_("language"), max_length=10)
    place = models.CharField(max_length=LONGEST_PLACE)
    source_text = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64)
    live_source = models.TextField(blank=True)
    is_live = models.BooleanField(default=False)
    same_meaning = models.JSONField(default=list, blank=True)
    how = models.CharField(max_length=10, choices=SegmentHow.choices)
    alias = models.CharField(max_length=36, blank=True)
    organism_code = models.CharField(_("organism"), max_length=40, blank=True)
    at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(
                fields=["page_key", "language", "place"], name="courses_segment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_key} {self.language} {self.place}"


class StalePage(models.Model):
    """A published page that follows an older text of its source, until it no longer does.

    `parts`: what changed, `[{"title": …, "block": …}]`, in the language of the page. `segments`:
    how many texts the source has, `stale` how many of them changed, `since` when the first did.
    """

    path_key = models.UUIDField(db_index=True)
    page_key = models.UUIDField()
    language = models.CharField(_("language"), max_length=10)
    stale = models.PositiveSmallIntegerField()
    segments = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=list)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("page that follows an older text")
        verbose_name_plural = _("pages that follow an older text")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page_key", "language"], name="courses_stale_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_key} {self.language}: {self.stale}/{self.segments}"
