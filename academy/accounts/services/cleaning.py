"""Forgetting what is over: sessions that nobody can use any more."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def forget_expired_sessions(at: datetime) -> int:
    """Remove the sessions that ended before `at`, and what was noted of them; return how many."""
    removed, _each = Session.objects.filter(expire_date__lt=at).delete()
    open_sessions = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=open_sessions).delete()
    return removed
