"""Where Wagtail hands over to this part: each hook calls one view, query or service."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from academy.core import clock
from academy.core.errors import AcademyError
from courses import desk_urls
from courses.adoption.admin import hooks as adoption_hooks  # noqa: F401
from courses.banks import urls as banks_urls
from courses.banks.desk import QuestionBankGroup
from courses.cobuilding import hooks as building_hooks  # noqa: F401
from courses.exchange.admin import hooks as exchange_hooks  # noqa: F401
from courses.frameworks import urls as frameworks_urls
from courses.frameworks.chooser import entry_chooser
from courses.frameworks.views import COVERAGE
from courses.items import hooks as items_hooks  # noqa: F401
from courses.linting import hooks as linting_hooks  # noqa: F401
from courses.models import Package
from courses.packages import desk_urls as packages_urls
from courses.packages.deleting import delete_packages
from courses.packages.desk import PackageViewSet
from courses.page_policies import choosable
from courses.queries import pages_with_records
from courses.services import follow_copy
from courses.surveys import hooks as surveys_hooks  # noqa: F401
from courses.touched import hooks as touched_hooks  # noqa: F401
from courses.training_requests import hooks as requests_hooks  # noqa: F401
from courses.translating import hooks as translating_hooks  # noqa: F401
from courses.views import serve_learning_page
from courses.views.captions_desk import note_doubtful_captions
from courses.views.feedback_desk import LIST, LateReports, note_in_the_editor
from courses.views.locks_desk import tell_lock
from courses.views.publication_desk import note_what_waits, refuse_unpublishable

register_snippet(QuestionBankGroup)
register_snippet(PackageViewSet)


@hooks.register("insert_global_admin_css")
def desk_css():
    """Let the lists of the desk be read on a phone, and the entries of its menu whole."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


# After Wagtail's own hook, which stops who may not see a page of limited access.
@hooks.register("on_serve_page", order=100)
def serve_to_learners(serve):
    """Serve the pages of the catalogue through their own views."""

    def serve_page(page, request, args, kwargs):
        return serve_learning_page(page, request) or serve(page, request, args, kwargs)

    return serve_page


@hooks.register("construct_page_chooser_queryset")
def name_nothing_of_others_to_choose(pages, request):
    """Offer to lead to one's own pages, and to those of others that are published."""
    return choosable(pages, request.user)


@hooks.register("before_delete_page")
def keep_what_has_records(request, page):
    """Refuse to delete pages that learners' records name: they are retired instead."""
    return _refuse_deletion(request, [page]) if request.method == "POST" else None


@hooks.register("before_bulk_action")
def keep_what_has_records_in_bulk(request, action_type, objects, action_class_instance):
    """Refuse the same for several pages at once, and to publish what learners can't follow."""
    if action_type == "delete" and request.method == "POST":
        packages = [one for one in objects if isinstance(one, Package)]
        if packages:
            return _delete_packages(request, packages)
        return _refuse_deletion(request, [one for one in objects if isinstance(one, Page)])
    if action_type == "publish" and request.method == "POST":
        return refuse_unpublishable(request, objects)
    return None


def _delete_packages(request, packages):
    """Delete them as every door does, so that Wagtail finds none left; refuse all where one is in
    use."""
    try:
        delete_packages(packages=packages, at=clock.now(), by=request.user)
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("wagtailsnippets_courses_package:list")
    return None


def _refuse_deletion(request, pages):
    kept = pages_with_records(pages)
    if not kept:
        return None
    messages.error(
        request,
        _(
            "“%(title)s” has learners' records, so it can't be deleted. Unpublish it instead: "
            "nobody new will see it, and the records keep their meaning."
        )
        % {"title": kept[0].title},
    )
    return redirect("wagtailadmin_explore", kept[0].get_parent().pk)


@hooks.register("after_copy_page")
def name_the_copies(request, page, new_page):
    """Have a copied path ask for its own courses."""
    follow_copy(original=page, copy=new_page, at=clock.now())


@hooks.register("register_admin_urls")
def feedback_urls():
    """Put the addresses of reports, coverage, questions and packages below those of the editor."""
    return [
        path("feedback/", include(desk_urls)),
        path("coverage/", include(frameworks_urls)),
        path("packages/", include(packages_urls)),
        path("questions/", include(banks_urls)),
    ]


@hooks.register("register_reports_menu_item")
def feedback_menu_item():
    """Offer what learners reported among the reports."""
    return MenuItem(
        LIST,
        reverse("courses_feedback:reports"),
        name="reported-passages",
        icon_name="warning",
        order=100,
    )


@hooks.register("register_reports_menu_item")
def coverage_menu_item():
    """Offer what is covered of the frameworks among the reports."""
    return MenuItem(
        COVERAGE,
        reverse("courses_frameworks:coverage"),
        name="coverage",
        icon_name="table",
        order=110,
    )


@hooks.register("before_edit_page")
def note_what_learners_reported(request, page):
    """Say above a lesson which of its passages learners reported."""
    if request.method == "GET":
        note_in_the_editor(request, page.specific)


@hooks.register("register_admin_viewset")
def framework_entry_chooser():
    """Offer the entries of frameworks to those who write objectives."""
    return entry_chooser


@hooks.register("before_edit_page")
def note_captions(request, page):
    """Say above a lesson which captions of its videos are doubtful."""
    if request.method == "GET":
        note_doubtful_captions(request, page.specific)


@hooks.register("before_edit_page")
def tell_who_writes_that_it_is_locked(request, page):
    """Say why what is sent can't be saved."""
    return tell_lock(request, page) if request.method == "POST" else None


@hooks.register("before_edit_page")
def note_waiting(request, page):
    """Say above a page that its hour has passed and it still isn't published, and why."""
    if request.method == "GET":
        note_what_waits(request, page.specific)


@hooks.register("after_publish_page")
def note_published_captions(request, page):
    """Say so once more of what has just been published."""
    note_doubtful_captions(request, page.specific)


@hooks.register("construct_homepage_panels")
def show_late_reports(request, panels):
    """Say on the desk's first page which reports have waited too long."""
    panels.append(LateReports())
