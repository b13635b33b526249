"""What the pages of credentials show."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from academy.organisms.policies import Viewer

from . import policies
from .models import Credential, Statement

# What the list may be narrowed to.
KINDS = ("in-use", "revoked", "all")


def credentials_to_show(
    user: Viewer, day: date, *, kind: str = "in-use", search: str = ""
) -> QuerySet[Credential]:
    """Return the credentials that `user` may see, by name, narrowed to one of KINDS.

    Each has `last_stored_at`: when it last stored a statement, read along an index.
    """
    rows = policies.credentials_of(user, day).select_related("organism", "created_by")
    if kind != "all":
        rows = rows.filter(revoked_at__isnull=kind == "in-use")
    if search:
        rows = rows.filter(
            Q(name__icontains=search) | Q(key=search) | Q(organism__code__iexact=search)
        )
    last = Statement.objects.filter(credential=OuterRef("pk")).order_by("-stored", "-seq")
    return rows.annotate(last_stored_at=Subquery(last.values("stored")[:1])).order_by("name", "pk")
