"""What is over is forgotten."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from academy.accounts.services.cleaning import forget_expired_sessions

from .conftest import is_signed_in

pytestmark = pytest.mark.django_db


def test_sessions_that_ended_are_forgotten_with_what_was_noted_of_them(client, person, sign_in):
    sign_in()
    key = client.session.session_key
    assert UserSession.objects.get().session_key == key
    assert forget_expired_sessions(timezone.now()) == 0
    assert is_signed_in(client)
    assert UserSession.objects.exists()

    assert forget_expired_sessions(timezone.now() + timedelta(hours=13)) == 1
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.exists()
