"""What every page of Wagtail's desk loads."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def desk_script() -> SafeString:
    """Load the script that starts what Wagtail would start from scripts written in the page."""
    return format_html('<script src="{}"></script>', static("js/desk.js"))
