"""How far somebody is with what is asked of them."""

from datetime import date, timedelta

import pytest

from courses.deadlines import Deadline
from courses.standings import Followed, Standing, State, standing_of

DUE = Deadline(date(2026, 12, 1), date(2026, 12, 6), "fixed", 30)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("followed", "today", "expected"),
    [
        (Followed(), DUE.due_on, Standing(State.NOT_BEGUN)),
        (Followed(is_begun=True), DUE.due_on, Standing(State.BEGUN)),
        (Followed(is_begun=True), DUE.grace_until, Standing(State.BEGUN)),
        (Followed(), DUE.grace_until + DAY, Standing(State.LATE, date(2026, 12, 7))),
        (Followed(is_begun=True), date(2027, 3, 1), Standing(State.LATE, date(2026, 12, 7))),
        (
            Followed(is_begun=True, completed_on=date(2026, 12, 20)),
            date(2027, 3, 1),
            Standing(State.DONE, date(2026, 12, 20)),
        ),
        (
            Followed(completed_on=date(2026, 11, 20), ends_on=date(2027, 11, 20)),
            DUE.due_on,
            Standing(State.DONE, date(2026, 11, 20), date(2027, 11, 19)),
        ),
    ],
)
def test_one_state_is_said_and_no_more(followed, today, expected):
    assert standing_of(followed, DUE, today, is_exempted=False) == expected
    exempted = standing_of(followed, DUE, today, is_exempted=True)
    assert exempted == Standing(State.EXEMPTED), "nothing of what an exempted person does"
