"""Who is gone: when an account is erased, what is kept of releases and the lake forget its name."""

from uuid import uuid4

from django.db.models.signals import post_delete

from academy.accounts.models import User
from academy.core import clock

from .lake import names
from .releases import services as releases


def _erased(sender, instance, **signal) -> None:
    releases.forget(public_ids=[instance.public_id])
    names.forget(names={instance.public_id: uuid4()}, at=clock.now())


def connect() -> None:
    """Follow accounts that are erased."""
    post_delete.connect(_erased, sender=User)
