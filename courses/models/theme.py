"""What learning paths are about."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


@register_snippet
class Theme(models.Model):
    """A subject of the catalogue, named in both languages."""

    slug = models.SlugField(_("identifier"), unique=True)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    panels = [FieldPanel("name_fr"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["slug"]

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "fr").startswith("en") else self.name_fr

    def __str__(self) -> str:
        return self.name
