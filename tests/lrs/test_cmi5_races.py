"""Two tabs, two launches, two fetches at once, on real connections."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from django.utils import timezone

from academy.lrs.models import LaunchSession, Statement
from academy.lrs.services import (
    abandon,
    abandon_idle,
    close_sessions_of,
    fetch_token,
    record_for_session,
)
from academy.lrs.services.session_statements import note_preferences_read
from academy.lrs.xapi.cmi5_rules import NotConforming
from academy.lrs.xapi.vocabulary import Verb

from .au import ACTOR, Au, launch
from .test_concurrency import in_threads

pytestmark = pytest.mark.usefixtures("committed", "no_readers")
ROUNDS = 8


def registration(number):
    return UUID(int=number + 1)


def started(number=0):
    """A session whose AU may speak, and its AU."""
    session, key = launch(at=timezone.now(), registration=registration(number))
    fetch_token(key=key, at=timezone.now())
    note_preferences_read(session=session, at=timezone.now())
    au = Au(None, session, key)
    assert said(au, Verb.INITIALIZED)
    return au


def said(au, *verbs):
    """Tell whether the store took what an AU says."""
    statements = [msgspec.json.encode(au.said(verb)) for verb in verbs]
    try:
        record_for_session(
            session=au.session, statements=statements, at=timezone.now, version="1.0.3"
        )
    except NotConforming:
        return False
    return True


def count(verb):
    return Statement.objects.filter(verb=verb).count()


def test_of_two_that_fetch_at_once_one_gets_the_token():
    for number in range(ROUNDS):
        _session, key = launch(at=timezone.now(), registration=registration(number))
        results = in_threads(*[lambda k=key: fetch_token(key=k, at=timezone.now())] * 4)
        assert sorted(one.code for one in results) == ["", "1", "1", "1"]
        assert sum(bool(one.token) for one in results) == 1


@pytest.mark.parametrize("verb", [Verb.COMPLETED, Verb.PASSED, Verb.TERMINATED])
def test_of_two_tabs_that_say_the_same_one_is_refused(verb):
    for number in range(ROUNDS):
        au = started(number)
        results = in_threads(*[lambda a=au: said(a, verb)] * 3)
        assert sorted(results) == [False, False, True]
    assert count(verb) == ROUNDS


def test_passed_and_failed_at_once():
    for number in range(ROUNDS):
        au = started(number)
        results = in_threads(lambda a=au: said(a, Verb.PASSED), lambda a=au: said(a, Verb.FAILED))
        assert sorted(results) == [False, True]


def test_two_launches_at_once_leave_one_session():
    """cmi5 9.3.6; each of the others is abandoned once."""
    for number in range(ROUNDS):
        in_threads(*[lambda n=number: launch(at=timezone.now(), registration=registration(n))] * 3)
        own = LaunchSession.objects.filter(registration=registration(number))
        assert (own.count(), own.open().count()) == (3, 1)
    assert count(Verb.ABANDONED) == 2 * ROUNDS


def test_a_session_ends_once():
    """Who abandons it, who signs out and the AU itself: whoever comes first."""
    for number in range(ROUNDS):
        au = started(number)
        ended = in_threads(
            lambda a=au: abandon(session=a.session, at=timezone.now()),
            lambda: close_sessions_of(actor=ACTOR, at=timezone.now()) == 1,
            lambda a=au: said(a, Verb.TERMINATED),
        )
        assert sorted(ended) == [False, False, True]
        assert not said(au, Verb.COMPLETED)
    assert count(Verb.ABANDONED) + count(Verb.TERMINATED) == ROUNDS


def test_nothing_is_said_after_a_session_was_abandoned():
    for number in range(ROUNDS):
        au = started(number)
        completed, _ended = in_threads(
            lambda a=au: said(a, Verb.COMPLETED),
            lambda a=au: abandon(session=a.session, at=timezone.now()),
        )
        verbs = Statement.objects.filter(registration=registration(number)).order_by("seq")
        expected = [Verb.INITIALIZED, *([Verb.COMPLETED] if completed else []), Verb.ABANDONED]
        assert list(verbs.values_list("verb", flat=True)) == expected


def test_an_au_that_is_heard_of_meanwhile_is_not_idle():
    au = started()
    before = timezone.now() + timedelta(hours=1)
    LaunchSession.objects.update(last_seen_at=before + timedelta(seconds=1))
    assert abandon_idle(before=before, at=before) == 0
    assert said(au, Verb.COMPLETED)
