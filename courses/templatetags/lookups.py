"""Looking something up by a key that a template has."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def held(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what `mapping` holds under `key`; None where it holds nothing."""
    return mapping.get(key)
