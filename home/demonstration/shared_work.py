"""What designers find in a demonstration: a path that was adopted and adapted while its authors
went on, and a package made elsewhere in a lesson."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Locale

from academy.accounts.models import User
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from courses.adoption.adopting import adopt_path
from courses.models import Adoption, LessonPage, Package, PathPage
from courses.packages.importing import read_package, receive_package

from .contents import FIRST_WEEKS
from .workplace import FILE_NAME, archive

# What the identifiers of blocks are made from.
_SPACE = UUID("0c6b3f0e-6d0b-4a0f-9a55-5f2c1d9e7b41")
_OURS = {
    "fr": "<p>Chez nous, le centre de services répond de 7 h à 19 h.</p>",
    "en": "<p>Here, the service desk answers from 7:00 to 19:00.</p>",
}
_THEIRS = {
    "fr": "<p>Un doute? Demandez avant d’agir : personne ne vous le reprochera.</p>",
    "en": "<p>In doubt? Ask before you act: nobody will hold it against you.</p>",
}


def write_adoption(
    paths: Iterable[UUID], organism: Organism, designer: User, *, at: datetime
) -> Adoption | None:
    """Have `organism` adopt the last of `paths` that others built, adapt its first lesson in a
    draft, and its authors publish a change of their second lesson; None where it built them all."""
    for key in reversed(list(paths)):
        source = PathPage.objects.filter(
            translation_key=key, live=True, locale__language_code="fr"
        ).first()
        if source is None or source.built_by.filter(pk=organism.pk).exists():
            continue
        adoption = adopt_path(
            by=designer,
            page_id=source.pk,
            organism=organism,
            state=Adoption.State.FOLLOWS,
            at=at,
        )
        _say(adoption.own_key, 0, _OURS, designer, publish=False)
        _say(key, 1, _THEIRS, None, publish=True)
        return adoption
    return None


def write_package(organism: Organism, designer: User, *, at: datetime) -> Package | None:
    """Bring the package of the demonstration in, and put it at the end of the first lesson of the
    path of the first weeks. The lesson can be finished without it."""
    received = receive_package(
        upload=SimpleUploadedFile(FILE_NAME, archive(), "application/zip"),
        title="",
        built_by=organism,
        at=at,
        by=designer,
    )
    read_package(public_id=str(received.public_id), now=lambda: at)
    received.refresh_from_db()
    package = received.package
    if package is None:
        raise AcademyError(f"The package of the demonstration was refused: {received.problems}")
    package.counts_when = Package.CountsWhen.NEVER
    package.save(update_fields=["counts_when"])
    block = {
        "type": "package",
        "id": str(uuid5(_SPACE, "package")),
        "value": {"package": package.pk, "title": ""},
    }
    for lesson in _lessons(FIRST_WEEKS, 0):
        lesson.body = lesson.body.stream_block.to_python([*lesson.body.get_prep_value(), block])
        lesson.save_revision(user=designer).publish()
    return package


def _say(
    path_key: UUID, number: int, words: dict[str, str], by: User | None, *, publish: bool
) -> None:
    """Add a block of text to a lesson of a path, in each language."""
    for lesson in _lessons(path_key, number):
        block = {
            "type": "rich_text",
            "id": str(uuid5(_SPACE, f"{publish}")),
            "value": words[lesson.locale.language_code],
        }
        lesson.body = lesson.body.stream_block.to_python([block, *lesson.body.get_prep_value()])
        revision = lesson.save_revision(user=by)
        if publish:
            revision.publish()


def _lessons(path_key: UUID, number: int) -> list[LessonPage]:
    """Return a lesson of a path by its place, in each language, as it was last saved."""
    found = []
    for locale in Locale.objects.filter(language_code__in=_OURS).order_by("pk"):
        path = PathPage.objects.filter(translation_key=path_key, locale=locale).first()
        lessons = LessonPage.objects.descendant_of(path).order_by("path") if path else []
        found += [one.get_latest_revision_as_object() for one in lessons[number : number + 1]]
    return found
