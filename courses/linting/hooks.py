"""Where the editor offers the check of a path, and the report of ageing content."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter

from courses.models import PathPage

from . import urls
from .checker import check_more
from .messages import MOST_PAGES_SAID, note_published_findings
from .recording import PUBLISHED_WITH, kept_in
from .views import AGEING, CHECK, ToReadAgain
from .wording import sentence


@hooks.register("register_admin_urls")
def linting_urls():
    """Put the addresses below those of the editor."""
    return [path("checks/", include(urls))]


@hooks.register("register_reports_menu_item")
def ageing_menu_item():
    """Offer the report of ageing content among the reports."""
    return MenuItem(
        AGEING,
        reverse("courses_linting:ageing"),
        name="ageing-content",
        icon_name="time",
        order=120,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def check_button(page, user, next_url=None, view_name=None):
    """Offer the check on a path."""
    is_path = page.specific_class is PathPage and page.pk
    if is_path and page.permissions_for_user(user).can_edit():
        yield Button(
            CHECK,
            reverse("courses_linting:check", args=[page.pk]),
            icon_name="clipboard-list",
            priority=43,
        )


@hooks.register("construct_homepage_panels")
def show_what_is_to_be_read_again(request, panels):
    """Say on the desk's first page how many lessons were to be read again by now."""
    panels.append(ToReadAgain())


@hooks.register("construct_wagtail_userbar")
def more_checks(request, items, page):
    """Have Wagtail's content checks look at contrast and pictures too."""
    check_more(items)


@hooks.register("insert_global_admin_css")
def linting_css():
    """Give what was found its looks, beside a page in the editor too."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/linting.css"))


@hooks.register("after_publish_page")
def note_what_was_found(request, page):
    """Say, once a page is published, what is to be mended in it."""
    note_published_findings(request, page.specific)


@hooks.register("after_bulk_action")
def note_what_was_found_in_several(request, action_type, objects, action_class_instance):
    """Say the same of several pages that are published at once."""
    if action_type == "publish":
        for page in objects[:MOST_PAGES_SAID]:
            note_published_findings(request, page.specific)


@hooks.register("register_log_actions")
def findings_in_the_history(actions):
    """Have the history of a page say with what it was published."""

    @actions.register_action(PUBLISHED_WITH)
    class PublishedWithFindings(LogFormatter):
        label = gettext_lazy("Publish with something to mend")

        def format_message(self, log_entry):
            count = log_entry.data.get("count", 0)
            return ngettext(
                "Published with %(count)s thing to mend",
                "Published with %(count)s things to mend",
                count,
            ) % {"count": count}

        def format_comment(self, log_entry):
            return " ".join(map(sentence, kept_in(log_entry.data, log_entry.page_id)))
