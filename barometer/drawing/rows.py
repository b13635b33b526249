"""The rows that a chart draws, as Altair takes them."""

from collections.abc import Sequence
from typing import Any

import altair as alt


class _Rows(alt.Data):
    """Rows that no copy of a chart copies.

    Altair copies a layered chart whole, data and all, about twice a layer, which would take more
    time than everything else that makes one; and nothing changes its rows once they are in it.
    """

    def __deepcopy__(self, memo: object) -> "_Rows":
        return self


def rows_of(values: Sequence[dict[str, Any]]) -> alt.Data:
    """Return `values`, one mark's fields each, as data that layers share."""
    return _Rows(values=values)
