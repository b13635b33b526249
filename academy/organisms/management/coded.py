"""Organisms, as commands name them."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from academy.organisms.models import Organism


def organism_coded(code: str | None) -> Organism | None:
    """Return the organism with this code, None where none is named; or end the command."""
    if not code:
        return None
    organism = Organism.objects.filter(code=code).first()
    if organism is None:
        raise CommandError(_("There is no organization with the code %(code)s.") % {"code": code})
    return organism
