"""Addresses written so that they fit on a phone."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def breakable(address: str) -> SafeString:
    """Write an email address that may continue on the next line, from its @ on."""
    name, at_sign, domain = str(address).rpartition("@")
    return format_html("{}<wbr>{}{}", name, at_sign, domain) if name else format_html("{}", address)
