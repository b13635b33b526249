"""One's own statements, exactly as they are stored, to be taken to another record store."""

from django.http import FileResponse
from django.utils.timezone import localdate
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.record import files
from academy.accounts.record.services import note_export
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.lrs.people_queries import identities_of
from academy.lrs.record_queries import statements_of


@recently_authenticated
@require_safe
def own_statements(request: SignedInRequest) -> FileResponse:
    """Answer with the statements of the person who asks as one JSON array, the oldest first."""
    at = clock.now()
    note_export(user=request.user, format="xapi", at=at)
    made = files.array_file(one.payload for one in statements_of(identities_of(request.user)))
    name = f"{pgettext('file name', 'my-statements')}-{localdate(at).isoformat()}.json"
    return FileResponse(made, content_type="application/json", as_attachment=True, filename=name)
