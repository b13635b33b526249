"""From a chart to what a browser shows: an SVG picture, and the Vega behind it.

vl-convert holds a whole JavaScript engine: it is loaded when the first picture is drawn, never
when a web worker starts. A picture is drawn once for each specification and theme, then kept.
"""

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from django.core.cache import caches

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
    lite = chart if isinstance(chart, dict) else chart.to_dict()
    key = f"vega:{_digest(lite)}"
    kept = caches["local"].get(key)
    if kept is None:
        import vl_convert

        kept = vl_convert.vegalite_to_vega(lite, vl_version=_VEGA_LITE)
        caches["local"].set(key, kept, _KEPT)
    return kept


def spec_of(
    draw: "Callable[..., alt.LayerChart]", frame: "pd.DataFrame", *, language: str
) -> dict[str, Any]:
    """Return the Vega specification of `draw(frame, language=language)`.

    Making a chart costs more than everything else on a page together, and it shows whole per cents
    alone: a person more or less seldom changes one. So it is kept under what is seen of the frame,
    whose columns are those that the chart shows, with `share` among them.
    """
    frame = frame.assign(share=frame["share"].astype(float).round(2))
    seen = frame.to_json(orient="split", index=False, date_format="iso")
    drawn = f"{draw.__name__} {language} {seen}"
    key = f"spec:{hashlib.sha256(drawn.encode()).hexdigest()}"
    kept = caches["local"].get(key)
    if kept is None:
        kept = vega_spec(draw(frame, language=language))
        caches["local"].set(key, kept, _KEPT)
    return kept


def svg(chart: "alt.LayerChart | dict[str, Any]", *, theme: Theme = "light") -> str:
    """Return a chart's picture as an SVG document, on a transparent ground.

    It fetches nothing and holds neither script nor style: it may be sent as `image/svg+xml` under
    the site's content security policy, and shown in an `<img>`.
    """
    return picture(vega_spec(chart), theme=theme)


def picture(spec: dict[str, Any], *, theme: Theme = "light") -> str:
    """Return the same of a Vega specification made by `vega_spec`."""
    spec = with_theme(spec, theme)
    key = f"svg:{_digest(spec)}"
    drawn = caches["local"].get(key)
    if drawn is None:
        import vl_convert

        drawn = vl_convert.vega_to_svg(spec, allowed_base_urls=[])
        caches["local"].set(key, drawn, _KEPT)
    return drawn


def with_theme(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """Return a Vega specification with the signal `dark` set for a theme."""
    signals = [
        {**signal, "value": theme == "dark"} if signal["name"] == "dark" else signal
        for signal in spec.get("signals", [])
    ]
    return {**spec, "signals": signals}


def _digest(spec: dict[str, Any]) -> str:
    written = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
