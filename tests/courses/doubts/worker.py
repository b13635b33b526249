"""What the worker does about marks in which a question that is decided about counted."""

from django.utils import timezone

from academy.core import recurring


def measure_again():
    """Do what waits until nothing does; return how many times the worker was asked."""
    work = recurring.work("courses.doubts.marks")
    assert work.rhythm is recurring.Rhythm.EVERY_MINUTE
    assert work.wanted()
    turns = 1
    while work.run(timezone.now()) is recurring.AGAIN:
        turns += 1
    assert not work.wanted()
    return turns
