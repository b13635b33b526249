"""Checkpoints of the ledger of credits: where it ended on a day, signed, kept outside the academy.

The digests of a ledger show that one line was changed; whoever can write the whole database can
compute all of them anew. What was mailed to others before can't be called back
(docs/adr/0038-checkpoints-of-the-ledger.md).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

from courses.models import Credit, CreditHead
from courses.queries import certificate_keys, signed_payload
from courses.recognition.signing import NotSigned, payload_of

FORMAT = "academie-checkpoint/1"
_BEGIN, _END = "-----BEGIN LEDGER CHECKPOINT-----", "-----END LEDGER CHECKPOINT-----"
_WRITTEN = re.compile(f"{_BEGIN}(.{{1,8000}}?){_END}", re.DOTALL)
# Short enough for every mail server and every reader of mails.
_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the ledger called `ledger` ended on `day`: after `length` lines, the last with the
    digest `head`.

    `academy`: the host that the key says; `thumbprint`: of the key that signed. The key of whoever
    makes a checkpoint up is in it too: it proves nothing until it is compared.
    """

    ledger: str
    length: int
    head: str
    day: str
    academy: str
    thumbprint: str

    @property
    def is_of_own_key(self) -> bool:
        """Tell whether a key of this academy signed it, the present one or a former one."""
        return self.thumbprint in {one["kid"] for one in certificate_keys().jwks()}


class Unreadable(ValueError):
    """A text that isn't what a checkpoint is, or isn't what was signed."""


def checkpoint_on(day: date) -> str:
    """Return where the ledger ends, signed, as lines of text; "" as long as it is empty."""
    head = CreditHead.objects.filter(pk=CreditHead.ONLY).first()
    if head is None or not head.length:
        return ""
    said = {
        "format": FORMAT,
        "ledger": str(head.ledger),
        "length": head.length,
        "head": head.last_digest,
        "day": day.isoformat(),
    }
    return "\n".join([_BEGIN, *wrap(signed_payload(said), _WIDTH), _END])


def checkpoints_in(data: bytes) -> list[Checkpoint]:
    """Return the checkpoints in a file: a text, or a mail as it was saved.

    Raises Unreadable where it holds none, or one that isn't what was signed.
    """
    found = [_read(one) for text in _texts_in(data) for one in _WRITTEN.findall(text)]
    if not found:
        raise Unreadable("It holds no checkpoint.")
    return found


def _texts_in(data: bytes) -> Iterator[str]:
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",)) if "Subject" in message else None
    if body is not None:
        yield str(body.get_content())
    else:
        yield data.decode("utf-8", "replace")


def _read(written: str) -> Checkpoint:
    # Who answers or forwards a mail has "> " before each line.
    token = "".join(written.replace(">", "").split())
    try:
        signed, payload = payload_of(token)
        said: dict[str, Any] = json.loads(payload)
        found = Checkpoint(
            ledger=str(said["ledger"]),
            length=int(said["length"]),
            head=str(said["head"]),
            day=str(said["day"]),
            academy=urlsplit(signed.key_address).hostname or "",
            thumbprint=signed.thumbprint,
        )
        is_checkpoint = said["format"] == FORMAT
    except NotSigned as error:
        raise Unreadable("A checkpoint in it was changed: its signature isn't right.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("What is signed in it is no checkpoint.") from error
    if not is_checkpoint:
        raise Unreadable("A checkpoint in it is of another format.")
    return found


def contradiction(kept: Checkpoint) -> str:
    """Return how the ledger contradicts a checkpoint: "other" (it has another name), "short" (it
    has fewer lines), "rewritten" (the line at that place is another one); "" where it goes on from
    there. What each line says is for `ledger.verify` to check."""
    head = CreditHead.objects.filter(pk=CreditHead.ONLY).first() or CreditHead()
    if str(head.ledger) != kept.ledger:
        return "other"
    if not 0 < kept.length <= head.length:
        return "short"
    lines = Credit.objects.order_by("pk").values_list("digest", flat=True)
    [*found] = lines[kept.length - 1 : kept.length]
    return "" if found == [kept.head] else "rewritten"
