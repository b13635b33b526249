"""What learners say of a passage of a lesson, and what its authors answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models.acting import acting_person

LONGEST_COMMENT = 500
LONGEST_EXCERPT = 200


class BlockReport(models.Model):
    """A passage that somebody finds unclear, wrong or out of date.

    It outlives what it is about: the lesson is named by its key and its page, the passage by its
    block's id ("" for the lesson as a whole) and by what it said on that day. `reporter` is for the
    person alone: no author ever sees it, and it empties when the account is erased.

    `told_at` is when the person may read the answer: at once where nothing changes, with the
    publishing (`fixed_in`) where something was fixed; `seen_at` is when they put it away. A report
    that says what another one says is merged into it, and gets the same answer.
    """

    # The desk's “used by” counts what authors put there, not what learners say.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        """What is wrong with the passage."""

        UNCLEAR = "unclear", pgettext_lazy("a passage", "Unclear")
        WRONG = "wrong", pgettext_lazy("a passage", "Wrong")
        OUTDATED = "outdated", pgettext_lazy("a passage", "Out of date")

    class State(models.TextChoices):
        """What its authors made of it."""

        OPEN = "open", pgettext_lazy("a report", "Waiting for an answer")
        FIXED = "fixed", pgettext_lazy("a report", "Fixed")
        KEPT = "kept", pgettext_lazy("a report", "Not changed")

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="block_reports",
    )
    page = models.ForeignKey(
        "courses.LessonPage",
        verbose_name=_("lesson"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    path_key = models.UUIDField(db_index=True)
    lesson_key = models.UUIDField()
    language = models.CharField(_("language"), max_length=10)
    lesson_title = models.CharField(_("lesson"), max_length=255)
    block_id = models.CharField(max_length=36, blank=True)
    excerpt = models.CharField(_("passage"), max_length=LONGEST_EXCERPT, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a report", "kind"), max_length=8, choices=Kind.choices
    )
    comment = models.CharField(
        pgettext_lazy("a report", "comment"), max_length=LONGEST_COMMENT, blank=True
    )
    reported_at = models.DateTimeField(pgettext_lazy("of a passage", "reported"))
    state = models.CharField(
        pgettext_lazy("of a report", "state"),
        max_length=5,
        choices=State.choices,
        default=State.OPEN,
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_COMMENT, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = acting_person(_("answered by"))
    fixed_in = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="merged"
    )

    class Meta:
        verbose_name = _("report on a passage")
        verbose_name_plural = _("reports on passages")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "lesson_key", "language", "block_id", "kind"],
                condition=Q(state="open"),
                name="courses_report_once_while_open",
            )
        ]
        indexes = [
            models.Index(fields=["lesson_key", "language", "state"]),
            models.Index(fields=["reporter", "told_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_title}: {self.excerpt or '–'}"

    @property
    def is_whole_lesson(self) -> bool:
        """Tell whether the lesson as a whole is meant."""
        return not self.block_id

    @property
    def is_told(self) -> bool:
        """Tell whether the person may read the answer."""
        return self.told_at is not None

    @property
    def awaits_publishing(self) -> bool:
        """Tell whether it is fixed in a draft that isn't published yet."""
        return self.state == self.State.FIXED and self.told_at is None
