"""What of a path this academy knows already: its theme, who built and signed it, whose its parts
become."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from academy.accounts.models import User
from academy.organisms.models import Organism
from academy.organisms.policies import designer_organism_ids, is_administrator
from courses.models import CataloguePage, Theme
from courses.queries import certificate_keys

from .problems import Place, _
from .signature import Signature, known_keys, recognised


def catalogues_by_language() -> dict[str, CataloguePage]:
    """Return the catalogue of each language."""
    pages = CataloguePage.objects.select_related("locale").order_by("path")
    return {page.locale.language_code: page for page in reversed(pages)}


def theme_here(slug: str, place: Place) -> Theme | None:
    """Return the theme of a path, None for one that isn't here (`place`, the path's, says so)."""
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        known = Theme.objects.order_by("slug").values_list("slug", flat=True)
        place.at("theme").refuse(
            _(
                "This academy has no theme “%(theme)s”. Its themes: %(known)s. Add the theme "
                "(Snippets, Themes), then import again."
            ),
            theme=slug,
            known=", ".join(known) or "—",
        )
    return theme


def builders_here(names: Iterable[str], notes: list[str]) -> set[Organism]:
    """Return the organisms that built a path; names nobody here has become a note."""
    found = set()
    for name in names:
        matches = Organism.objects.filter(Q(name_fr__iexact=name) | Q(name_en__iexact=name))
        organism = matches.order_by("-starts_on").first()
        if organism is None:
            notes.append(
                gettext(
                    "“%(name)s”, which built this path, is no organization of this academy: "
                    "the path names it nowhere."
                )
                % {"name": name}
            )
        else:
            found.add(organism)
    return found


def signer_here(signature: Signature) -> Signature:
    """Return the signature of an archive with what this academy knows of its key.

    Raises Refused for one in the name of an academy whose key is known to be another.
    """
    own = {one["kid"] for one in certificate_keys().jwks()}
    return recognised(signature, own=own, known=known_keys(settings.KNOWN_ACADEMIES))


def owner_of_new(organisms: Collection[Organism], user: User | None) -> Organism | None:
    """Return whose a new bank or package is: an organism that built the path, and, for a designer,
    one that the designer works for."""
    found = sorted(organisms, key=lambda one: one.code)
    today = timezone.localdate()
    if user is None or is_administrator(user, today):
        return next(iter(found), None)
    own = designer_organism_ids(user, today)
    mine = [one for one in found if one.pk in own]
    return next(iter(mine), None) or Organism.objects.filter(pk__in=own).first()
