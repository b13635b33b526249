"""Which organisms show their figures to everybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import acting_person
from academy.organisms.models import Organism


class PublicPage(models.Model):
    """An organism whose page is public. Without a row, it isn't."""

    organism = models.OneToOneField(Organism, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = acting_person(_("opened by"))

    class Meta:
        verbose_name = _("public page")
        verbose_name_plural = _("public pages")

    def __str__(self) -> str:
        return f"{self.organism_id}"
