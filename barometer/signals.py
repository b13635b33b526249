"""Changes of where people are, handed to the background work that brings the sums up to them.

And of who is gone: when an account is erased, what is kept of releases forgets its name.
"""

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from academy.accounts.models import User
from academy.organisms.models import Membership, PeopleImport, Succession, UnitPlacement

from .releases import services as releases
from .tasks import attribute_people_again


def _enqueue() -> None:
    """Ask for it once, however many posts have changed since."""
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=attribute_people_again.module_path
    )
    if not waiting.exists():
        attribute_people_again.enqueue()


def _enqueue_once() -> None:
    """Ask at the end of the transaction, once for a whole list of people."""
    if not any(waiting[1] is _enqueue for waiting in connection.run_on_commit):
        transaction.on_commit(_enqueue)


def _places_changed(sender, **signal) -> None:
    _enqueue_once()


def _list_changed(sender, instance, **signal) -> None:
    if instance.state == PeopleImport.State.APPLIED:
        _enqueue_once()


def _erased(sender, instance, **signal) -> None:
    releases.forget(public_ids=[instance.public_id])


def connect() -> None:
    """Follow posts, places of units, mergers and splits, lists that have been applied, and accounts
    that are erased."""
    post_save.connect(_places_changed, sender=Membership)
    post_save.connect(_places_changed, sender=UnitPlacement)
    # The people of a split or merged unit are moved in bulk, which sends no signal.
    post_save.connect(_places_changed, sender=Succession)
    post_save.connect(_list_changed, sender=PeopleImport)
    post_delete.connect(_erased, sender=User)
