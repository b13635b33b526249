"""The tags that put our components on a page.

A component that only takes values is included:

    {% include "components/badge.html" with text=word tone="info" only %}

One that wraps a piece of the page is opened and closed:

    {% component "callout" tone="tip" title=title %}<p>…</p>{% endcomponent %}
"""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.template import Engine
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


class ComponentNode(template.Node):
    """Renders `components/<name>.html` with its values; what stands inside is its `content`."""

    def __init__(
        self, name: FilterExpression, values: Mapping[str, FilterExpression], nodelist: NodeList
    ) -> None:
        self.name = name
        self.values = values
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Return the component; it sees its values, the request and nothing else of the page."""
        values = {key: value.resolve(context) for key, value in self.values.items()}
        for kept in ("csrf_token", "request"):
            if kept in context:
                values.setdefault(kept, context[kept])
        values["content"] = self.nodelist.render(context)
        name = f"components/{self.name.resolve(context)}.html"
        return Engine.get_default().get_template(name).render(context.new(values))


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """Open a component that wraps content: `{% component "name" key=value %}`."""
    tag, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"{tag!r} needs the name of a component.")
    name = parser.compile_filter(bits.pop(0))
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{tag!r} takes key=value only, not {bits[0]!r}.")
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(name, values, nodelist)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Show an icon of `static/img/icons.svg`; without a label it is decoration."""
    if label:
        return _icon(name, label)
    return _plain_icon(name)


def _icon(name: str, label: str) -> SafeString:
    return render_to_string("components/icon.html", {"name": name, "label": label})


# A page shows dozens of them; there are as many as the product's templates name.
_plain_icon = lru_cache(maxsize=200)(lambda name: _icon(name, ""))


@register.filter
def bare_widget(field: BoundField) -> SafeString:
    """Render a field's control without placeholder: the label, always visible, says it."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def control_kind(field: BoundField) -> str:
    """Return how a field is laid out: `hidden`, `choice` (one checkbox), `group` or `control`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "optgroups"):
        return "choice"
    return "group" if widget.use_fieldset else "control"


@register.filter
def elided(paginator: Paginator, number: int) -> list[int | str]:
    """Return the page numbers around `number`, with an ellipsis for those left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))
