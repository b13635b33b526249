"""Open Badges 3.0 (https://www.imsglobal.org/spec/ob/v3p0/), to the words that we use of it. Pure.

A badge is an OpenBadgeCredential (B.1.1), a W3C Verifiable Credential (VCDM 2.0), whose JWT is its
proof (8.2, "JSON Web Token Proof Format"): the claims `iss`, `jti`, `sub`, `nbf` and `exp` repeat
`issuer.id`, `id`, `credentialSubject.id`, `validFrom` and `validUntil` (8.2.4). Whether it was
withdrawn since is a bit of a BitstringStatusListCredential
(https://www.w3.org/TR/vc-bitstring-status-list/). The JWT is baked into a PNG as 5.3.1 says.
"""

import base64
import gzip
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LIST_LENGTH = 131_072
"""How many certificates a status list tells of: the fewest that the specification allows, so that
asking about one doesn't say which."""

_KEYWORD = b"openbadgecredential"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: `id` is the address of its profile."""

    id: str
    name: str
    url: str

    def profile(self) -> dict[str, Any]:
        """Return the issuer's Profile (B.1.23)."""
        return {"id": self.id, "type": ["Profile"], "name": self.name, "url": self.url}


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, in one language.

    `id`: the address at which anybody checks it. `subject`: a URN that means nobody elsewhere.
    `holder`: the name, "" where there is none. `achievement`: the IRI of the path. `percent`: of
    the marks. `status_list` and `status_index`: where its withdrawal would be told.
    """

    id: str
    language: str
    issuer: Issuer
    subject: str
    holder: str
    achievement: str
    title: str
    summary: str
    criteria: str
    valid_from: datetime
    valid_until: datetime | None
    percent: int | None
    percent_name: str
    status_list: str
    status_index: int


def credential(badge: Badge) -> dict[str, Any]:
    """Return the OpenBadgeCredential of a badge, with the claims of its JWT."""
    subject: dict[str, Any] = {"id": badge.subject, "type": ["AchievementSubject"]}
    if badge.holder:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "identityHash": badge.holder,
                "identityType": "name",
                "hashed": False,
            }
        ]
    achievement: dict[str, Any] = {
        "id": badge.achievement,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": badge.title,
        "description": badge.summary,
        "criteria": {"narrative": badge.criteria},
        "inLanguage": badge.language,
    }
    if badge.percent is not None:
        described = f"{badge.achievement}#score"
        achievement["resultDescription"] = [
            {
                "id": described,
                "type": ["ResultDescription"],
                "name": badge.percent_name,
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
        ]
        subject["result"] = [
            {"type": ["Result"], "resultDescription": described, "value": str(badge.percent)}
        ]
    subject["achievement"] = achievement
    made: dict[str, Any] = {
        "@context": [VC_CONTEXT, OB_CONTEXT],
        "id": badge.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": badge.issuer.profile(),
        "validFrom": _moment(badge.valid_from),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{badge.status_list}#{badge.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status_index),
            "statusListCredential": badge.status_list,
        },
        "iss": badge.issuer.id,
        "jti": badge.id,
        "sub": badge.subject,
        "nbf": int(badge.valid_from.timestamp()),
    }
    if badge.valid_until is not None:
        made["validUntil"] = _moment(badge.valid_until)
        made["exp"] = int(badge.valid_until.timestamp())
    return made


def status_list(
    *, address: str, issuer: Issuer, withdrawn: Iterable[int], at: datetime
) -> dict[str, Any]:
    """Return the credential that tells which of its certificates (by number) are withdrawn.

    With the claims of its JWT. The bit of number 0 is the leftmost of the first byte.
    """
    bits = bytearray(LIST_LENGTH // 8)
    for number in withdrawn:
        bits[number // 8] |= 0x80 >> (number % 8)
    # The same list is the same text: no time in the header of what is compressed.
    packed = gzip.compress(bytes(bits), mtime=0)
    return {
        "@context": [VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": _moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            # Multibase: base64url without padding.
            "encodedList": "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode(),
        },
        "iss": issuer.id,
        "jti": address,
        "sub": f"{address}#list",
        "nbf": int(at.timestamp()),
    }


def baked(picture: bytes, token: str) -> bytes:
    """Return a PNG that carries `token` in an iTXt chunk, right after its header, uncompressed.

    Raises ValueError for what is no PNG.
    """
    if not picture.startswith(_PNG):
        raise ValueError("A badge is baked into a PNG.")
    # Length, type and check sum of the header chunk are 12 bytes beside what it holds.
    (length,) = struct.unpack(">I", picture[8:12])
    end = len(_PNG) + 12 + length
    body = b"iTXt" + _KEYWORD + b"\0\0\0\0\0" + token.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:end] + chunk + picture[end:]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
