"""Second factors, all of them at once."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from academy.accounts import sealing

from . import audit

# Where allauth keeps what its adapter sealed, in `Authenticator.data`.
_TEXTS = ("secret", "seed")
_LISTS = ("migrated_codes",)


@dataclass(frozen=True, slots=True)
class Resealing:
    """How many second factors were sealed again, and whose can't be read with any key."""

    sealed: int
    unreadable: tuple[str, ...]


@transaction.atomic
def seal_factors_again(*, at: datetime) -> Resealing:
    """Seal every second factor with SECRET_KEY, so that SECRET_KEY_FALLBACKS may be emptied.

    A factor that no key opens is left as it is, and its person's public id is returned.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    kept: list[Authenticator] = []
    unreadable = set()
    sealed_types = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    factors = Authenticator.objects.select_for_update().filter(type__in=sealed_types)
    for factor in factors.select_related("user").order_by("pk"):
        try:
            factor.data |= {
                name: sealing.seal_again(factor.data[name], keys)
                for name in _TEXTS
                if name in factor.data
            }
            factor.data |= {
                name: [sealing.seal_again(one, keys) for one in factor.data[name]]
                for name in _LISTS
                if name in factor.data
            }
        except sealing.Unreadable:
            unreadable.add(str(factor.user.public_id))
        else:
            kept.append(factor)
    Authenticator.objects.bulk_update(kept, ["data"], batch_size=500)
    audit.record(
        at=at,
        actor=None,
        action="factors.seal_again",
        details={"sealed": len(kept), "unreadable": len(unreadable)},
    )
    return Resealing(sealed=len(kept), unreadable=tuple(sorted(unreadable)))
