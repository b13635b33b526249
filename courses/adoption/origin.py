"""From which path a path was adapted, as its readers see it: its licence asks for it."""

from dataclasses import dataclass

from academy.core import edition
from courses.models import Adoption, PathPage

from .overview import source_of


@dataclass(frozen=True, slots=True)
class Origin:
    """The path that another was adapted from. `url` is empty where it is no longer published."""

    title: str
    url: str
    builders: tuple[str, ...]


def origin_of(page: PathPage) -> Origin | None:
    """Return from what a path was adapted; None for one that wasn't. Kept with the edition."""
    return edition.kept(f"origin-{page.pk}", lambda: _origin(page))


def _origin(page: PathPage) -> Origin | None:
    adoption = Adoption.objects.filter(own_key=page.translation_key).first()
    if adoption is None:
        return None
    source = source_of(adoption, page.locale.language_code)
    if source is None:
        former = PathPage.objects.filter(translation_key=adoption.upstream_key).first()
        return Origin(former.title, "", _builders(former)) if former else None
    return Origin(source.title, source.get_url() or "", _builders(source))


def _builders(page: PathPage) -> tuple[str, ...]:
    return tuple(organism.name for organism in page.built_by.all())
