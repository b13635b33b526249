"""The glossary in the desk: a list to search, forms, and files."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from academy.organisms.policies import Viewer
from courses.models import GlossaryTerm

from .glossary_files import COLUMNS
from .policies import keeps_glossary


class GlossaryPermissionPolicy(ModelPermissionPolicy):
    """Designers and administrators keep the glossary, all of it: it is one for the academy."""

    def user_has_permission(self, user: Viewer, action: str) -> bool:
        """Tell whether the person may do this with the glossary."""
        return keeps_glossary(user)

    def user_has_any_permission(self, user: Viewer, actions: Any) -> bool:
        """Tell whether the person may do one of these with the glossary: all are alike."""
        return keeps_glossary(user)


def register_policies() -> None:
    """Have Wagtail ask this policy about terms."""
    register_permission_policy(GlossaryTerm, GlossaryPermissionPolicy(GlossaryTerm))


class GlossaryIndex(IndexView):
    """The list of terms."""

    # As the import reads them, whatever the language of who exports.
    export_headings = {name: name for name in COLUMNS}

    def get_header_more_buttons(self) -> list[Any]:
        """Offer to take in a file of terms."""
        return [
            *super().get_header_more_buttons(),
            Button(
                _("Import terms"),
                reverse("courses_translating:import-terms"),
                icon_name="upload",
                priority=80,
            ),
        ]


class GlossaryViewSet(SnippetViewSet):
    """The terms in both languages."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    menu_order = 246
    add_to_admin_menu = True
    index_view_class = GlossaryIndex
    list_display = [
        "term_fr",
        Column("term_en", label=gettext_lazy("Term in English"), sort_key="term_en"),
        Column("domain", label=pgettext_lazy("of a term", "Domain"), sort_key="domain"),
    ]
    list_filter = ["domain"]
    list_export = list(COLUMNS)
    list_per_page = 50
    export_filename = "glossary"
