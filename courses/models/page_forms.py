"""The editor's form of a learning page: what other academies would refuse is refused here."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import policy_registry

from courses.blocks import PACKAGE

from .bank import QuestionBank
from .draws_of_tests import tests_in, tests_that_cannot_begin
from .package import Package
from .publication import errors_of_other_parts
from .videos import refuse_uncaptioned

# The limits of the exchange format (docs/reference/library-format.md).
LONGEST_TITLE = 90
LONGEST_LESSON = 600


class LearningPageForm(WagtailAdminPageForm):
    """What is edited can always be exported: fields keep to the limits of the exchange format."""

    @property
    def is_to_be_published(self) -> bool:
        """Whether somebody publishes the page, or hands it to who does."""
        return bool(self.data.get("action-publish") or self.data.get("action-submit"))

    def _post_clean(self) -> None:
        """Refuse what other parts refuse to publish, once the page has what the form says."""
        super()._post_clean()
        if self.is_to_be_published and not self.errors and self.instance.pk:
            for problems in errors_of_other_parts(self.instance).values():
                for problem in problems:
                    self.add_error(None, problem)

    def clean_title(self) -> str:
        """Refuse a title that is too long."""
        title: str = self.cleaned_data["title"]
        if len(title) > LONGEST_TITLE:
            raise ValidationError(
                _(
                    "This title has %(count)d characters. Shorten it to %(longest)d at most, so "
                    "that it fits in lists and in other academies; the summary may say the rest."
                )
                % {"count": len(title), "longest": LONGEST_TITLE}
            )
        return title

    def clean_duration_minutes(self) -> int | None:
        """Refuse a lesson that is longer than a day of work."""
        minutes: int | None = self.cleaned_data["duration_minutes"]
        if minutes is not None and minutes > LONGEST_LESSON:
            raise ValidationError(
                _("A lesson lasts %(longest)d minutes at most. Cut this one into several lessons.")
                % {"longest": LONGEST_LESSON}
            )
        return minutes


class LessonPageForm(LearningPageForm):
    """The editor's form of a lesson.

    Which objectives of its course it serves is chosen from a list; a test that is published can
    always begin, and what goes to learners or reviewers has captions.
    """

    objectives = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Objectives of the course that this lesson serves"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The questions of this lesson then count for these objectives in the report of what is "
            "covered. Objectives are written in the course."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "objectives" in self.fields and self.parent_page is not None:
            course = self.parent_page.specific.get_latest_revision_as_object()
            self.fields["objectives"].choices = [
                (str(one.id), str(one.value)) for one in course.objectives
            ]

    def clean(self):
        """Refuse a video without captions in the lesson's language, unless a draft is saved."""
        cleaned = super().clean()
        body = cleaned.get("body")
        if body is not None and not self.is_deferred_validation:
            try:
                refuse_uncaptioned(body, self.instance.locale.language_code)
            except ValidationError as error:
                self.add_error("body", error)
        return cleaned

    def clean_body(self) -> Any:
        """Refuse tests of others' banks and, but in a draft, those whose bank has too few questions
        in the language of the lesson."""
        body = self.cleaned_data["body"]
        self._refuse_packages_of_others(body)
        kept = {block.value["bank"].pk for block in tests_in(self.instance.body)}
        policy = policy_registry.get_by_type(QuestionBank)
        for block in tests_in(body):
            bank = block.value["bank"]
            if bank.pk not in kept and not policy.user_has_permission_for_instance(
                self.for_user, "change", bank
            ):
                raise ValidationError(
                    _("The test “%(test)s” draws from a question bank that isn’t yours.")
                    % {"test": block.value["title"]}
                )
        if not self.is_deferred_validation:
            problems = tests_that_cannot_begin(body, self.instance.locale_id)
            if problems:
                raise ValidationError(problems)
        return body

    def _refuse_packages_of_others(self, body: Any) -> None:
        kept = {package.pk for _title, package in _packages(self.instance.body)}
        policy = policy_registry.get_by_type(Package)
        for title, package in _packages(body):
            if package.pk not in kept and not policy.user_has_permission_for_instance(
                self.for_user, "change", package
            ):
                raise ValidationError(
                    _("The package “%(title)s” isn’t yours. Choose one of your own packages.")
                    % {"title": title or package.title}
                )


def _packages(body: Any) -> Iterator[tuple[str, Package]]:
    for block in body:
        if block.block_type == PACKAGE and block.value["package"]:
            yield block.value["title"], block.value["package"]
