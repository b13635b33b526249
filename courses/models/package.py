"""Packages made elsewhere (SCORM, cmi5): what was brought in, and its versions."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from academy.organisms.models import Organism

from .service_token import ServiceToken


class Package(index.Indexed, models.Model):
    """Something made elsewhere that lessons hold, kept by one organism; its versions follow.

    `counts_when` says when a learner is done with it, in every lesson that holds it.
    """

    class CountsWhen(models.TextChoices):
        """When somebody is done with a package."""

        REPORTED = "reported", _("When the package says so")
        OPENED = "opened", _("When each of its parts was opened")
        NEVER = "never", _("Never: the lesson can be finished without it")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    built_by = models.ForeignKey(
        Organism,
        verbose_name=_("built by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="packages",
        help_text=_("Its designers alone put it into lessons. Empty: administrators alone do."),
    )
    counts_when = models.CharField(
        _("a learner is done with it"),
        max_length=8,
        choices=CountsWhen.choices,
        default=CountsWhen.REPORTED,
        help_text=_(
            "The report of its import says whether the package seems to tell that it is finished. "
            "Where it doesn't, choose another rule: learners could never finish the lesson."
        ),
    )
    created_at = models.DateTimeField(_("created"))

    panels = [FieldPanel("title"), FieldPanel("built_by"), FieldPanel("counts_when")]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def rule_in_words(self) -> str:
        """When somebody is done with it, as a sentence goes on."""
        label = str(self.CountsWhen(self.counts_when).label)
        return label[:1].lower() + label[1:]


class PackageVersion(models.Model):
    """An archive of a package as it was brought in, never changed.

    `label` is the name of its host below the content host, and of its folder; it can't be guessed.
    `manifest` is what its standard's reader found (`courses.packages.reading`), `notes` what
    it does that won't work here, as problems. `cleaned_at`: its files are gone, since a newer
    version is there and nobody is under way in this one.
    """

    class Standard(models.TextChoices):
        """By what a package is launched and reports."""

        SCORM_12 = "scorm12", "SCORM 1.2"
        SCORM_2004 = "scorm2004", "SCORM 2004"
        CMI5 = "cmi5", "cmi5"
        H5P = "h5p", "H5P"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    label = models.CharField(max_length=40, unique=True, editable=False)
    standard = models.CharField(_("standard"), max_length=12, choices=Standard.choices)
    manifest = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    file_name = models.CharField(_("file"), max_length=255)
    files = models.PositiveIntegerField(_("files"))
    size = models.PositiveBigIntegerField(_("size"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_through = models.ForeignKey(
        ServiceToken, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"))
    cleaned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a package")
        verbose_name_plural = _("versions of packages")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "number"], name="courses_package_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.package_id}: {self.number}"

    @property
    def is_cmi5(self) -> bool:
        """Whether its parts speak with the record store themselves."""
        return self.standard == self.Standard.CMI5

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the package that are opened, in order, as the reader found them."""
        return [one for one in self.manifest.get("items", []) if one["launch"]]


class PackageImport(models.Model):
    """An archive that was handed over, until it is read: then a version, or a refusal.

    What is refused leaves this row alone, which says why and goes after some days. `package` is
    None where a new one is to be made, called `title`. A person handed it over, or a machine with
    a token.
    """

    class State(models.TextChoices):
        """How far the import has come."""

        WAITING = "waiting", _("waiting its turn")
        READING = "reading", _("being read")
        DONE = "done", _("imported")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.CASCADE, related_name="imports"
    )
    version = models.ForeignKey(
        PackageVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    built_by = models.ForeignKey(
        Organism,
        verbose_name=_("built by"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="package_imports",
    )
    file_name = models.CharField(_("file"), max_length=255)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_through = models.ForeignKey(
        ServiceToken, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of a package")
        verbose_name_plural = _("imports of packages")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"

    @property
    def brought_by(self) -> Any:
        """Who handed it over: a person, the token of a machine, or None once that is gone."""
        return self.uploaded_by or self.uploaded_through

    @property
    def is_over(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.state in (self.State.DONE, self.State.REFUSED)

    @property
    def percent(self) -> int:
        """How much of the archive is read, in whole percents."""
        return self.done * 100 // self.total if self.total else 0
