"""The lists and forms of question banks in the desk."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn, UpdatedAtColumn
from wagtail.admin.widgets import Button
from wagtail.models import Revision
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from academy.organisms.models import Organism
from academy.organisms.policies import designer_organism_ids, is_administrator
from courses.models import BankQuestion, QuestionBank
from courses.models.publication import errors_of_other_parts

from .bulk import name_nothing_of_others_in_bulk

View = Callable[..., HttpResponse]
name_nothing_of_others_in_bulk()


def visible(model: type, request: HttpRequest) -> Any:
    """Return the rows of banks, or of their questions, that the person may see."""
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(request.user, ["view"])


def _own_alone(view: View, model: type) -> View:
    """Return a view of one row that is there for those who may see the row, and for nobody else.

    Wagtail's own views ask whether one may edit some row of the kind, not this one.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs and not visible(model, request).filter(pk=kwargs["pk"]).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class OwnViewSet(SnippetViewSet):
    """Lists and forms of what belongs to the organisms that one designs for."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return what the list shows."""
        return visible(self.model, request)

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses, each of which hides what belongs to others."""
        found = super().get_urlpatterns()
        for pattern in found:
            pattern.callback = _own_alone(pattern.callback, self.model)
        return found


class _OwnChoice:
    """A choice among what one may see."""

    def get_object_list(self) -> Any:
        """Return what may be chosen."""
        return visible(self.model, self.request)  # type: ignore[attr-defined]


class _ChooseOwn(_OwnChoice, ChooseView):
    """The list in which a bank is chosen."""


class _ChooseOwnResults(_OwnChoice, ChooseResultsView):
    """The results of a search in it."""


class _ChosenOwn(SnippetChosenView):
    """What was chosen, which Wagtail names to whoever asks: 404 for what others have."""

    def get_object(self, pk: str) -> Any:
        """Return the row with this key, of those that one may see."""
        if not _is_key(pk):
            raise Http404
        return visible(self.model_class, self.request).get(pk=pk)


class _SeveralChosenOwn(SnippetChosenMultipleView):
    """Several that were chosen."""

    def get_objects(self, pks: Iterable[str]) -> Any:
        """Return the rows with these keys, of those that one may see."""
        return visible(self.model_class, self.request).filter(pk__in=filter(_is_key, pks))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


class OwnChooser(SnippetChooserViewSet):
    """The dialog in which a bank is chosen."""

    chosen_view_class = _ChosenOwn
    chosen_multiple_view_class = _SeveralChosenOwn

    choose_view_class = _ChooseOwn
    choose_results_view_class = _ChooseOwnResults


class BankForm(WagtailAdminModelForm):
    """A bank, or what else belongs to an organism that one designs for."""

    # What is said beside the organism to whoever has to choose one.
    help_for_designers = gettext_lazy("Its designers alone see the questions.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        if self.for_user is not None and not is_administrator(self.for_user, today):
            field = self.fields["built_by"]
            own = designer_organism_ids(self.for_user, today)
            field.queryset = Organism.objects.filter(pk__in=own)
            field.required, field.help_text = True, self.help_for_designers
            if len(own) == 1 and self.instance.pk is None:
                self.initial.setdefault("built_by", next(iter(own)))


class BankQuestionForm(WagtailAdminModelForm):
    """A question, in a bank that one may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "bank" in self.fields:
            # Wagtail words these once, in the language of whoever asked first.
            widget = self.fields["bank"].widget
            widget.choose_one_text = _("Choose a question bank")
            widget.choose_another_text = _("Choose another question bank")
            widget.link_to_chosen_text = _("Edit this question bank")
        if self.for_user is not None and "bank" in self.fields:
            policy = policy_registry.get_by_type(QuestionBank)
            self.fields["bank"].queryset = policy.instances_user_has_any_permission_for(
                self.for_user, ["change"]
            )

    def _post_clean(self) -> None:
        """Refuse what other parts refuse to publish, once the question has what the form says."""
        super()._post_clean()
        if self.data.get("action-publish") and not self.errors and self.instance.pk:
            for problems in errors_of_other_parts(self.instance).values():
                for problem in problems:
                    self.add_error(None, problem)

    def clean_bank(self) -> QuestionBank:
        """Refuse a bank of others, chosen by its number."""
        bank: QuestionBank = self.cleaned_data["bank"]
        policy = policy_registry.get_by_type(QuestionBank)
        if self.for_user is not None and not policy.user_has_permission_for_instance(
            self.for_user, "change", bank
        ):
            raise ValidationError(_("Choose one of your own question banks."))
        return bank


def _import_button(bank: QuestionBank | None = None) -> Button:
    address = reverse("courses_banks:upload")
    return Button(
        _("Import questions"),
        f"{address}?bank={bank.pk}" if bank else address,
        icon_name="upload",
        priority=40,
    )


class _ImportItem(MenuItem):
    """“Import questions”, for those who may change some bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person may import."""
        policy = policy_registry.get_by_type(QuestionBank)
        return bool(policy.user_has_permission(request.user, "change"))


class _Lists(IndexView):
    """A list from which one goes on to an import."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """What one may do beside adding one by hand."""
        return [*super().header_more_buttons, _import_button()]


class _EditBank(EditView):
    """The page of a bank."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """What one may do with a bank, its questions in formats of others among it."""
        address = reverse("courses_banks:export", args=[self.object.pk])
        export = Button(_("Export questions"), address, icon_name="download", priority=45)
        figures = Button(
            _("Analysis of questions"),
            reverse("courses_items:bank", args=[self.object.pk]),
            icon_name="view",
            priority=46,
        )
        texts = Button(
            _("Translations"),
            reverse("courses_translating:bank", args=[self.object.pk]),
            icon_name="globe",
            priority=47,
        )
        ways = [_import_button(self.object), export, figures, texts]
        return [*super().header_more_buttons, *ways]


class QuestionBankViewSet(OwnViewSet):
    """The banks."""

    model = QuestionBank
    index_view_class = _Lists
    edit_view_class = _EditBank
    icon = "folder-inverse"
    menu_label = gettext_lazy("Banks")
    list_display = ["title", Column("built_by", label=gettext_lazy("Built by"))]
    search_fields = ["title"]
    chooser_viewset_class = OwnChooser
    edit_handler = ObjectList(QuestionBank.panels, base_form_class=BankForm)


def _banks_of(request: HttpRequest | None) -> QuerySet[QuestionBank]:
    """Return the banks by which a list may be narrowed: one's own."""
    found: QuerySet[QuestionBank]
    found = visible(QuestionBank, request) if request else QuestionBank.objects.none()
    return found


class BankQuestionFilters(WagtailFilterSet):
    """What narrows the list of questions."""

    bank = django_filters.ModelChoiceFilter(queryset=_banks_of, label=gettext_lazy("Question bank"))

    class Meta:
        model = BankQuestion
        fields = ["bank", "difficulty"]


def _state(question: BankQuestion) -> str:
    """Return whether tests ask a question, and whether something newer waits."""
    if not question.live:
        return pgettext("of a question", "draft")
    if question.has_unpublished_changes:
        return pgettext("of a question", "asked, with a newer draft")
    return pgettext("of a question", "asked")


class BankQuestionViewSet(OwnViewSet):
    """The questions of the banks."""

    model = BankQuestion
    index_view_class = _Lists
    icon = "help"
    menu_label = gettext_lazy("Questions")
    list_display = [
        "__str__",
        Column("locale", label=gettext_lazy("Language"), sort_key="locale"),
        StatusTagColumn(
            "state",
            label=pgettext_lazy("of a question", "State"),
            accessor=_state,
            primary=lambda question: question.live,
        ),
        Column("bank", label=gettext_lazy("Question bank"), sort_key="bank"),
        Column("tag_names", label=pgettext_lazy("of a question", "Tags")),
        Column("objective", label=gettext_lazy("Objective")),
        TitleColumn(
            "versions",
            label=gettext_lazy("Versions"),
            url_name="wagtailsnippets_courses_bankquestion:history",
        ),
        UpdatedAtColumn(label=pgettext_lazy("of a question", "Updated")),
    ]
    filterset_class = BankQuestionFilters
    edit_handler = ObjectList(BankQuestion.panels, base_form_class=BankQuestionForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankQuestion]:
        """Return what the list shows, each question with how many versions are kept of it."""
        kept = (
            Revision.objects.filter(
                base_content_type=BankQuestion().get_base_content_type(),
                object_id=Cast(OuterRef("pk"), CharField()),
            )
            .order_by()
            .values("object_id")
            .annotate(count=Count("pk"))
            .values("count")
        )
        rows: QuerySet[BankQuestion] = super().get_queryset(request)
        with_what_is_shown = rows.select_related("bank", "locale").prefetch_related("tags")
        return with_what_is_shown.annotate(versions=Coalesce(Subquery(kept), 0))


class QuestionBankGroup(SnippetViewSetGroup):
    """Banks and questions, together in the menu."""

    items = (BankQuestionViewSet, QuestionBankViewSet)
    menu_label = gettext_lazy("Question banks")
    menu_icon = "help"
    menu_name = "question-banks"
    menu_order = 210

    def get_submenu_items(self) -> list[MenuItem]:
        """Return the lists, then the import."""
        label = gettext_lazy("Import questions")
        # The addresses of the desk aren't known yet when the menu is made.
        address = reverse_lazy("courses_banks:upload")
        item = _ImportItem(label, address, name="import-questions", icon_name="upload", order=90)
        return [*super().get_submenu_items(), item]
