"""What paths asked before they were published anew, kept for those who were under way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PathVersion(models.Model):
    """What a path asked until another version of it was published at `until`.

    Kept where somebody was under way, and never changed: their enrolment follows it
    (`courses.versions`). `number` counts from 1; `outline` is that of `PublishedPath` then.
    """

    path_key = models.UUIDField()
    number = models.PositiveIntegerField()
    outline = models.JSONField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("former version of a path")
        verbose_name_plural = _("former versions of paths")
        ordering = ["path_key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["path_key", "number"], name="courses_path_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.path_key}: {self.number}"
