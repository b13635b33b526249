"""Whose names are erased, and what stands in their place."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import ErasedName

_PURPOSE = "barometer.lake.erased"


def forget(*, public_ids: Collection[UUID], at: datetime) -> None:
    """Note that these people were erased: what is written from now on has other names, and the
    files that have theirs are rewritten (services.erase)."""
    ErasedName.objects.bulk_create(
        [
            ErasedName(
                digest=_digest(str(public_id), settings.SECRET_KEY),
                name=uuid4(),
                former=public_id if settings.STATEMENTS_LAKE else None,
                erased_at=at,
            )
            for public_id in public_ids
        ],
        ignore_conflicts=True,
    )


def other_names(people: Iterable[str]) -> dict[str, str]:
    """Return the other names of those of `people` who were erased; two queries at most."""
    if not ErasedName.objects.exists():
        return {}
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = {_digest(person, key): person for person in people for key in keys}
    found = ErasedName.objects.filter(digest__in=digests).values_list("digest", "name")
    return {digests[digest]: str(name) for digest, name in found}


def _digest(person: str, key: str) -> str:
    return salted_hmac(_PURPOSE, person, secret=key, algorithm="sha256").hexdigest()
