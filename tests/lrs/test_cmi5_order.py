"""cmi5 9.3: what is said first, last and once, in a session and in a registration."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.models import LaunchSession, Statement
from academy.lrs.xapi.cmi5_rules import Launch, NotConforming, Standing, judge
from academy.lrs.xapi.times import format_timestamp
from academy.lrs.xapi.vocabulary import Verb

from .au import ACTIVITY, ACTOR, PUBLISHER, REGISTRATION, Au
from .test_cmi5_statements import EXPERIENCED, refused

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
ONCE = (Verb.INITIALIZED, Verb.COMPLETED, Verb.PASSED)


# --- Any sequence, without a database ------------------------------------------------------------
SESSION = LaunchSession(
    public_id=uuid4(), registration=REGISTRATION, actor=ACTOR, activity_id=ACTIVITY,
    publisher_id=PUBLISHER, mastery_score=None, launch_mode="Normal",
)  # fmt: skip
WORDS = [Verb.INITIALIZED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.TERMINATED, EXPERIENCED]
LAUNCH = Launch(
    session_id=str(SESSION.public_id), registration=str(REGISTRATION), actor=ACTOR,
    activity_id=ACTIVITY, launch_mode="Normal", mastery_score=None, template={},
)  # fmt: skip
said = st.tuples(st.sampled_from(WORDS), st.booleans(), st.integers(0, 4))


@given(sessions=st.lists(st.lists(said, max_size=12), max_size=4))
def test_what_is_accepted_obeys_the_order_whatever_is_sent(sessions):
    """The rules of cmi5 9.3, told over the whole of what was accepted in a registration."""
    everything = []
    for sent in sessions:
        earlier = [verb for one in everything for verb, defined, _ in one if defined]
        standing = Standing(
            completed_before=Verb.COMPLETED in earlier, passed_before=Verb.PASSED in earlier
        )
        accepted = []
        for verb, defined, minute in sent:
            defined = defined and verb != EXPERIENCED
            moment = format_timestamp(START + timedelta(minutes=minute))
            statement = Au(None, SESSION, "").said(verb, defined=defined, timestamp=moment)
            try:
                standing = judge(statement, LAUNCH, standing)
            except NotConforming:
                continue
            accepted.append((verb, defined, minute))
        _require_order(accepted)
        everything.append(accepted)
    said_of_au = [verb for one in everything for verb, defined, _ in one if defined]
    assert said_of_au.count(Verb.COMPLETED) <= 1
    assert said_of_au.count(Verb.PASSED) <= 1
    if Verb.PASSED in said_of_au:
        assert Verb.FAILED not in said_of_au[said_of_au.index(Verb.PASSED) :]


def _require_order(accepted):
    verbs = [verb for verb, defined, _ in accepted if defined]
    assert len(verbs) == len(set(verbs))
    assert not {Verb.PASSED, Verb.FAILED} <= set(verbs)
    if accepted:
        first, *others = accepted
        assert first[:2] == (Verb.INITIALIZED, True)
        assert all(minute >= first[2] for _, _, minute in others)
    if Verb.TERMINATED in verbs:
        assert accepted[-1][:2] == (Verb.TERMINATED, True)
        assert all(minute <= accepted[-1][2] for _, _, minute in accepted)


@given(st.permutations([Verb.COMPLETED, Verb.PASSED, EXPERIENCED, EXPERIENCED]))
def test_what_is_in_order_is_accepted(middle):
    """The rules don't refuse what they needn't: any way through is open."""
    standing = Standing()
    for verb in (Verb.INITIALIZED, *middle, Verb.TERMINATED):
        statement = Au(None, SESSION, "").said(verb, defined=verb != EXPERIENCED)
        standing = judge(statement, LAUNCH, standing)
    assert standing.terminated


# --- Through the store ---------------------------------------------------------------------------
@pytest.mark.parametrize("verb", [Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.TERMINATED])
def test_nothing_comes_before_initialized(au, verb):
    assert refused(au.say(verb), "9.3", '"initialized"')
    assert refused(au.say(EXPERIENCED, defined=False), "9.3")
    # What is merely allowed doesn't begin a session.
    assert refused(au.say(Verb.INITIALIZED, defined=False), "9.3")


@pytest.mark.parametrize("verb", ONCE)
def test_some_things_are_said_once(au, verb):
    au.say(Verb.INITIALIZED)
    if verb != Verb.INITIALIZED:
        assert au.say(verb).status_code == 200
    reply = au.say(verb)
    assert reply.status_code == 403
    assert "already" in reply.json()["error"]


def test_passed_and_failed_exclude_each_other_in_a_session(au):
    au.say(Verb.INITIALIZED)
    assert au.say(Verb.FAILED).status_code == 200
    for verb in (Verb.PASSED, Verb.FAILED):
        assert refused(au.say(verb), "9.3", '"failed" was said in this session')


def test_who_failed_may_pass_in_another_session_and_not_fail_after(make_au):
    first = make_au().begin()
    first.say(Verb.INITIALIZED)
    assert first.say(Verb.FAILED).status_code == 200
    second = make_au().begin()
    second.say(Verb.INITIALIZED)
    assert second.say(Verb.PASSED).status_code == 200
    assert second.say(Verb.COMPLETED).status_code == 200
    third = make_au().begin()
    third.say(Verb.INITIALIZED)
    for verb in (Verb.FAILED, Verb.PASSED):
        assert refused(third.say(verb), "9.3", "in this registration already")
    assert refused(third.say(Verb.COMPLETED), "9.3.3")


def test_another_au_of_the_registration_has_its_own_count(make_au):
    """cmi5 9.3: within a registration, per AU."""
    one = make_au().begin()
    one.say(Verb.INITIALIZED)
    one.say(Verb.COMPLETED)
    other = make_au(activity_id=f"{ACTIVITY}-b").begin()
    other.say(Verb.INITIALIZED)
    assert other.say(Verb.COMPLETED).status_code == 200


def test_the_order_is_that_of_the_timestamps(au):
    assert au.say(Verb.INITIALIZED, timestamp="2026-11-23T12:05:00Z").status_code == 200
    early = au.say(EXPERIENCED, defined=False, timestamp="2026-11-23T12:04:59Z")
    assert refused(early, "9.3")
    late = au.say(EXPERIENCED, defined=False, timestamp="2026-11-23T12:09:00Z")
    assert late.status_code == 200
    assert refused(au.say(Verb.TERMINATED, timestamp="2026-11-23T12:08:00Z"), "9.3")
    assert au.say(Verb.TERMINATED, timestamp="2026-11-23T12:09:00Z").status_code == 200


def test_a_batch_is_judged_statement_after_statement(au):
    """One that is refused takes the others with it, and is named."""
    reply = au.say(Verb.INITIALIZED, Verb.COMPLETED, Verb.COMPLETED)
    assert refused(reply, "9.3.3", "Statement 3 of the batch is refused.")
    assert reply.json()["place"] == "statements[2]"
    reply = au.say(Verb.INITIALIZED, Verb.TERMINATED, Verb.COMPLETED)
    assert refused(reply, "9.3.8")
    assert not Statement.objects.exists()
    assert au.say(Verb.INITIALIZED, Verb.COMPLETED, Verb.TERMINATED).status_code == 200


def test_what_is_sent_again_changes_nothing(au):
    """An AU whose network failed doesn't know that its statement is stored."""
    statement = au.said(Verb.INITIALIZED)
    for _ in range(2):
        assert au.post(statement).status_code == 200
        assert au.put("/statements", statement, statementId=statement["id"]).status_code == 204
    assert Statement.objects.count() == 1
    other = {**au.said(EXPERIENCED, defined=False), "id": statement["id"]}
    assert au.post(other).status_code == 409


def test_a_session_is_where_it_was_after_the_store_started_again(au, client):
    """Nothing of it is in memory."""
    au.say(Verb.INITIALIZED)
    session = LaunchSession.objects.get()
    after = Au(client, session, au.key)
    after.headers = dict(au.headers)
    assert refused(after.say(Verb.INITIALIZED), "9.3.2")
    assert after.say(Verb.COMPLETED).status_code == 200
