"""Statements of AUs -> standings: the reader that follows the record store in its transaction.

Being given a statement again changes nothing; what is voided, before or after it came, counts no
more.
"""

from collections.abc import Sequence

from django.db import transaction

from academy.lrs.queries import voided_ids
from academy.lrs.subscribers import StoredStatement
from academy.lrs.xapi.cmi5 import is_defined
from courses.acts import voided_by, voids

from .hearing import heard, keep, may_be_heard
from .mirroring import mirror
from .standings import locked, settle, standing_in
from .taking_back import take_back


def concerns(statement: StoredStatement) -> bool:
    """Return whether `statement` may change how far somebody is in a package, by its row alone."""
    return voids(statement) or may_be_heard(statement)


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    told = [one for one in batch if may_be_heard(one) and is_defined(one.data)]
    if told:
        voided = voided_ids(one.id for one in told)
        for one in told:
            if one.id not in voided:
                _follow(one)
    targets = voided_by(batch)
    if targets:
        take_back(targets=targets, at=max(one.stored for one in batch))


@transaction.atomic
def _follow(statement: StoredStatement) -> None:
    registration = statement.registration
    followed = locked(registration) if registration is not None else None
    said = heard(statement, followed) if followed is not None else None
    if followed is None or said is None:
        return
    standing = standing_in(followed, said.item["id"])
    keep(statement, standing)
    standing.save()
    settle(followed=followed, session=said.session, at=statement.stored)
    mirror(followed=followed, item=said.item, at=statement.stored)
