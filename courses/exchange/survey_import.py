"""Surveys of a path, brought up to their files; answers of people are no part of it."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.organisms.models import Organism
from courses.models import LONGEST_SURVEY_NAME, PathPage, Survey
from courses.models.publication import with_translations

from .block_problems import refuse_as_editor
from .contents import PathContent, SurveyFile
from .found_here import owner_of_new
from .page_contents import survey_content
from .problems import Findings, Place, _
from .report import Change, PageChange
from .surveys import MOMENTS, survey_file


class SurveyImport:
    """Brings the surveys that a path offers up to their files; problems end up in `findings`.

    A survey is known by its key. One of an organism that `user` doesn't work for is offered only
    where the path offers it already, and never changed. Without `publish`, a survey that is here
    stays as it is: what it asks is what learners are asked. What the files don't say stays too: an
    academy may ask its own learners more.

    `held`: those that say now what the files say, where `user` may change them.
    """

    def __init__(
        self, content: PathContent, findings: Findings, *, publish: bool, user: User | None
    ) -> None:
        self.content = content
        self.findings = findings
        self.publish = publish
        self.user = user
        self.changes: list[PageChange] = []
        self.notes: list[str] = []
        self.held: list[Survey] = []
        self.ids: dict[str, int] = {}
        known = PathPage.objects.filter(translation_key=UUID(content.key)).order_by("-live", "pk")
        self.pages = [*known, *(page.get_latest_revision_as_object() for page in known)]

    def run(self, organisms: Collection[Organism]) -> None:
        """Create or update each survey; a new one is of the first of `organisms` that may."""
        for one in self.content.surveys:
            self._survey(one, organisms)

    def put_on(self, page: PathPage) -> bool:
        """Have `page` offer what the files say, and otherwise what the path offers here; tell
        whether it did already."""
        did = True
        for moment in MOMENTS:
            field = f"survey_{moment}_id"
            present = getattr(page, field)
            name = self.content.offered.get(moment)
            if name is not None:
                wanted = self.ids.get(name)
            elif page.pk is None:
                wanted = next(filter(None, (getattr(one, field) for one in self.pages)), None)
            else:
                wanted = present
            setattr(page, field, wanted)
            did = did and present == wanted
        return did

    def _survey(self, one: SurveyFile, organisms: Collection[Organism]) -> None:
        place = Place(self.findings, survey_file(one.name))
        row = Survey.objects.filter(key=one.key).first()
        change: Change = "unchanged"
        if row is None:
            row = Survey(key=UUID(one.key), built_by=owner_of_new(organisms, self.user))
            change = "created"
        elif survey_content(row, one.name, title=one.title) != one or (
            row.name != self._name_of(one, row)
        ):
            change = "updated"
        if not self._may(row, change, place):
            return
        if change == "updated" and not self.publish:
            change = "unchanged"
            self.notes.append(
                gettext(
                    "The survey “%(name)s” asks something else here: it is changed by an import "
                    "that publishes."
                )
                % {"name": row.name}
            )
        if change != "unchanged":
            row.name = self._name_of(one, row)
            row.intro_fr, row.intro_en = one.intro_fr, one.intro_en
            row.questions = row.questions.stream_block.to_python(list(one.questions))
            refuse_as_editor(row.questions, place.at("questions"))
            # Both languages come together: what follows what is said at the end, by `Languages`.
            with with_translations():
                row.save()
        if change != "unchanged" or (self.publish and self._may_change(row)):
            self.held.append(row)
        self.ids[one.name] = row.pk
        self.changes.append(PageChange("survey", row.key, "", row.name, change))

    def _may(self, row: Survey, change: Change, place: Place) -> bool:
        if row.pk is None or self._may_change(row):
            return True
        offered = {
            getattr(page, f"survey_{moment}_id") for page in self.pages for moment in MOMENTS
        }
        if change == "unchanged" and row.pk in offered:
            return True
        place.refuse(
            _(
                "This survey belongs to another organization here. Ask one of its designers, or an "
                "administrator, to import the archive."
            )
        )
        return False

    def _may_change(self, row: Survey) -> bool:
        policy = policy_registry.get_by_type(Survey)
        return self.user is None or bool(
            policy.user_has_permission_for_instance(self.user, "change", row)
        )

    def _name_of(self, one: SurveyFile, row: Survey) -> str:
        """Return the name of a survey, with a number where another one has it here."""
        taken = set(Survey.objects.exclude(pk=row.pk).values_list("name", flat=True))
        name, number = one.title, 1
        while name in taken:
            number += 1
            ending = f" ({number})"
            name = one.title[: LONGEST_SURVEY_NAME - len(ending)] + ending
        return name
