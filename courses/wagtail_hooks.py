"""Where Wagtail hands over to this part: each hook calls one view or service."""

from wagtail import hooks

from courses.views import serve_learning_page


@hooks.register("before_serve_page")
def serve_to_learners(page, request, args, kwargs):
    """Serve the pages of the catalogue through their own views."""
    return serve_learning_page(page, request)
