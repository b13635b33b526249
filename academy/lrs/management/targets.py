"""Forwarding targets, as commands name them."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from academy.lrs.models import ForwardingTarget


def target_called(name: str) -> ForwardingTarget:
    """Return the target with this name, or end the command."""
    target = ForwardingTarget.objects.select_related("organism").filter(name=name).first()
    if target is None:
        known = ", ".join(ForwardingTarget.objects.values_list("name", flat=True)) or "-"
        message = _("There is no target called %(name)s; the targets are: %(known)s.")
        raise CommandError(message % {"name": name, "known": known})
    return target
