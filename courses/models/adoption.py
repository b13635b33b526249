"""Paths that an organism took over from another, and what was offered back."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.accounts.models.acting import acting_person
from academy.organisms.models import Organism

LONGEST_OFFER_WORDS = 500


class Adoption(models.Model):
    """A path (`own_key`) that `organism` took from another one (`upstream_key`).

    Both are `translation_key`s of path pages. `state` says whether what the other path becomes is
    proposed here; `state_changed_at` and `_by` who said so last, and when. `merged_at` and `_by`:
    the last merge. `licences`: those under which something of the other path was taken, each once.
    """

    # The desk's “used by” counts what authors put there.
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """Whether changes of the path that it was taken from are proposed."""

        FOLLOWS = "follows", pgettext_lazy("an adopted path", "Follows")
        FROZEN = "frozen", pgettext_lazy("an adopted path", "Frozen")

    upstream_key = models.UUIDField()
    own_key = models.UUIDField(unique=True)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    state = models.CharField(
        pgettext_lazy("of an adopted path", "state"),
        max_length=7,
        choices=State.choices,
        default=State.FOLLOWS,
    )
    adopted_at = models.DateTimeField(_("adopted"))
    adopted_by = acting_person(_("adopted by"))
    state_changed_at = models.DateTimeField()
    state_changed_by = acting_person(pgettext_lazy("of an adopted path", "state chosen by"))
    merged_at = models.DateTimeField(null=True)
    merged_by = acting_person(pgettext_lazy("of an adopted path", "merged by"))
    licences = models.JSONField(default=list)

    class Meta:
        verbose_name = _("adopted path")
        verbose_name_plural = _("adopted paths")
        ordering = ["-adopted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["upstream_key", "organism"], name="courses_adopted_once_by_an_organism"
            )
        ]
        indexes = [models.Index(fields=["upstream_key"])]

    def __str__(self) -> str:
        return f"{self.upstream_key} > {self.organism}"

    @property
    def is_frozen(self) -> bool:
        """Tell whether changes of the other path are not proposed."""
        return self.state == self.State.FROZEN


class AdoptedPage(models.Model):
    """A page of an adopted path in one language, and the page that it was taken from.

    `base`: what that page said when it was last brought over (`courses.adoption.contents`), kept
    here because revisions may be purged. `is_gone`: it isn't published, and somebody has taken
    note. `parts` and `adapted_parts`: how many blocks and fields the published copy or `base` has,
    and in how many of them the two differ. `is_ours`: the organism wrote it, offered it, and the
    other path has it from here; all of it counts as the organism's own.
    """

    class Kind(models.TextChoices):
        """What kind of page it is."""

        PATH = "path", _("Learning path")
        COURSE = "course", _("Course")
        LESSON = "lesson", _("Lesson")

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="pages")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=10)
    upstream_key = models.UUIDField()
    own_key = models.UUIDField()
    base = models.JSONField()
    is_gone = models.BooleanField(default=False)
    parts = models.PositiveIntegerField(default=0)
    adapted_parts = models.PositiveIntegerField(default=0)
    is_ours = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("page of an adopted path")
        verbose_name_plural = _("pages of adopted paths")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "upstream_key", "language"], name="courses_adopted_page_once"
            ),
            models.UniqueConstraint(
                fields=["own_key", "language"], name="courses_adopted_page_own_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.own_key} {self.language}"


class Offer(models.Model):
    """A part of an adopted page that its organism offers to the authors of the other path.

    `base` is what their page said when the two last agreed, `offered` the same with the part as it
    is offered, so that to accept is one three-way merge with their page of that day. `steps`:
    those that lead to the part. The words of who offers and who answers are shown to both.

    A lesson that the organism wrote is offered whole: as an item of the `lessons` of the course
    that holds it (of the path, where the organism wrote the course too), after the lesson that it
    comes after. The item has what the lesson says, by language, as its `contents`.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """What the authors made of it."""

        OPEN = "open", pgettext_lazy("an offer", "Waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("an offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("an offer", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("an offer", "Taken back")

    page = models.ForeignKey(AdoptedPage, on_delete=models.CASCADE, related_name="offers")
    steps = models.JSONField()
    title = models.CharField(max_length=255)
    base = models.JSONField()
    offered = models.JSONField()
    words = models.CharField(_("what it improves"), max_length=LONGEST_OFFER_WORDS)
    offered_at = models.DateTimeField(_("offered"))
    offered_by = acting_person(_("offered by"))
    state = models.CharField(
        pgettext_lazy("of an offer", "state"),
        max_length=9,
        choices=State.choices,
        default=State.OPEN,
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_OFFER_WORDS, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = acting_person(_("answered by"))
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("offer of an improvement")
        verbose_name_plural = _("offers of improvements")
        ordering = ["-offered_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state == self.State.OPEN

    @property
    def is_lesson(self) -> bool:
        """Tell whether it is a whole lesson."""
        return bool(self.steps[0] == "lessons")
