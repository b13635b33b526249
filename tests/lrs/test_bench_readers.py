"""The bench of the record store reads once nobody catches up any more, or says that it doesn't."""

import pytest
from django.utils import timezone

from academy.lrs import projector
from academy.lrs.subscribers import Mode
from tests.bench.records.readers import behind, wait

from .samples import statement


class Seconds:
    """A time that passes by waiting alone."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def seconds():
    return Seconds()


def test_it_waits_until_nobody_is_behind(seconds):
    looks = [5_000, 2_500, 1, 0]
    said = wait(limit=60, look=lambda: looks.pop(0), clock=seconds, pause=seconds.sleep)
    assert said == "The readers had caught up after 2 s."
    assert seconds.now == 1.5
    assert looks == []


def test_it_gives_up_and_says_so(seconds):
    said = wait(limit=60, look=lambda: 1_234, clock=seconds, pause=seconds.sleep)
    assert said.startswith("The readers are still 1,234 statements behind after 60 s")
    assert seconds.now == 60


def test_the_slowest_reader_counts(record, no_readers, reader):
    assert behind() == 0
    for name in ("test.quick", "test.slow"):
        reader(name, lambda batch: None, order=1, mode=Mode.CURSOR)
    record(*(statement() for _ in range(3)))
    projector.catch_up(at=timezone.now(), names=["test.slow"])
    record(statement(), statement())
    projector.catch_up(at=timezone.now(), names=["test.quick"])
    assert behind() == 2
    projector.catch_up(at=timezone.now())
    assert behind() == 0
