"""What is to be done in the building of a path, and what people without an account say of it."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models.acting import acting_person
from academy.organisms.models import Organism

LONGEST_DUTY = 200
LONGEST_NAME = 80
LONGEST_REMARK = 1000


class Duty(models.Model):
    """Something that an organism has to do for a path, by some day; done since `done_at`."""

    path_key = models.UUIDField(db_index=True)
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="duties"
    )
    title = models.CharField(
        pgettext_lazy("of a task", "what is to be done"), max_length=LONGEST_DUTY
    )
    due_on = models.DateField(pgettext_lazy("of a task", "due"), null=True, blank=True)
    made_at = models.DateTimeField(pgettext_lazy("of a task", "written on"))
    made_by = acting_person(pgettext_lazy("of a task", "written by"))
    done_at = models.DateTimeField(pgettext_lazy("of a task", "done on"), null=True)
    done_by = acting_person(pgettext_lazy("of a task", "done by"))

    class Meta:
        verbose_name = _("task in building a path")
        verbose_name_plural = _("tasks in building paths")
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        """Tell whether it should have been done before `day`."""
        return self.done_at is None and self.due_on is not None and self.due_on < day


class ReviewLink(models.Model):
    """A secret address at which anybody reads the drafts of a path and remarks on them.

    `digest` is the SHA-256 of the secret, which nothing keeps: who lost it makes another one.
    """

    path_key = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(pgettext_lazy("of a link", "for whom"), max_length=100)
    made_at = models.DateTimeField(pgettext_lazy("of a link", "made"))
    made_by = acting_person(pgettext_lazy("of a link", "made by"))
    ends_at = models.DateTimeField(pgettext_lazy("of a link", "ends"))
    revoked_at = models.DateTimeField(pgettext_lazy("of a link", "revoked"), null=True)

    class Meta:
        verbose_name = _("review link")
        verbose_name_plural = _("review links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.note

    def opens_at(self, moment: datetime) -> bool:
        """Tell whether it leads somewhere at `moment`."""
        return self.revoked_at is None and moment < self.ends_at


class Remark(models.Model):
    """What somebody who was given a review link says of a page. `name` is as they gave it.

    It empties a year later: who it was is then nobody's business any more.
    """

    path_key = models.UUIDField(db_index=True)
    link = models.ForeignKey(ReviewLink, on_delete=models.CASCADE, related_name="remarks")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    page_title = models.CharField(_("page"), max_length=255)
    name = models.CharField(
        pgettext_lazy("of who remarks", "name"), max_length=LONGEST_NAME, blank=True
    )
    text = models.CharField(pgettext_lazy("of a page", "remark"), max_length=LONGEST_REMARK)
    at = models.DateTimeField(_("date"))
    settled_at = models.DateTimeField(null=True)
    settled_by = acting_person(pgettext_lazy("a remark", "settled by"))

    class Meta:
        verbose_name = pgettext_lazy("from a review link", "remark")
        verbose_name_plural = pgettext_lazy("from review links", "remarks")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class RemarkAnswer(models.Model):
    """What those who build a path answer a remark; whoever has the link of the remark reads it."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(pgettext_lazy("to a remark", "answer"), max_length=LONGEST_REMARK)
    given_by = acting_person(pgettext_lazy("to a remark", "answered by"))
    at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = pgettext_lazy("to a remark", "answer")
        verbose_name_plural = pgettext_lazy("to remarks", "answers")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
