"""Launch sessions: an assignable unit (AU) of cmi5 that runs for one learner."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LaunchMode(models.TextChoices):
    """cmi5 10.2.2: whether what the AU says of success and completion is recorded."""

    NORMAL = "Normal", pgettext_lazy("mode of a launch", "it counts")
    BROWSE = "Browse", pgettext_lazy("mode of a launch", "looking around")
    REVIEW = "Review", pgettext_lazy("mode of a launch", "looking again")


class MoveOn(models.TextChoices):
    """cmi5 13.1.4: what satisfies an AU."""

    PASSED = "Passed"
    COMPLETED = "Completed"
    COMPLETED_AND_PASSED = "CompletedAndPassed"
    COMPLETED_OR_PASSED = "CompletedOrPassed"
    NOT_APPLICABLE = "NotApplicable"


class LaunchSessionQuerySet(models.QuerySet["LaunchSession"]):
    """Launch sessions, filtered."""

    def open(self) -> "LaunchSessionQuerySet":
        """Return the sessions whose AU may still speak."""
        return self.filter(terminated_at=None, abandoned_at=None, closed_at=None)


class LaunchSession(models.Model):
    """One launch of an AU by one learner, until it is terminated, abandoned or closed.

    `activity_id` is the IRI under which the academy knows the AU, `publisher_id` the id that the
    course structure gives it. `origin` is the one whose pages may speak for it. Keys and tokens are
    long, random and kept as keyed hashes. `first_timestamp` and `last_timestamp` are what the AU's
    statements themselves say, by which their order is judged (cmi5 9.3); all other times are the
    store's. A session that was closed is abandoned too.
    """

    # cmi5 9.6.3.1: the session id is this, as a string.
    public_id = models.UUIDField(unique=True)
    registration = models.UUIDField()
    # An Agent with an account, and its identity (xapi.agents).
    actor = models.JSONField()
    actor_identity = models.TextField()
    activity_id = models.TextField()
    publisher_id = models.TextField()
    origin = models.CharField(max_length=255, blank=True)
    launch_mode = models.CharField(max_length=8, choices=LaunchMode)
    mastery_score = models.FloatField(null=True)
    move_on = models.CharField(max_length=20, choices=MoveOn)
    # What the document LMS.LaunchData says.
    launch_data = models.JSONField()
    fetch_digest = models.CharField(max_length=64, unique=True)
    # None, not "", so that sessions whose token isn't fetched yet are no duplicates.
    token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    preferences_read_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    last_statement_at = models.DateTimeField(null=True)
    first_timestamp = models.DateTimeField(null=True)
    last_timestamp = models.DateTimeField(null=True)
    initialized_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    terminated_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    # The learner signed out.
    closed_at = models.DateTimeField(null=True)
    # Why the last request that was refused was, in the words that the AU got.
    last_refusal = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True)

    objects = LaunchSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("launch session")
        verbose_name_plural = _("launch sessions")
        constraints = [
            # cmi5 9.3.6: a launch within a registration ends the session before it.
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(
                    terminated_at__isnull=True, abandoned_at__isnull=True, closed_at__isnull=True
                ),
                name="lrs_session_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "created_at"], name="lrs_session_registration"),
            models.Index(fields=["actor_identity", "created_at"], name="lrs_session_actor"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        """Whether the AU may still speak."""
        return self.terminated_at is None and self.abandoned_at is None and self.closed_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When it was over, whoever ended it."""
        return self.terminated_at or self.abandoned_at
