"""Whose names are erased, and what stands in their place."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import ErasedName

_PURPOSE = "barometer.lake.erased"


def forget(
    *,
    names: Mapping[UUID, UUID],
    at: datetime,
    texts: Sequence[str] = (),
    words: Sequence[str] = (),
) -> None:
    """Note that these people were erased: what is written from now on has other names, and the
    files that have theirs are rewritten (services.erase).

    `names`: the other name of each; `texts` and `words`: addresses and the name of the only one
    (ErasedName).
    """
    has_lake = bool(settings.STATEMENTS_LAKE)
    ErasedName.objects.bulk_create(
        [
            ErasedName(
                digest=_digest(str(public_id), settings.SECRET_KEY),
                name=name,
                former=public_id if has_lake else None,
                texts=_written(texts) if has_lake else [],
                words=_written(words) if has_lake else [],
                erased_at=at,
            )
            for public_id, name in names.items()
        ],
        ignore_conflicts=True,
    )


def _written(texts: Sequence[str]) -> list[str]:
    """Return texts as they may stand in JSON, with letters or with their numbers."""
    forms = (
        json.dumps(text, ensure_ascii=ascii)[1:-1] for text in texts for ascii in (False, True)
    )
    return list(dict.fromkeys(forms))


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
