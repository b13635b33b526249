"""What designers are told where the page that they edit was locked meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from academy.accounts.requests import SignedInRequest


def tell_lock(request: SignedInRequest, page: Any) -> HttpResponse | None:
    """Say why what is sent to the editor isn't saved, before Wagtail says that it isn't.

    A draft that is saved by itself is refused in the form that the editor's script reads: it shows
    the sentence beside the button, and goes on once the page is free.
    """
    lock = page.get_lock()
    is_cancelled = bool(request.POST.get("action-cancel-workflow"))
    if lock is None or is_cancelled or not lock.for_user(request.user):
        return None
    kept = _(
        "What you wrote isn’t saved. It stays on this page: leave it open, and save once the page "
        "can be edited again."
    )
    if request.accepts("text/html"):
        messages.warning(request, lock.get_message(request.user), extra_tags="lock")
        messages.warning(request, kept)
        return None
    why = str(lock.get_description(request.user)).rstrip(".")
    error = {"success": False, "error_code": "locked", "error_message": f"{why}. {kept}"}
    return JsonResponse(error, status=400)
