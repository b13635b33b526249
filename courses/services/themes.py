"""The themes that the shipped paths are about."""

from courses.models import Theme

# Slug: name in French, name in English.
SHIPPED_THEMES = {
    "cybersecurity": ("Cybersécurité", "Cybersecurity"),
    "personal-information": ("Renseignements personnels", "Personal information"),
}


def ensure_themes() -> int:
    """Add the themes that are missing; leave those that are there as they are. Return how many."""
    return sum(
        Theme.objects.get_or_create(slug=slug, defaults={"name_fr": french, "name_en": english})[1]
        for slug, (french, english) in SHIPPED_THEMES.items()
    )
