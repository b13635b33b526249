"""How many requests a credential makes in a minute, on a clock that the test moves."""

import base64
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from academy.core.pace import BUCKETS, Pace
from academy.lrs.api import authentication
from academy.lrs.services import create_credential, limit_credential
from tests.e2e.serving import free_port
from tests.factories.organisms import RoleGrantFactory

from .conftest import AT, Api
from .samples import statement
from .served import posted


# --- The buckets alone ---------------------------------------------------------------------------
def taken(pace, client, per_minute, now, times):
    """How many of so many requests at one moment go through."""
    return sum(pace.wait(client, per_minute, now=now) == 0 for _ in range(times))


@pytest.mark.parametrize("per_minute", [1, 3, 7, 60, 999, 30_000])
def test_a_minutes_worth_goes_at_once_and_refills_evenly(per_minute):
    pace = Pace()
    assert taken(pace, 1, per_minute, 1000.0, per_minute + 5) == per_minute
    # Just before the next token is there, and just after.
    each = 60 / per_minute
    assert pace.wait(1, per_minute, now=1000.0 + each * 0.99) > 0
    assert pace.wait(1, per_minute, now=1000.0 + each * 1.01) == 0
    # After a quiet hour no more than a minute's worth again.
    assert taken(pace, 1, per_minute, 5000.0, per_minute + 5) == per_minute


def test_who_waits_as_told_gets_through():
    pace = Pace()
    taken(pace, 1, 7, 0.0, 7)
    seconds = pace.wait(1, 7, now=0.0)
    assert seconds == 9
    assert pace.wait(1, 7, now=float(seconds)) == 0


def test_a_refused_request_costs_nothing():
    pace = Pace()
    taken(pace, 1, 2, 0.0, 2)
    for _ in range(100):
        assert pace.wait(1, 2, now=1.0) == 29
    assert pace.wait(1, 2, now=30.0) == 0


def test_clients_dont_share_and_zero_is_no_limit():
    pace = Pace()
    assert taken(pace, 1, 2, 0.0, 9) == 2
    assert taken(pace, 2, 2, 0.0, 9) == 2
    assert taken(pace, 1, 0, 0.0, 9) == 9


def test_the_highest_number_has_a_bucket_and_one_far_beyond_shares_it():
    pace = Pace()
    assert taken(pace, BUCKETS - 1, 2, 0.0, 9) == 2
    assert taken(pace, 2 * BUCKETS - 1, 2, 0.0, 9) == 0
    assert taken(pace, BUCKETS, 2, 0.0, 9) == 2


# --- Several processes ---------------------------------------------------------------------------
class Forked:
    """Processes that were forked after `pace` was made, each of which counts when it is told."""

    def __init__(self, pace, count):
        context = multiprocessing.get_context("fork")
        self.ends = []
        self.processes = []
        for _ in range(count):
            own, theirs = context.Pipe()
            process = context.Process(target=self._count, args=[pace, theirs], daemon=True)
            process.start()
            self.ends.append(own)
            self.processes.append(process)

    @staticmethod
    def _count(pace, end):
        while (told := end.recv()) is not None:
            end.send(taken(pace, *told))

    def tell(self, number, *what):
        """Have process `number` count `what`."""
        self.ends[number].send(what)

    def told(self, number):
        """Return how many requests went through there."""
        assert self.ends[number].poll(30), "the process says nothing"
        return self.ends[number].recv()

    def stop(self):
        for end in self.ends:
            end.send(None)
        for process in self.processes:
            process.join(30)


@pytest.fixture
def fork():
    """Return a function that forks so many processes, which end with the test."""
    started = []

    def fork(pace, count):
        started.append(Forked(pace, count))
        return started[-1]

    yield fork
    for processes in started:
        processes.stop()


def test_processes_count_together(fork):
    pace = Pace()
    processes = fork(pace, 3)

    def in_turn(client, now, times):
        found = 0
        for number in [0, 1, 2] * times:
            processes.tell(number, client, 10, now, 1)
            found += processes.told(number)
        return found

    assert in_turn(1, 1000.0, 5) == 10
    assert in_turn(2, 1000.0, 5) == 10
    # One each six seconds, whichever process is asked.
    assert in_turn(1, 1011.9, 2) == 1
    assert in_turn(1, 1012.1, 2) == 1
    assert taken(pace, 1, 10, 1012.1, 5) == 0


def test_processes_that_count_at_once_never_refuse_below_the_limit(fork):
    processes = fork(Pace(), 4)
    for number in range(4):
        processes.tell(number, 1, 2_000, 1000.0, 1_500)
    assert sum(processes.told(number) for number in range(4)) >= 2_000


@pytest.mark.e2e
def test_the_served_academy_counts_once(serve):
    pair = create_credential(
        name="client", scopes=["all"], at=timezone.now(), requests_per_minute=6
    )
    port = free_port()
    serve("manage.py", "serve", "--port", str(port), "--workers", "4", port=port)
    start = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        statuses = [*pool.map(lambda _: posted(port, pair, [statement()]), range(60))]
    # One more each ten seconds, however long it took.
    refilled = (time.monotonic() - start) / 10 + 1
    assert set(statuses) == {200, 429}
    assert 6 <= statuses.count(200) <= 6 + refilled


# --- By the API ----------------------------------------------------------------------------------
@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until the test moves it."""

    class Clock:
        now = 1_000_000.0

    monkeypatch.setattr(authentication, "_clock", lambda: Clock.now)
    # A credential of another test had the same number.
    monkeypatch.setattr(authentication, "_pace", Pace())
    authentication.forget_clients()
    yield Clock
    # What was remembered bears the time of this clock.
    authentication.forget_clients()


def limited(client, per_minute, **more):
    made = create_credential(
        name="x", scopes=["all"], at=AT, requests_per_minute=per_minute, **more
    )
    return Api(client, made)


def test_beyond_the_limit_the_answer_is_429_with_the_time_to_wait(client, db, clock):
    api = limited(client, 5)
    assert [api.get().status_code for _ in range(5)] == [200] * 5
    for reply in (api.get(), api.post(statement()), api.put(statement(), "nothing")):
        assert reply.status_code == 429
        assert reply["Retry-After"] == "12"
        assert reply["Content-Type"] == "application/json"
        assert reply["X-Experience-API-Version"] == "2.0.0"
        assert reply["X-Experience-API-Consistent-Through"]
        error = reply.json()["error"]
        assert error.endswith(".")
        assert "5 requests per minute" in error
    clock.now += 12
    assert api.get().status_code == 200
    assert api.get().status_code == 429


def test_nothing_of_a_refused_request_is_stored(client, db, clock):
    api = limited(client, 1)
    assert api.post(statement()).status_code == 200
    assert api.post(statement()).status_code == 429
    clock.now += 60
    assert len(api.ids()) == 1


def test_the_setting_is_for_those_without_a_limit_of_their_own(client, db, clock, settings):
    settings.XAPI_REQUESTS_PER_MINUTE = 2
    plain, own, free = limited(client, None), limited(client, 4), limited(client, 0)
    assert [plain.get().status_code for _ in range(3)] == [200, 200, 429]
    assert [own.get().status_code for _ in range(5)] == [200] * 4 + [429]
    assert [free.get().status_code for _ in range(9)] == [200] * 9
    settings.XAPI_REQUESTS_PER_MINUTE = 0
    other = limited(client, None)
    assert [other.get().status_code for _ in range(9)] == [200] * 9


def test_another_limit_counts_at_once(client, db, clock):
    api = limited(client, 1)
    assert [api.get().status_code for _ in range(2)] == [200, 429]
    by = RoleGrantFactory(administrator=True).user
    limit_credential(credential=api.credential, requests_per_minute=0, at=AT, by=by)
    assert [api.get().status_code for _ in range(3)] == [200] * 3


def test_counting_costs_no_query(client, db, clock, django_assert_num_queries):
    api = limited(client, 2)
    assert api.get().status_code == 200
    request = client.get("/xapi/statements", headers=api.headers).wsgi_request
    with django_assert_num_queries(0), pytest.raises(authentication.Stop) as stop:
        authentication.client_of(request)
    assert stop.value.status == 429


def test_failed_attempts_neither_shut_a_credential_out_nor_use_it_up(client, db, clock):
    api = limited(client, 3)
    wrong = {**api.headers, "authorization": "Basic " + _basic(f"{api.credential.key}:wrong")}
    for _ in range(50):
        assert client.get("/xapi/statements", headers=wrong).status_code == 401
    assert [api.get().status_code for _ in range(4)] == [200] * 3 + [429]


def test_other_spellings_of_the_header_share_one_bucket(client, db, clock):
    api = limited(client, 2)
    token = api.headers["authorization"].partition(" ")[2]
    spellings = [f"Basic {token}", f"basic {token}", f"BASIC  {token}"]
    codes = [
        client.get("/xapi/statements", headers={**api.headers, "authorization": one}).status_code
        for one in spellings
    ]
    assert codes == [200, 200, 429]


def _basic(text):
    return base64.b64encode(text.encode()).decode()
