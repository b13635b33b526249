"""Under which licence an adapted path may be shared."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from academy.core.errors import NotAllowed
from courses.licences import may_become
from courses.models import Adoption, PathPage

from .policies import licence_permits


def errors_of(page: Any) -> Mapping[str, list[ValidationError]]:
    """Return what keeps an adopted path from being published: a licence under which something of it
    was taken over doesn't let it be shared under the one that it has now. One query, for a path
    alone.

    What counts is how it came, not what it said last: one that isn't known opens no way round.
    """
    if not isinstance(page, PathPage) or not page.pk:
        return {}
    adoption = Adoption.objects.filter(own_key=page.translation_key).first()
    for before in adoption.licences if adoption else ():
        if not may_become(before, page.licence):
            said = _(
                "This path was adapted from another one under the licence “%(before)s”, which "
                "doesn’t let it be shared under “%(after)s”. Keep “%(before)s”."
            ) % {"before": before, "after": page.licence}
            return {"licence": [ValidationError(said)]}
    return {}


def refuse_licence(source: PathPage) -> None:
    """Raise NotAllowed where the licence of a path isn't known to let others adapt it."""
    if not licence_permits(source):
        raise NotAllowed(
            _(
                "The licence of this path, “%(licence)s”, is not known to let others adapt it. Ask "
                "the organizations that built it."
            )
            % {"licence": source.licence}
        )


def take_under_licence(adoption: Adoption, source: PathPage) -> None:
    """Note that something of `source` is taken under its licence, for an adoption that is locked.

    Raises NotAllowed where that isn't known to let others adapt it, or where it doesn't let the
    copy be shared under the licence that this has: two licences that don't go together.
    """
    refuse_licence(source)
    copies = PathPage.objects.filter(translation_key=adoption.own_key)
    # What readers see; of a copy that was never published, what they would.
    found = {
        one.licence if one.live else one.get_latest_revision_as_object().licence for one in copies
    }
    for licence in sorted(found):
        if not may_become(source.licence, licence):
            raise NotAllowed(
                _(
                    "The other path is now under the licence “%(theirs)s”, and what comes from it "
                    "can’t be shared under yours, “%(ours)s”. Choose “%(theirs)s” for your path "
                    "and publish it, then merge; where that is refused, freeze your path."
                )
                % {"theirs": source.licence, "ours": licence}
            )
    if source.licence.strip() not in adoption.licences:
        adoption.licences = sorted([*adoption.licences, source.licence.strip()])
        adoption.save(update_fields=["licences"])
