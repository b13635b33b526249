"""Training that organisms ask for: requests, who needs it too, and what becomes of them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models.acting import acting_person
from academy.organisms.models import Organism

LONGEST_SUBJECT = 120
LONGEST_NEED = 2000
LONGEST_AUDIENCE = 250
LONGEST_URGENCY = 250
LONGEST_ANSWER = 500
MOST_PEOPLE_CONCERNED = 1_000_000


class Urgency(models.TextChoices):
    """How much an organism presses."""

    LOW = "low", pgettext_lazy("urgency", "It can wait")
    NORMAL = "normal", pgettext_lazy("urgency", "Within the year")
    HIGH = "high", pgettext_lazy("urgency", "As soon as possible")


class AskedLanguage(models.TextChoices):
    """In which language training is asked for."""

    BOTH = "both", _("French and English")
    FRENCH = "fr", pgettext_lazy("training", "French")
    ENGLISH = "en", pgettext_lazy("training", "English")


class TrainingSubject(models.Model):
    """What one or several requests are about, and what became of them.

    Every request has a subject of its own. Subjects that say the same are grouped: `merged_into`
    names the one that stands for them, which has no other above it, and is emptied when the group
    is undone; each has its own state again then. Only the state of the one that stands for the
    others counts. `path_key`: the path that is built, or available.
    """

    class State(models.TextChoices):
        """What became of it."""

        RECEIVED = "received", pgettext_lazy("a request for training", "Received")
        STUDIED = "studied", pgettext_lazy("a request for training", "Being studied")
        BUILT = "built", pgettext_lazy("a request for training", "Being built")
        AVAILABLE = "available", pgettext_lazy("a request for training", "Available")
        DECLINED = "declined", pgettext_lazy("a request for training", "Declined")

    title = models.CharField(pgettext_lazy("of a request", "title"), max_length=LONGEST_SUBJECT)
    state = models.CharField(
        pgettext_lazy("of a request", "state"),
        max_length=9,
        choices=State.choices,
        default=State.RECEIVED,
    )
    path_key = models.UUIDField(null=True, blank=True)
    reason = models.CharField(
        pgettext_lazy("of an answer", "reason"), max_length=LONGEST_ANSWER, blank=True
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    made_at = models.DateTimeField(pgettext_lazy("of a request", "made"))

    class Meta:
        verbose_name = _("subject of requests")
        verbose_name_plural = _("subjects of requests")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="courses_subject_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="built") | Q(path_key__isnull=False),
                name="courses_subject_has_path",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def head(self) -> "TrainingSubject":
        """The subject that stands for this one: itself unless it is grouped."""
        return self.merged_into or self

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state in (self.State.AVAILABLE, self.State.DECLINED)


class SubjectStep(models.Model):
    """A step in what became of a subject; those who asked are told of it at `told_at`."""

    subject = models.ForeignKey(TrainingSubject, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=TrainingSubject.State.choices)
    path_key = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    at = models.DateTimeField(_("date"))
    by = acting_person(pgettext_lazy("a step", "taken by"))
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(told_at__isnull=True), name="courses_step_untold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.state}"


class TrainingRequest(models.Model):
    """Training that an organism asks for. `organism` speaks for it: the one that wrote it, or the
    next that needs it once that one needs it no more. `entries`: references to entries of
    frameworks. `criterion`: the criterion of digital practice whose gap it comes from, or ""."""

    wagtail_reference_index_ignore = True

    subject = models.ForeignKey(TrainingSubject, on_delete=models.PROTECT, related_name="requests")
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(pgettext_lazy("of a request", "title"), max_length=LONGEST_SUBJECT)
    need = models.TextField(pgettext_lazy("of a request", "need"), max_length=LONGEST_NEED)
    entries = models.JSONField(default=list, blank=True)
    language = models.CharField(
        _("language"), max_length=4, choices=AskedLanguage.choices, default=AskedLanguage.BOTH
    )
    criterion = models.CharField(_("criterion"), max_length=40, blank=True, default="")
    asked_at = models.DateTimeField(pgettext_lazy("of a request", "asked"))
    asked_by = acting_person(pgettext_lazy("of a request", "asked by"))
    changed_at = models.DateTimeField(pgettext_lazy("of a request", "changed"), null=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("of a request", "withdrawn"), null=True)

    class Meta:
        verbose_name = _("request for training")
        verbose_name_plural = _("requests for training")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["criterion"], name="courses_request_criterion")]

    def __str__(self) -> str:
        return self.title


class OrganismNeed(models.Model):
    """That an organism needs what a request asks for: whom for, how many, by when and why.

    The organism that asks has one as those that join have; `left_at`: when it needed it no more.
    """

    request = models.ForeignKey(TrainingRequest, on_delete=models.CASCADE, related_name="needs")
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(
        pgettext_lazy("of a request", "audience"), max_length=LONGEST_AUDIENCE
    )
    people = models.PositiveIntegerField(
        pgettext_lazy("of a request", "people"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE_CONCERNED)],
    )
    urgency = models.CharField(
        pgettext_lazy("of a request", "urgency"),
        max_length=6,
        choices=Urgency.choices,
        default=Urgency.NORMAL,
    )
    wanted_on = models.DateField(pgettext_lazy("of a request", "wanted"), null=True, blank=True)
    urgency_reason = models.CharField(
        pgettext_lazy("of urgency", "reason"), max_length=LONGEST_URGENCY, blank=True
    )
    said_at = models.DateTimeField(_("date"))
    said_by = acting_person(pgettext_lazy("of a need", "said by"))
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("need of an organization")
        verbose_name_plural = _("needs of organizations")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organism"],
                condition=Q(left_at__isnull=True),
                name="courses_need_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.organism_id}"
