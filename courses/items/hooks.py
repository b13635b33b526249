"""Where the editor leads to the analysis of questions."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses.doubts.views import DOUBTS
from courses.models import CoursePage, LessonPage

from . import urls
from .views import ANALYSIS


@hooks.register("register_admin_urls")
def analysis_urls():
    """Put the addresses below those of the editor."""
    return [path("analysis/", include(urls))]


@hooks.register("register_reports_menu_item")
def doubts_menu_item():
    """Offer the doubtful questions among the reports."""
    return MenuItem(
        DOUBTS,
        reverse("courses_items:doubts"),
        name="doubtful-questions",
        icon_name="warning",
        order=105,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def analysis_button(page, user, next_url=None, view_name=None):
    """Offer the analysis of a course, and on a lesson its part of that of its course."""
    if not page.pk or page.specific_class not in (CoursePage, LessonPage):
        return
    if page.permissions_for_user(user).can_edit():
        is_course = page.specific_class is CoursePage
        course_id = page.pk if is_course else page.get_parent().pk
        address = reverse("courses_items:course", args=[course_id])
        yield Button(
            ANALYSIS,
            address if is_course else f"{address}#lesson-{page.pk}",
            icon_name="view",
            priority=46,
        )
