"""From which paths a path was adapted, as its readers see it: its licence asks for it."""

from collections.abc import Iterator
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


def origins_of(page: PathPage) -> tuple[Origin, ...]:
    """Return from what a path was adapted, and from what that was, the nearest first; nothing for
    one that wasn't. Kept with the edition."""
    return edition.kept(f"origins-{page.pk}", lambda: tuple(_origins(page)))


def _origins(page: PathPage) -> Iterator[Origin]:
    key, language, known = page.translation_key, page.locale.language_code, {page.translation_key}
    while adoption := Adoption.objects.filter(own_key=key).first():
        key = adoption.upstream_key
        if key in known:
            return
        known.add(key)
        source = source_of(adoption, language)
        if source is not None:
            yield Origin(source.title, source.get_url() or "", _builders(source))
        elif former := PathPage.objects.filter(translation_key=key).first():
            yield Origin(former.title, "", _builders(former))


def _builders(page: PathPage) -> tuple[str, ...]:
    return tuple(organism.name for organism in page.built_by.all())
