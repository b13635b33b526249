"""Where the editor offers translation, and says what of a page follows an older text."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet

from courses.adoption.contents import MODELS
from courses.models import BankQuestion, PathPage, Survey

from . import urls
from .glossary_desk import GlossaryViewSet
from .list_views import LIST
from .notes import note_in_the_editor
from .policies import banks_to_translate, paths_to_translate, surveys_to_translate
from .queries import source_language_of
from .views import DESK

register_snippet(GlossaryViewSet)


class TranslationsMenuItem(MenuItem):
    """“Translations”, for those who may edit a path, a question bank or a survey."""

    def is_shown(self, request):
        """Tell whether there is something to translate."""
        return (
            paths_to_translate(request.user).exists()
            or banks_to_translate(request.user).exists()
            or surveys_to_translate(request.user).exists()
        )


@hooks.register("register_admin_urls")
def translating_urls():
    """Put the addresses below those of the editor."""
    return [path("translations/", include(urls))]


@hooks.register("register_admin_menu_item")
def translations_menu_item():
    """Offer the list of translations in the menu."""
    return TranslationsMenuItem(
        LIST,
        reverse("courses_translating:paths"),
        name="translations",
        icon_name="globe",
        order=245,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def translating_buttons(page, user, next_url=None, view_name=None):
    """Offer the standing of its translations on a path, and the desk on a translation."""
    if page.specific_class not in MODELS.values() or not page.pk:
        return
    if not page.permissions_for_user(user).can_edit():
        return
    if page.specific_class is PathPage:
        yield Button(
            LIST,
            reverse("courses_translating:path", args=[page.pk]),
            icon_name="globe",
            priority=46,
        )
    if view_name == "edit" and _is_translation(page):
        yield Button(
            DESK,
            reverse("courses_translating:desk", args=[page.pk]),
            icon_name="globe",
            priority=47,
        )


def _is_translation(page):
    path = PathPage.objects.ancestor_of(page, inclusive=True).first()
    if path is None:
        return False
    return page.locale.language_code != source_language_of(path.translation_key)


@hooks.register("before_edit_page")
def note_translation(request, page):
    """Say above a page what of it follows an older text, or what its draft changes."""
    if request.method == "GET":
        note_in_the_editor(request, page.specific)


@hooks.register("before_edit_snippet")
def note_translation_of_shared(request, instance):
    """Say the same above a question of a bank and a survey."""
    if request.method == "GET" and isinstance(instance, BankQuestion | Survey):
        note_in_the_editor(request, instance)
