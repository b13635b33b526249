"""What the public conformance suite does not prove of walking `more` while others write."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from academy.lrs.api import authentication
from academy.lrs.models import Statement
from academy.lrs.xapi.times import parse_timestamp
from tests.lrs.conftest import FormApi
from tests.lrs.samples import VERB, statement
from tests.lrs.test_concurrency import held_open, in_threads

THROUGH = "X-Experience-API-Consistent-Through"


@pytest.mark.parametrize("filters", [{}, {"verb": VERB["id"]}])
@pytest.mark.parametrize("ascending", ["true", "false"])
def test_beyond_walking_more_loses_and_repeats_nothing_while_two_write(
    client_at_once, filters, ascending
):
    """Communication 2.1.3, Data 2.5: all that was stored before is there once; up to what was
    consistent (Consistent-Through) all that there ever will be."""
    api = client_at_once()
    before = [one for _ in range(4) for one in api.post([statement() for _ in range(10)]).json()]
    # Who walks sets out once both are writing.
    begun, written = threading.Barrier(3, timeout=30), threading.Event()

    def write():
        own = client_at_once()
        answers = {own.post([statement(), statement()]).status_code}
        begun.wait()
        while not written.is_set():
            answers.add(own.post([statement(), statement()]).status_code)
        return answers

    def walk():
        own = client_at_once()
        begun.wait()
        try:
            through = own.get(limit="1")[THROUGH]
            settled = own.walk(limit="7", until=through, ascending=ascending, **filters)
            return own.walk(limit="9", ascending=ascending, **filters), settled, through
        finally:
            written.set()

    *answers, (found, settled, through) = in_threads(write, write, walk)
    assert answers == [{200}, {200}]
    for walked in (found, settled):
        assert len(walked) == len(set(walked))
        assert set(before) <= set(walked)
    order = ("stored", "seq") if ascending == "true" else ("-stored", "-seq")
    kept = Statement.objects.filter(stored__lte=parse_timestamp(through)).order_by(*order)
    assert settled == [str(one) for one in kept.values_list("statement_id", flat=True)]


def followed(api, more):
    return api.client.get(more, headers=api.headers).json()


@pytest.mark.parametrize("filters", [{}, {"verb": VERB["id"]}])
@pytest.mark.parametrize("until", [{}, {"until": "2030-01-01T00:00:00Z"}])
def test_beyond_an_ascending_walk_passes_no_statement_on_its_way(client_at_once, filters, until):
    """Communication 2.1.3: Consistent-Through is about what has, or will have, an earlier stored;
    pages that go forward end there, so that who goes on later finds all of it."""
    api, asked = client_at_once(), {"ascending": "true", **filters, **until}
    before = api.post([statement() for _ in range(3)]).json()
    first = api.get(limit="2", **asked).json()
    slow, quick = statement(), statement()
    end = held_open(slow)
    try:
        if connection.vendor == "postgresql":
            # It is stored after the one on its way has begun, and before that has ended.
            assert api.post(quick).status_code == 200
            assert api.ids(**filters) == [quick["id"], *reversed(before)]
        last = followed(api, first["more"])
        assert [one["id"] for one in last["statements"]] == before[2:]
        assert last["more"] == ""
        reached = last["statements"][-1]["stored"]
        assert api.ids(since=reached, **asked) == []
    finally:
        end()
    if connection.vendor != "postgresql":
        # One writes at a time: the other had to wait.
        assert api.post(quick).status_code == 200
    both = [slow["id"], quick["id"]]
    assert api.ids(since=reached, **asked) == both
    again = followed(api, first["more"])
    assert [one["id"] for one in again["statements"]] == before[2:] + both[:1]
    assert [one["id"] for one in followed(api, again["more"])["statements"]] == both[1:]


def test_beyond_who_follows_ascending_pages_gets_all_once_and_in_order(client_at_once):
    """Communication 2.1.3: page by page, then by the `stored` of the last, while two write."""
    begun, writing = threading.Barrier(3, timeout=30), [True, True]

    def write(number):
        own = client_at_once()
        begun.wait()
        try:
            for round_ in range(15):
                own.post([statement() for _ in range(round_ % 3 + 1)])
        finally:
            writing[number] = False

    def follow():
        own, found, since = client_at_once(), [], {}
        begun.wait()
        ended = False
        while not ended:
            # What was stored before they stopped is found after.
            ended = not any(writing)
            page = own.get(limit="4", ascending="true", **since).json()
            found += page["statements"]
            while page["more"]:
                page = followed(own, page["more"])
                found += page["statements"]
            since = {"since": found[-1]["stored"]} if found else {}
        return [one["id"] for one in found]

    *_, found = in_threads(lambda: write(0), lambda: write(1), follow)
    kept = Statement.objects.order_by("stored", "seq").values_list("statement_id", flat=True)
    assert len(kept) == 60
    assert found == [str(one) for one in kept]


def test_beyond_what_was_just_stored_is_found_at_once_in_either_order(client_at_once):
    """Communication 2.1.3; by a form too, in 1.0.3."""
    api, old = client_at_once(), client_at_once("1.0.3")
    form, ids = FormApi(old), []
    for _ in range(3):
        ids += api.post(statement()).json()
        assert api.ids(ascending="true") == ids
        assert api.ids() == ids[::-1]
        found = form("GET", ascending="true").json()["statements"]
        assert [one["id"] for one in found] == ids


@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize("filters", [{}, {"verb": statement()["verb"]["id"]}])
def test_beyond_pages_hold_where_stored_goes_back_and_is_shared(api, record, ascending, filters):
    """Communication 2.1.3, Data 2.5."""
    # Batches share one `stored`, and some are stored with an earlier one than those before.
    now = timezone.now()
    ids = []
    for number in range(6):
        at = now - timedelta(seconds=number % 3)
        ids += record(*(statement() for _ in range(3)), at=at).ids
    reply = api.get(limit="4", ascending=ascending, **filters).json()
    found = []
    while True:
        found += [one["id"] for one in reply["statements"]]
        assert len(reply["statements"]) <= 4
        if not reply["more"]:
            break
        record(statement(), at=timezone.now())
        record(statement(), at=now - timedelta(hours=1))
        reply = api.client.get(reply["more"], headers=api.headers).json()
    assert len(found) == len(set(found))
    assert {str(one) for one in ids} <= set(found)


def test_beyond_more_is_alive_after_24_hours(api, monkeypatch):
    """Data 2.5: for 24 hours at least; what was stored meanwhile shifts nothing."""
    earlier = timezone.now() - timedelta(hours=25)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: earlier)
        ids = api.post([statement() for _ in range(5)]).json()
        first = {order: api.get(limit="2", ascending=order).json() for order in ("true", "false")}
    authentication.forget_clients()
    new = api.post(statement()).json()
    expected = {"true": ids[2:] + new, "false": ids[2::-1]}
    for order, page in first.items():
        found = []
        while page["more"]:
            page = api.client.get(page["more"], headers=api.headers).json()
            found += [one["id"] for one in page["statements"]]
        assert found == expected[order]
