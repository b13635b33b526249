"""Several clients change one document at once, on real connections."""

import json

import pytest
from django.utils import timezone

from academy.lrs import document_queries
from academy.lrs.models import Document
from academy.lrs.services import (
    DocumentContent,
    delete_document,
    delete_documents,
    merge_document,
    put_document,
)
from academy.lrs.xapi.documents import Place
from academy.lrs.xapi.preconditions import Preconditions, Unconditional, Unmet

from .test_concurrency import in_threads

pytestmark = pytest.mark.usefixtures("committed")

STATE = Place(
    kind="state",
    organism_id=None,
    activity="https://academie.example/activities/1",
    agent="mbox mailto:learner@b.example",
    document_id="one",
)
ROUNDS = 15
NEW = Preconditions(if_none_match=frozenset("*"))


def content(value):
    return DocumentContent(data=json.dumps(value).encode(), media_type="application/json")


def put(value, preconditions, place=STATE):
    """Put a document; say whether it was kept."""
    try:
        put_document(
            place=place, content=content(value), at=timezone.now, preconditions=preconditions
        )
    except (Unmet, Unconditional):
        return False
    return True


def seen():
    found = document_queries.document(STATE)
    return Preconditions(if_match=frozenset((found.etag,)))


def kept():
    return json.loads(document_queries.document(STATE).data)


def test_of_several_first_puts_one_wins():
    """Communication 3.1: If-None-Match: * where there was none yet; 9274 4.1.4: no header."""
    for number in range(ROUNDS):
        header = NEW if number % 2 else Preconditions()
        results = in_threads(*[lambda c=one, h=header: put(c, h) for one in range(4)])
        assert results.count(True) == 1
        assert kept() == results.index(True)
        delete_document(place=STATE)


def test_no_property_is_lost_where_several_merge():
    """Communication 2.2: each POST sees what the one before left, from the first on."""

    def merge(name):
        merge_document(place=STATE, content=content({name: True}), at=timezone.now)

    for _ in range(ROUNDS):
        in_threads(*[lambda n=f"p{one}": merge(n) for one in range(4)])
        assert kept() == {f"p{one}": True for one in range(4)}
        delete_document(place=STATE)


def test_a_delete_and_a_put_with_one_etag():
    """Whichever comes first, the other is told that the document isn't what it has seen."""

    def delete(preconditions):
        try:
            delete_document(place=STATE, preconditions=preconditions)
        except Unmet:
            return False
        return True

    for number in range(ROUNDS):
        put(["old", number], NEW)
        same = seen()
        was_put, was_deleted = in_threads(
            lambda s=same, n=number: put(["new", n], s), lambda s=same: delete(s)
        )
        assert was_put is not was_deleted
        assert (document_queries.document(STATE) is None) is was_deleted
        delete_document(place=STATE)


def test_who_clears_and_who_writes_do_not_wait_in_a_circle():
    """Communication 2.3: each request ends, and what was put after the clearing is there."""
    places = [
        Place(STATE.kind, None, STATE.activity, STATE.agent, document_id=f"d{one}")
        for one in range(8)
    ]
    all_of_it = Place(STATE.kind, None, STATE.activity, STATE.agent)

    def write(order):
        for place in order:
            merge_document(place=place, content=content({"a": 1}), at=timezone.now)
        return True

    def clear():
        delete_documents(place=all_of_it)
        return True

    for _ in range(ROUNDS):
        results = in_threads(lambda: write(places), lambda: write(places[::-1]), clear, clear)
        assert results == [True] * 4
    write(places)
    assert len(document_queries.document_ids(all_of_it)[0]) == 8
    clear()
    assert not Document.objects.exists()
