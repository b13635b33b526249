"""The editor's forms of a path and a course: what can't be finished can't be published."""

from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from academy.organisms.policies import is_administrator

from .page_forms import LearningPageForm
from .plan import courses_of, latest, mastered_choices
from .planned import structure_errors
from .survey import Survey


class _PlannedPageForm(LearningPageForm):
    """The form of a page that says something of the structure of its path.

    A draft may say anything: the plan shows what is wrong with it. What would be published has to
    be sound, with every other page as it was last saved.
    """

    def _post_clean(self) -> None:
        """Refuse what can't be published, once the page has what the form says."""
        super()._post_clean()
        if not self.is_to_be_published or self.errors:
            return
        for name, problems in structure_errors(self.instance, self.path_page).items():
            for problem in problems:
                self.add_error(name if name in self.fields else None, problem)

    @property
    def path_page(self) -> Any:
        """The path that the page is, or is part of; None for a course below no path."""
        return self.instance


class PathForm(_PlannedPageForm):
    """The editor's form of a path. Others' surveys are none that one could choose."""

    data: Any

    def clean_built_by(self) -> Any:
        """Refuse that a draft says otherwise who builds it while organisms have to approve it.

        Until the path is published, saving is enough to say so: it would give and take voices.
        """
        said, page = self.cleaned_data["built_by"], self.instance
        if not page.pk or page.live or is_administrator(self.for_user, timezone.localdate()):
            return said
        stored = type(page).objects.get(pk=page.pk).built_by.values_list("pk", flat=True)
        rules = apps.get_model("courses", "OrganismApproval").objects
        is_ruled = rules.filter(path_key=page.translation_key, active=True).exists()
        if is_ruled and {one.pk for one in said} != set(stored):
            raise forms.ValidationError(
                _(
                    "Organizations have to approve this path, and count on who builds it. Invite "
                    "another one in the co-building space; as long as the path isn’t published, "
                    "only an administrator of the academy changes this list."
                )
            )
        return said

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = policy_registry.get_by_type(Survey)
        for name in {"survey_before", "survey_after"} & self.fields.keys():
            kept = Survey.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            own = policy.instances_user_has_any_permission_for(self.for_user, ["change"])
            self.fields[name].queryset = own | kept

    def clean(self) -> dict[str, Any]:
        """Forget what isn't there to choose: its field would show what it is called."""
        cleaned: dict[str, Any] = super().clean()
        for name in {"survey_before", "survey_after"} & self.errors.keys():
            self.data = self.data.copy()
            self.data[self.add_prefix(name)] = ""
        return cleaned


class CourseForm(_PlannedPageForm):
    """The editor's form of a course: what it may name is what its path has."""

    requires = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Courses to finish first"),
    )
    optional_set = forms.ChoiceField(required=False, label=gettext_lazy("Optional set"))
    mastering = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Courses whose mastery counts"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page, path = self.instance, self.path_page
        siblings = [
            (str(one.translation_key), one.title)
            for one in courses_of(path, page)
            if one.translation_key != page.translation_key
        ]
        # What was said before and is no choice any more stays to be seen, and to be taken away.
        self._offer("requires", siblings, page.requires)
        sets = list(latest(path).set_titles().items())
        self._offer("optional_set", sets, [page.optional_set] if page.optional_set else [])
        self.fields["optional_set"].choices = [
            ("", _("None: everybody takes this course")),
            *self.fields["optional_set"].choices,
        ]
        groups = mastered_choices(page, path.locale_id)
        self._offer("mastering", groups, page.mastering)
        for name in ("requires", "optional_set", "mastering"):
            self.fields[name].help_text = page._meta.get_field(name).help_text

    def _offer(self, name: str, choices: list, chosen: list[str]) -> None:
        known = {
            key
            for value, label in choices
            for key in ([one for one, _label in label] if isinstance(label, list) else [value])
        }
        gone = [(key, _("A course or set that is not here any more")) for key in chosen]
        field: Any = self.fields[name]
        field.choices = [*choices, *(one for one in gone if one[0] not in known)]

    @property
    def path_page(self) -> Any:
        """The path that the page is, or is part of; None for a course below no path."""
        page = self.instance
        parent = self.parent_page or (page.get_parent() if page.pk else None)
        return parent.specific if parent is not None else None
