"""What is kept of findings: what was told of groups and of systems, and what became of it.

No row is about a person, but for who decided something, and for the marks of a campaign that is
under way, which are deleted with their key when it ends.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models import acting_person
from academy.organisms.models import Organism, Unit
from barometer.protection.bands import Figure
from courses.models import Assignment

if TYPE_CHECKING:
    pass


class Evidence(models.Model):
    """A campaign or a scan, as it was read: waiting for a decision, kept or dropped.

    `content` of a campaign: `{"groups": …, "aside": …}`, where groups are what
    `exposure.as_data` writes: bands, never the counts behind them. Of a scan: `{"runs":
    [{"source", "complete", "weaknesses": [{"rule", "title", "severity", "places", "count", "cwes",
    "rule_name", "unit"}]}], "left_out"}`. It doesn't change once it is kept.
    `key`: a digest of what was told, by which the same file is known again.
    """

    class Kind(models.TextChoices):
        """What was tried."""

        PHISHING = "phishing", _("phishing simulation")
        SCAN = "scan", _("scan for weaknesses")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", pgettext_lazy("campaign or scan", "to be confirmed")
        KEPT = "kept", pgettext_lazy("campaign or scan", "stored")
        DROPPED = "dropped", pgettext_lazy("campaign or scan", "dropped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The unit that a scan is about; empty for the whole organization."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    on = models.DateField(_("date"))
    key = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    content = models.JSONField()
    sent_by = acting_person(_("sent by"), blank=True)
    sent_at = models.DateTimeField(_("sent"))
    decided_by = acting_person(_("confirmed by"), blank=True)
    decided_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign or scan")
        verbose_name_plural = _("campaigns and scans")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "key"],
                condition=~Q(state="dropped"),
                name="barometer_evidence_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.on})"


class Finding(models.Model):
    """An exposed group of people, or a weakness of a system: what there is to learn from.

    Of a group, `people`, `clicked_low` and `clicked_high` are published: between how many and how
    many of how many clicked. Of a weakness, `source` is the tool, `rule` what it calls it, `places`
    where it was seen (`count` in all).
    """

    class State(models.TextChoices):
        """How far the loop has come."""

        FOUND = "found", pgettext_lazy("finding", "found")
        PRESCRIBED = "prescribed", pgettext_lazy("finding", "prescribed")
        RETEST = "retest", pgettext_lazy("finding", "tested again")
        CLOSED = "closed", pgettext_lazy("finding", "closed")

    class Factor(models.TextChoices):
        """What is behind it, of people."""

        INATTENTION = "inattention", _("inattention")
        VIGILANCE = "vigilance", _("lack of vigilance")
        IGNORANCE = "ignorance", _("ignorance")
        TECHNICAL = "technical", _("technical: not human")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="findings")
    units = models.ManyToManyField(Unit, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.FOUND)
    factor = models.CharField(_("human factor"), max_length=12, choices=Factor.choices)
    rule_name = models.CharField(max_length=40)
    rules_version = models.CharField(max_length=20)
    factor_reason = models.CharField(_("reason"), max_length=250, blank=True)
    factor_by = acting_person(_("changed by"), blank=True)
    # Of a group of people.
    position = models.CharField(_("position"), max_length=60, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    clicked_low = models.PositiveIntegerField(null=True, blank=True)
    clicked_high = models.PositiveIntegerField(null=True, blank=True)
    # Of a weakness.
    source = models.CharField(_("tool"), max_length=120, blank=True)
    rule = models.CharField(_("rule"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    severity = models.CharField(max_length=6, blank=True)
    places = models.JSONField(default=list)
    count = models.PositiveIntegerField(null=True, blank=True)
    found_at = models.DateTimeField()
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-evidence__on", "pk"]
        indexes = [models.Index(fields=["organism", "state"], name="barometer_finding_state")]

    @property
    def is_about_people(self) -> bool:
        """Whether it is about a group of people, not about a system."""
        return self.people is not None

    @property
    def clicked(self) -> Figure | None:
        """What is published of those who clicked; None for a weakness."""
        if self.people is None or self.clicked_low is None or self.clicked_high is None:
            return None
        return Figure(self.people, self.clicked_low, self.clicked_high)

    def __str__(self) -> str:
        return str(self.public_id)


class Prescription(models.Model):
    """A path asked of the units of a finding, as their organism's manager confirmed it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="prescriptions")
    path_key = models.UUIDField()
    due_on = models.DateField(_("due on"))
    assignments = models.ManyToManyField(Assignment, related_name="+")
    confirmed_by = acting_person(_("confirmed by"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("prescription")
        verbose_name_plural = _("prescriptions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "path_key"], name="barometer_prescription_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.path_key}"


class Retest(models.Model):
    """What a later campaign or scan says of a finding. `people`, `low`, `high`: of a group."""

    class Verdict(models.TextChoices):
        """Whether the loop closes."""

        PASSED = "passed", pgettext_lazy("finding", "lower")
        NOT_LOWER = "not_lower", pgettext_lazy("finding", "not lower")
        TOO_FEW = "too_few", pgettext_lazy("finding", "too few to tell")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="retests")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict.choices)
    people = models.PositiveIntegerField(null=True, blank=True)
    low = models.PositiveIntegerField(null=True, blank=True)
    high = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("re-test")
        verbose_name_plural = _("re-tests")
        ordering = ["evidence__on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "evidence"], name="barometer_retest_once")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.verdict}"


class PhishingHook(models.Model):
    """Where a GoPhish server tells an organism's campaigns as they run.

    `sealed_secret` is sealed by academy.accounts.sealing: the signature of a message can't be
    checked without the secret itself, so a digest of it wouldn't do.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.TextField()
    created_by = acting_person(_("created by"), blank=True)
    created_at = models.DateTimeField(_("created"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("phishing webhook")
        verbose_name_plural = _("phishing webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["organism"],
                condition=Q(revoked_at__isnull=True),
                name="barometer_hook_current_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RunningCampaign(models.Model):
    """A campaign that a webhook tells. `number` is GoPhish's; `sealed_key` is "" once it ended."""

    hook = models.ForeignKey(PhishingHook, on_delete=models.CASCADE, related_name="campaigns")
    number = models.PositiveBigIntegerField()
    sealed_key = models.TextField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("campaign under way")
        verbose_name_plural = _("campaigns under way")
        ordering = ["-first_at"]
        constraints = [
            models.UniqueConstraint(fields=["hook", "number"], name="barometer_campaign_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class RunningMark(models.Model):
    """Steps that somebody of a unit took in a campaign under way, so that nobody counts twice.

    `mark` is a keyed digest of the address; the key is the campaign's own and is erased with the
    marks when it ends.
    """

    campaign = models.ForeignKey(RunningCampaign, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    steps = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("mark of a campaign under way")
        verbose_name_plural = _("marks of campaigns under way")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "mark"], name="barometer_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.mark[:8]}"
