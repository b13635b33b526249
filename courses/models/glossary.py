"""Terms in both languages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

LONGEST_TERM = 120
SEPARATED = _("Several are separated by semicolons.")


class GlossaryTerm(index.Indexed, models.Model):
    """What something is called in French and in English.

    `also_*`: other words that are right; `forbidden_*`: words that are not to be used. Each holds
    several, separated by semicolons.
    """

    term_fr = models.CharField(_("term in French"), max_length=LONGEST_TERM)
    term_en = models.CharField(_("term in English"), max_length=LONGEST_TERM)
    domain = models.CharField(
        pgettext_lazy("of a term", "domain"),
        max_length=60,
        blank=True,
        help_text=_("What the term is about, such as cybersecurity."),
    )
    definition_fr = models.TextField(_("definition in French"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    also_fr = models.CharField(
        _("also right in French"), max_length=250, blank=True, help_text=SEPARATED
    )
    also_en = models.CharField(
        _("also right in English"), max_length=250, blank=True, help_text=SEPARATED
    )
    forbidden_fr = models.CharField(
        _("not to be used in French"), max_length=250, blank=True, help_text=SEPARATED
    )
    forbidden_en = models.CharField(
        _("not to be used in English"), max_length=250, blank=True, help_text=SEPARATED
    )

    panels = [
        FieldRowPanel([FieldPanel("term_fr"), FieldPanel("term_en")]),
        FieldPanel("domain"),
        MultiFieldPanel(
            [FieldPanel("definition_fr"), FieldPanel("also_fr"), FieldPanel("forbidden_fr")],
            heading=_("French"),
        ),
        MultiFieldPanel(
            [FieldPanel("definition_en"), FieldPanel("also_en"), FieldPanel("forbidden_en")],
            heading=_("English"),
        ),
    ]
    search_fields = [
        index.SearchField("term_fr"),
        index.SearchField("term_en"),
        index.SearchField("definition_fr"),
        index.SearchField("definition_en"),
        index.SearchField("also_fr"),
        index.SearchField("also_en"),
        index.SearchField("forbidden_fr"),
        index.SearchField("forbidden_en"),
        index.AutocompleteField("term_fr"),
        index.AutocompleteField("term_en"),
        index.FilterField("domain"),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = ["term_fr", "term_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["term_fr", "term_en"],
                name="courses_glossary_term_once",
                violation_error_message=_("The glossary has this term with this translation."),
            )
        ]

    def __str__(self) -> str:
        if (get_language() or "fr").startswith("en"):
            return f"{self.term_en} – {self.term_fr}"
        return f"{self.term_fr} – {self.term_en}"

    def forms(self, language: str) -> tuple[str, ...]:
        """Return the words that are right in a language, the term first."""
        term, also = getattr(self, f"term_{language}"), getattr(self, f"also_{language}")
        return (term, *_listed(also))

    def forbidden(self, language: str) -> tuple[str, ...]:
        """Return the words that are not to be used in a language."""
        return _listed(getattr(self, f"forbidden_{language}"))

    def definition(self, language: str) -> str:
        """Return what the term means, in a language."""
        return str(getattr(self, f"definition_{language}"))

    def clean(self) -> None:
        """Refuse a word that is right and not to be used at once."""
        for language in ("fr", "en"):
            right = {one.casefold() for one in self.forms(language)}
            both = [one for one in self.forbidden(language) if one.casefold() in right]
            if both:
                raise ValidationError(
                    {
                        f"forbidden_{language}": _(
                            "“%(word)s” is right and not to be used at once: choose one."
                        )
                        % {"word": both[0]}
                    }
                )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for one in text.split(";") if (word := " ".join(one.split())))
