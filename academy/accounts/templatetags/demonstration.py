"""What the pages of a demonstration give instead of a telephone and a mailbox."""

from typing import Any

from django import template
from django.conf import settings

from academy.accounts.services import demonstration

register = template.Library()


@register.simple_tag(takes_context=True)
def demonstration_code(context: dict[str, Any]) -> str:
    """Return the code that the person signing in would read on a phone, or "".

    Always "" outside of a demonstration and for accounts that aren't demonstration ones.
    """
    if not settings.DEMONSTRATION:
        return ""
    request = context["request"]
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage else request.user
    return demonstration.current_code(user=user) if user and user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def demonstration_link(context: dict[str, Any]) -> str:
    """Return the link of the message that this page says was sent, or "".

    Always "" outside of a demonstration and where messages leave.
    """
    return demonstration.kept_link(session=context["request"].session)
