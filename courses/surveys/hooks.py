"""Where surveys are built at the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet

from courses.banks.desk import BankForm, OwnChooser, OwnViewSet
from courses.models import Survey


class SurveyForm(BankForm):
    """A survey, built by an organism that one designs for."""

    help_for_designers = _("Its designers alone change the survey.")


Survey.base_form_class = SurveyForm


class SurveyViewSet(OwnViewSet):
    """Surveys in the menu."""

    model = Survey
    icon = "form"
    menu_label = _("Surveys")
    menu_name = "surveys"
    menu_order = 215
    add_to_admin_menu = True
    list_display: Any = ("name", Column("built_by", label=_("Built by")))
    chooser_viewset_class = OwnChooser


register_snippet(SurveyViewSet)
