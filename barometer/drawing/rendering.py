"""From a chart to what a browser shows: an SVG picture, and the Vega behind it.

vl-convert holds a whole JavaScript engine: it is loaded when the first picture is drawn, never
when a web worker starts. A picture is drawn once for each specification and theme, then kept.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from django.core.cache import caches

from academy.core.letters import FONTS

from .lettering import lettered

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

Theme = Literal["light", "dark"]

_VEGA_LITE = "6.4"
_KEPT = 24 * 60 * 60


def vega_spec(chart: "alt.LayerChart | dict[str, Any]") -> dict[str, Any]:
    """Return the Vega specification of a chart, or of its Vega-Lite specification.

    The same chart gives the same, byte for byte.
    """
    lite = chart if isinstance(chart, dict) else chart.to_dict(validate=False)
    key = f"vega:{_digest(lite)}"
    kept = caches["pictures"].get(key)
    if kept is None:
        kept = _engine().vegalite_to_vega(lite, vl_version=_VEGA_LITE)
        caches["pictures"].set(key, kept, _KEPT)
    return kept


def spec_of(
    draw: "Callable[..., alt.LayerChart]", frame: "pd.DataFrame", *, language: str, **more: Any
) -> dict[str, Any]:
    """Return the Vega specification of `draw(frame, language=language, **more)`.

    Making a chart costs more than everything else on a page together, and it shows whole per cents
    alone: a person more or less seldom changes one. So it is kept under what is seen of the frame,
    whose columns are those that the chart shows, with `share` among them.
    """
    frame = frame.assign(share=frame["share"].astype(float).round(2))
    seen = frame.to_json(orient="split", index=False, date_format="iso")
    drawn = f"{draw.__name__} {language} {seen} {sorted(more.items())}"
    key = f"spec:{hashlib.sha256(drawn.encode()).hexdigest()}"
    kept = caches["pictures"].get(key)
    if kept is None:
        with _unchecked():
            kept = vega_spec(draw(frame, language=language, **more))
        caches["pictures"].set(key, kept, _KEPT)
    return kept


def svg(chart: "alt.LayerChart | dict[str, Any]", *, theme: Theme = "light") -> str:
    """Return a chart's picture as an SVG document, on a transparent ground.

    It fetches nothing, holds no script, and no style but its letters: it may be sent as
    `image/svg+xml` and shown in an `<img>`.
    """
    return picture(vega_spec(chart), theme=theme)


def picture(spec: dict[str, Any], *, theme: Theme = "light", width: int | None = None) -> str:
    """Return the same of a Vega specification made by `vega_spec`.

    `width`: of its place, in pixels; a chart that needs more takes it, as in the browser.
    """
    spec = with_theme(spec, theme)
    if width is not None:
        spec = _at(spec, width)
    key = f"svg:{_digest(spec)}"
    drawn = caches["pictures"].get(key)
    if drawn is None:
        drawn = lettered(_engine().vega_to_svg(spec, allowed_base_urls=[]))
        caches["pictures"].set(key, drawn, _KEPT)
    return drawn


def _unchecked() -> AbstractContextManager[None]:
    """Have nothing of a chart checked against its schema meanwhile: the tests of charts do it.

    That would take longer than all the rest.
    """
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


@cache
def _engine() -> ModuleType:
    """Return what draws; it measures words with the letters that pictures bring."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def with_theme(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """Return a Vega specification with the signal `dark` set for a theme."""
    return _with_signal(spec, "dark", theme == "dark")


def _at(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """Return a Vega specification for a place of `width` pixels."""
    meta = spec["usermeta"]
    narrow = _with_signal(spec, "narrow", width < meta["narrow"])
    return {**narrow, "width": max(width, meta["smallest"])}


def _with_signal(spec: dict[str, Any], name: str, value: bool) -> dict[str, Any]:
    signals = [
        {**signal, "value": value} if signal["name"] == name else signal
        for signal in spec.get("signals", [])
    ]
    return {**spec, "signals": signals}


def _digest(spec: dict[str, Any]) -> str:
    written = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
