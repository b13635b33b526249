"""Published paths in one row each, whatever their languages."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.organisms.models import Organism

from .pages import Level
from .theme import Theme


class PublishedPathsWithoutWords(models.Manager["PublishedPath"]):
    """Published paths, read without the words of their lessons, which only a search needs."""

    def get_queryset(self) -> models.QuerySet["PublishedPath"]:
        """Return the paths; `lesson_words` comes when it is asked for."""
        return super().get_queryset().defer("lesson_words")


class PublishedPath(models.Model):
    """What the catalogue, progress and the barometer know of a path that learners can take.

    Derived from the live pages whenever one is published, moved or withdrawn, so that one query
    tells the outline of a path in every language. `key` is the `translation_key` of its pages.

    `outline`: `{"courses": [{"key", "mastery_score", "minutes", "positioning": {block id: chance
    to find it blindly}, "lessons": [{"key", "minutes", "questions": [block id, …], "set_aside":
    {block id: since when, ISO 8601}, "tests": [{"id": block id, "count": questions asked, "bank":
    key or "", "tags": [tag, …]}, …], "packages": [block id of a package that has to be finished
    first, …]}]}]}`, where `positioning` has the questions that a positioning
    test may ask; a lesson without tests has no "tests", one without questions that count no more
    no "set_aside". Where the path has more structure than an order, `"sets": [{"key", "needed"}]`
    too, and of a course those of `"requires"`, `"optional_set"`, `"condition"` and `"mastering"`
    that say something (`courses.structure.as_data`).
    `texts`: by language, `{"title", "summary", "objectives": [sentence, …], "page_id", "url",
    "review_by", "search", "courses": [{"key", "title", "page_id", "url", "lessons": [{"key",
    "title", "page_id", "url"}]}]}`, and `"sets": {key: title}` where there are any; `search` holds
    the words to search, folded, and `review_by` the day (ISO 8601, or None) by which the first of
    the lessons is to be read again.
    `lesson_words`: the words of its lessons in every language, folded, each once and in order;
    long, so only a search reads it (`queries.lesson_words`). `validity`: the versions of how long a
    pass holds, `[{"since": the first day on which it counts, ISO 8601, "months": None for ever}]`,
    the oldest first (`courses.validity`). `objectives`: of the path and of its courses,
    `[{"course": key, "" for the path's own, "texts": {language: sentence}, "frameworks": [reference
    of an entry, …], "lessons": [key of a lesson that serves it, …]}]`; None where a version made
    the row that kept none.
    """

    key = models.UUIDField(primary_key=True)
    is_live = models.BooleanField(default=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)
    minutes = models.PositiveIntegerField()
    longest_lesson_minutes = models.PositiveIntegerField()
    built_by = models.ManyToManyField(Organism, related_name="+")
    outline = models.JSONField()
    texts = models.JSONField()
    lesson_words = models.TextField(default="", editable=False)
    validity = models.JSONField(default=list, editable=False)
    objectives = models.JSONField(null=True, default=None, editable=False)
    credits = models.JSONField(default=list, editable=False)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PublishedPathsWithoutWords()

    class Meta:
        verbose_name = _("published path")
        verbose_name_plural = _("published paths")
        ordering = ["first_published_at", "key"]

    def text_in(self, language: str) -> dict[str, Any]:
        """Return the texts in `language`, or in the only one where the path has another."""
        return self.texts.get(language) or next(iter(self.texts.values()))

    def __str__(self) -> str:
        return next((text["title"] for text in self.texts.values()), str(self.key))
