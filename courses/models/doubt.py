"""Questions that answers make doubtful, and what their designers decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .bank import QuestionBank

LONGEST_WHY = 2000


class QuestionDoubt(models.Model):
    """That a question was found doubtful (`courses.items`), and what became of it.

    `place` is the key of its lesson, or of its bank where `bank` is set; `question` the id of its
    block, or its key in the bank. `digest`: of what it said in all its languages when it was found.
    `flags`: why (`courses.items.judging`). A question is in doubt until somebody decides; one that
    was set aside counts in no mark from `decided_at` on. `remarked_until`: while marks in which it
    counted are measured again because of the decision, the id of the last attempt (of a bank) or
    enrolment (of a lesson) that was; None where none waits.
    """

    class Decision(models.TextChoices):
        """What designers do with a doubtful question."""

        KEEP = "keep", _("Keep it as it is")
        CORRECT = "correct", _("It is corrected")
        SET_ASIDE = "set_aside", _("Set it aside: it counts no more")

    place = models.UUIDField()
    question = models.UUIDField()
    bank = models.ForeignKey(
        QuestionBank, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    path_key = models.UUIDField(null=True, blank=True, db_index=True)
    course_key = models.UUIDField(null=True, blank=True)
    prompt = models.CharField(_("question"), max_length=200)
    digest = models.CharField(max_length=64)
    flags = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found"))
    decision = models.CharField(
        pgettext_lazy("on a question", "decision"),
        max_length=10,
        choices=Decision.choices,
        blank=True,
        default="",
    )
    reason = models.TextField(_("reason"), blank=True, default="", max_length=LONGEST_WHY)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    remarked_until = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("doubtful question")
        verbose_name_plural = _("doubtful questions")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "question"],
                condition=models.Q(decision=""),
                name="courses_question_doubt_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["place", "question"], name="courses_question_doubt_of"),
            models.Index(
                fields=["remarked_until"],
                condition=models.Q(remarked_until__isnull=False),
                name="courses_question_doubt_remark",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt

    @property
    def is_remarking(self) -> bool:
        """Whether marks are still being measured again because of the decision."""
        return self.remarked_until is not None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return not self.decision


class QuestionLook(models.Model):
    """The last time that the answers to a question were looked at (`courses.items.looking`).

    `place`, `question`: as of a doubt. `texts`: of a question of a bank, those that were asked
    together; another version is looked at anew. `answers`: how many there were. `evidence`: what
    all looks say, by reason: `{reason: [number of looks, smallest corrected chance]}`. Gone once
    the question is corrected: what was answered before says nothing of it.
    """

    place = models.UUIDField()
    question = models.UUIDField()
    texts = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "question"], name="courses_question_look_once")
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.question}"
