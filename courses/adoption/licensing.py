"""Under which licence an adapted path may be shared."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.licences import may_become
from courses.models import Adoption, PathPage


def errors_of(page: Any) -> Mapping[str, list[ValidationError]]:
    """Return what keeps an adopted path from being published: the licence under which it was taken
    over doesn't let it be shared under the one that it has now. Two queries, for a path alone."""
    if not isinstance(page, PathPage) or not page.pk:
        return {}
    # What the row holds is what was published, or what came with the copy.
    before = PathPage.objects.filter(pk=page.pk).values_list("licence", flat=True).first()
    if before is None or may_become(before, page.licence):
        return {}
    if not Adoption.objects.filter(own_key=page.translation_key).exists():
        return {}
    said = _(
        "This path was adapted from another one under the licence “%(before)s”, which doesn’t let "
        "it be shared under “%(after)s”. Keep “%(before)s”."
    ) % {"before": before, "after": page.licence}
    return {"licence": [ValidationError(said)]}
