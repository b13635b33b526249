"""The organisms that build a path together, and their approval of what is published of it."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Revision, Task, TaskState

from academy.accounts.models.acting import acting_person
from academy.organisms.models import Organism
from academy.organisms.policies import Viewer, designer_organism_ids
from courses.cobuilding.quorum import Rule, Tally, tally

from .pages import PathPage

LONGEST_GROUNDS = 1000


class Part(models.TextChoices):
    """What an organism does in the building of a path."""

    AUTHOR = "author", pgettext_lazy("part in building a path", "Writing")
    PEDAGOGY = "pedagogy", pgettext_lazy("part in building a path", "Pedagogy")
    SECURITY = "security", pgettext_lazy("part in building a path", "Security")
    LEGAL = "legal", pgettext_lazy("part in building a path", "Law")
    LANGUAGE = "language", pgettext_lazy("part in building a path", "Language")


class BuildingPart(models.Model):
    """That an organism is invited to play a part in building a path, in all its languages.

    The organisms that the path says it is built by write it without being invited.
    """

    path_key = models.UUIDField(db_index=True)
    organism = models.ForeignKey(
        Organism,
        verbose_name=_("organism"),
        on_delete=models.PROTECT,
        related_name="building_parts",
    )
    part = models.CharField(
        pgettext_lazy("in building a path", "part"), max_length=8, choices=Part.choices
    )
    invited_at = models.DateTimeField(pgettext_lazy("of an organism", "invited"))
    invited_by = acting_person(_("invited by"))

    class Meta:
        verbose_name = _("part in building a path")
        verbose_name_plural = _("parts in building paths")
        ordering = ["part", "organism"]
        constraints = [
            models.UniqueConstraint(
                fields=["path_key", "organism", "part"], name="courses_building_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organism}: {self.get_part_display()}"


def path_of(page: Any) -> PathPage | None:
    """Return the path that a page is, or is part of; None for other pages."""
    if not isinstance(page, Page) or not page.pk:
        return None
    return PathPage.objects.ancestor_of(page, inclusive=True).first()


def builders_of(path: PathPage) -> set[int]:
    """Return the organisms, by id, that `path` says it is built by."""
    rows = list(
        PathPage.objects.filter(translation_key=path.translation_key).values_list(
            "live", "built_by"
        )
    )
    # Where a language is live, it says who builds it: a draft would give itself voices.
    is_live = any(live for live, _organism in rows)
    return {organism for live, organism in rows if organism is not None and (live or not is_live)}


def parts_in(path: PathPage, until: datetime | None = None) -> dict[int, frozenset[str]]:
    """Return the organisms that build `path`, by id, each with its parts; with `until`, without the
    parts for which somebody was invited later."""
    return parts_until(path)(until)


def parts_until(path: PathPage) -> Callable[[datetime | None], dict[int, frozenset[str]]]:
    """Return what answers `parts_in` for `path` and any moment. Two queries, and none for each."""
    builders = builders_of(path)
    rows = BuildingPart.objects.filter(path_key=path.translation_key)
    invited = list(rows.values_list("organism_id", "part", "invited_at"))

    def parts(until: datetime | None) -> dict[int, frozenset[str]]:
        found = {organism_id: {Part.AUTHOR.value} for organism_id in builders}
        for organism_id, part, at in invited:
            if until is None or at <= until:
                found.setdefault(organism_id, set()).add(part)
        return {organism_id: frozenset(own) for organism_id, own in found.items()}

    return parts


def writers_of(page: Any) -> set[int]:
    """Return who wrote what of `page` isn't published yet: ids of people."""
    return writers_of_each([page])[page.pk]


def writers_of_each(pages: Collection[Any]) -> dict[int, set[int]]:
    """Return the same of several pages, by their ids. Two queries at most."""
    found: dict[int, set[int]] = {page.pk: set() for page in pages}
    live = {page.pk: page.live_revision_id for page in pages if page.live}
    published = Revision.objects.filter(pk__in=[pk for pk in live.values() if pk is not None])
    moments = dict(published.values_list("pk", "created_at"))
    wanted = Q(pk=None)
    for pk in found:
        since = moments.get(live.get(pk))
        wanted |= Q(object_id=str(pk)) & (Q() if since is None else Q(created_at__gt=since))
    rows = Revision.page_revisions.filter(wanted).exclude(user=None).order_by()
    for pk, user_id in rows.values_list("object_id", "user_id").distinct():
        found[int(pk)].add(user_id)
    return found


class ApprovalLock(WorkflowLock):
    """That nobody edits a draft while organisms are asked to approve it, in the editor's words."""

    def get_message(self, user: Viewer) -> str:
        """Say so, and lead to the page on which each says what it thinks."""
        return format_html(
            '{} <span class="buttons"><a class="button button-small button-secondary" href="{}">{}'
            "</a></span>",
            self.get_description(user),
            reverse("courses_building:approval", args=[self.object.current_workflow_task_state.pk]),
            gettext("See what each says"),
        )

    def get_locked_by(self, user: Viewer, can_lock: bool = False) -> str:
        """Name who keeps it closed."""
        return gettext("Organizations are asked to approve it")

    def get_description(self, user: Viewer, can_lock: bool = False) -> str:
        """Say who may edit it: nobody, unlike in Wagtail's own steps."""
        return gettext(
            "Organizations are asked to approve this draft. Nobody can edit it meanwhile; those "
            "who lead the building of the path can withdraw it."
        )


class OrganismApproval(Task):
    """A step of a workflow: so many of the organisms that build a path approve what is published.

    `path_key` names the path whose own step it is; None for one that administrators made for any
    path. What is being approved can't be edited: a voice is about one version. `silence_days`: the
    managers of an organism that has said nothing for so long are told.
    """

    path_key = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    quorum = models.PositiveSmallIntegerField(
        _("organizations that have to approve"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    each_part = models.BooleanField(
        _("one organization of each part has to approve"),
        default=False,
        help_text=_(
            "Each part that an organization plays in this path: writing, security and so on."
        ),
    )
    silence_days = models.PositiveSmallIntegerField(
        _("days of silence after which its managers are told"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    lock_class = ApprovalLock
    admin_form_fields = [*Task.admin_form_fields, "quorum", "each_part", "silence_days"]

    class Meta:
        verbose_name = _("approval by several organizations")
        verbose_name_plural = _("approvals by several organizations")

    @classmethod
    def get_description(cls) -> str:
        """Say what the step is, where one is chosen."""
        return gettext(
            "Several organizations that build the path approve, with one voice each. Nobody "
            "approves what they wrote themselves."
        )

    @property
    def rule(self) -> Rule:
        """What has to be reached."""
        return Rule(self.quorum, self.each_part)

    def tally(self, state: TaskState) -> Tally:
        """Count the voices on what `state` is about.

        Who is invited once a draft waits has none on it: whoever leads would invite until enough
        approve.
        """
        path = path_of(state.workflow_state.content_object)
        asked = parts_in(path, state.started_at) if path is not None else {}
        voices = dict(
            Voice.objects.filter(task_state=state, replaced_at=None).values_list(
                "organism_id", "approves"
            )
        )
        return tally(self.rule, asked, voices)

    def speaks_for(self, page: Any, user: Viewer, day: date) -> frozenset[int]:
        """Return the organisms, by id, for which the person may speak about `page`; none where the
        person wrote what is to be approved."""
        path = path_of(page)
        if path is None or user.pk in writers_of(page):
            return frozenset()
        return designer_organism_ids(user, day) & parts_in(path).keys()

    # --- What Wagtail asks of a step ---------------------------------------
    def locked_for_user(self, obj: Any, user: Viewer) -> bool:
        """Nobody edits what is being approved."""
        return True

    def user_can_access_editor(self, obj: Any, user: Viewer) -> bool:
        """Who may speak reads the draft."""
        return bool(self.speaks_for(obj, user, timezone.localdate()))

    def get_actions(self, obj: Any, user: Viewer) -> list[tuple[str, str, bool]]:
        """Offer the page on which organisms speak."""
        if not self.user_can_access_editor(obj, user):
            return []
        return [("speak", gettext("Approve or dissent"), False)]

    def get_form_for_action(self, action: str) -> None:
        """The page has its own form."""
        return

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **said: Any) -> str:
        """Lead to the page on which organisms speak: Wagtail's own actions approve nothing."""
        return reverse("courses_building:approval", args=[task_state.pk])

    def get_task_states_user_can_moderate(self, user: Viewer, **said: Any) -> QuerySet[TaskState]:
        """Return what waits for the voice of an organism of the person."""
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return states.filter(pk__in=list(self._waiting_for(user, states)))

    def _waiting_for(self, user: Viewer, states: QuerySet[TaskState]) -> Iterator[int]:
        today = timezone.localdate()
        if not designer_organism_ids(user, today):
            return
        for state in states.select_related("workflow_state"):
            page = state.workflow_state.content_object
            if self.speaks_for(page, user, today) & self.tally(state).silent:
                yield state.pk


class Voice(models.Model):
    """What an organism says of a draft, with its reason. A voice that is changed stays written.

    `task_state` is the passage through the step, which is about one version of the page.
    """

    task_state = models.ForeignKey(
        "wagtailcore.TaskState", on_delete=models.CASCADE, related_name="voices"
    )
    organism = models.ForeignKey(
        Organism, verbose_name=_("organism"), on_delete=models.PROTECT, related_name="voices"
    )
    given_by = acting_person(_("given by"))
    approves = models.BooleanField(_("approves"))
    reason = models.CharField(_("reason"), max_length=LONGEST_GROUNDS, blank=True)
    at = models.DateTimeField(_("date"))
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("voice of an organization")
        verbose_name_plural = _("voices of organizations")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_state", "organism"],
                condition=Q(replaced_at=None),
                name="courses_voice_once",
            ),
            models.UniqueConstraint(
                fields=["task_state", "given_by"],
                condition=Q(replaced_at=None),
                name="courses_voice_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organism}: {self.approves}"
