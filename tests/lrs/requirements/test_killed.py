"""`kill -9` of the web process at every step of a POST: what was acknowledged is there once and
unaltered, and what wasn't is stored once when it is sent again.

Served for real, so these belong to the slower run (make test-e2e, make test-postgres).
"""

import json

import pytest
from django.utils import timezone

from academy.lrs.models import Statement, StatementKey
from academy.lrs.services import create_credential
from academy.lrs.xapi.equality import same_statement
from tests.e2e.serving import free_port
from tests.lrs.samples import statement
from tests.lrs.served import LIMIT, posted

pytestmark = pytest.mark.e2e

STEPS = (
    "before parsing",
    "after the insert",
    "before the commit",
    "in the commit",
    "after the commit",
)
DIES_AT = 4
BATCHES = 6


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_beyond_kill_9_loses_nothing_that_was_acknowledged(serve, step, size):
    """Communication 2.1.2, Data 2.3: what was answered with 200 is there, and once."""
    pair = create_credential(name="client", scopes=["all"], at=timezone.now())
    batches = [[statement() for _ in range(size)] for _ in range(BATCHES)]
    port = free_port()
    words = (step, str(DIES_AT), str(port), str(size))
    server = serve("-m", "tests.lrs.killed_server", *words, port=port)
    answers = [posted(port, pair, batch) for batch in batches]
    server.wait(LIMIT)
    acknowledged = [batch for batch, status in zip(batches, answers, strict=True) if status == 200]
    # It lived until then, and died.
    assert answers[: DIES_AT - 1] == [200] * (DIES_AT - 1)
    assert answers[-1] is None
    _check(acknowledged)

    port = free_port()
    serve("manage.py", "serve", "--port", str(port), "--workers", "1", port=port)
    assert [posted(port, pair, batch) for batch in batches] == [200] * BATCHES
    _check(batches)
    ids = {one["id"] for batch in batches for one in batch}
    assert {str(one) for one in Statement.objects.values_list("statement_id", flat=True)} == ids
    keyed = set(StatementKey.objects.values_list("seq", flat=True))
    assert keyed == set(Statement.objects.values_list("seq", flat=True))


def _check(batches: list[list[dict]]) -> None:
    """Every statement of these is there once, as it was sent."""
    for batch in batches:
        for one in batch:
            (payload,) = Statement.objects.filter(statement_id=one["id"]).values_list(
                "payload", flat=True
            )
            kept = json.loads(payload)
            assert same_statement(one, kept)
            assert {key: kept[key] for key in one} == one
