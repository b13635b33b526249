"""How sure a proportion is."""

import pytest

from academy.core.proportions import wilson


def test_wilson_is_the_published_one():
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I: 81/263, 15/148, 0/20, 1/29."""
    for count, total, lo, hi in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(count, total) == pytest.approx((lo, hi), abs=5e-5)


@pytest.mark.parametrize(("count", "total"), [(-1, 3), (4, 3), (0, 0)])
def test_an_impossible_proportion_is_refused(count, total):
    with pytest.raises(ValueError, match="from 0 to its total"):
        wilson(count, total)
