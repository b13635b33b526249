"""Days of moments where the administration works, many at once: those of one by one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy
import pytest
from django.utils.timezone import localdate
from hypothesis import example, given
from hypothesis import strategies as st

from barometer.engines.local_days import local_days

# Whole hours, quarters, seconds (before 1911), a change at midnight, and a day that never was.
ZONES = ["Europe/Paris", "Asia/Kathmandu", "America/Havana", "Pacific/Apia", "America/Sao_Paulo"]
MOMENTS = st.datetimes(datetime(1850, 1, 1), datetime(2100, 1, 1))


@pytest.mark.parametrize("zone", [ZoneInfo(name) for name in ZONES], ids=ZONES)
@given(st.lists(MOMENTS, max_size=20))
@example([datetime(2011, 12, 30, 9, 59), datetime(2011, 12, 30, 10)])
@example([datetime(2018, 11, 4, 2, 59, 59, 999_999), datetime(2018, 11, 4, 3)])
@example([datetime(1900, 6, 1, 23, 50, 38, 999_999), datetime(1900, 6, 1, 23, 50, 39)])
def test_days_of_many_moments_are_those_of_each(zone, moments):
    moments += [moment + timedelta(hours=hours) for moment in moments for hours in (-7, 7)]
    found = local_days(numpy.array(moments, "datetime64[us]"), zone).tolist()
    assert found == [localdate(moment.replace(tzinfo=UTC), zone) for moment in moments]


def test_what_is_no_moment_has_no_day():
    moments = numpy.array([None, datetime(2026, 1, 1)], "datetime64[us]")
    assert local_days(moments, UTC).tolist() == [None, datetime(2026, 1, 1).date()]
    assert local_days(moments[:1], UTC).tolist() == [None]


def test_the_first_and_the_last_day_of_all_have_their_moments():
    ends = [datetime(1, 1, 1, 5), datetime(9999, 12, 31, 20)]
    found = local_days(numpy.array(ends, "datetime64[us]"), ZoneInfo("Europe/Paris"))
    assert found.tolist() == [end.date() for end in ends]
