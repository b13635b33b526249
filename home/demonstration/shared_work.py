"""What designers find in a demonstration: a path that was adopted and adapted while its authors
went on, and packages made elsewhere in lessons."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from academy.accounts.models import User
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from courses.adoption.adopting import adopt_path
from courses.models import Adoption, Package, PathPage
from courses.packages.importing import read_package, receive_package

from .contents import FIRST_WEEKS
from .lessons import add_words, lessons_of
from .made_elsewhere import HOME_NETWORK, SAY_OR_NOT, WORKPLACE_TOUR, MadeElsewhere

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
_THEIRS_THERE = {
    "fr": "<p>Le numéro du centre de services est au dos de votre carte d’accès.</p>",
    "en": "<p>The number of the service desk is on the back of your access card.</p>",
}


def write_adoption(
    paths: Iterable[UUID], organism: Organism, designer: User, *, at: datetime
) -> Adoption | None:
    """Have `organism` adopt the last of `paths` that others built; None where it built them all.

    It adapts the first text of the first lesson in a draft. The authors publish another change of
    the same text, about which somebody has to decide, and one of their second lesson."""
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
        add_words(adoption.own_key, 0, _OURS, designer, publish=False)
        add_words(key, 0, _THEIRS_THERE, None, publish=True)
        _say(key, 1, _THEIRS, None)
        return adoption
    return None


def write_packages(organism: Organism, designer: User, *, at: datetime) -> list[Package]:
    """Bring the packages of the demonstration in, each in a lesson of the path of the first weeks.

    The lesson of the first can be finished without it, since it comes last in a lesson that many
    have finished; the others are done once they say so."""
    return [
        _write_package(WORKPLACE_TOUR, organism, designer, at, Package.CountsWhen.NEVER),
        _write_package(HOME_NETWORK, organism, designer, at, Package.CountsWhen.REPORTED),
        _write_package(SAY_OR_NOT, organism, designer, at, Package.CountsWhen.REPORTED),
    ]


def _write_package(
    made: MadeElsewhere,
    organism: Organism,
    designer: User,
    at: datetime,
    counts_when: Package.CountsWhen,
) -> Package:
    received = receive_package(
        upload=SimpleUploadedFile(made.file_name, made.archive(), "application/zip"),
        title=made.titles["fr"],
        built_by=organism,
        at=at,
        by=designer,
    )
    read_package(public_id=str(received.public_id), now=lambda: at)
    received.refresh_from_db()
    package = received.package
    if package is None:
        raise AcademyError(f"A package of the demonstration was refused: {received.problems}")
    package.counts_when = counts_when
    package.save(update_fields=["counts_when"])
    for lesson in lessons_of(FIRST_WEEKS, made.lesson):
        block = {
            "type": "package",
            "id": str(uuid5(_SPACE, made.folder)),
            "value": {
                "package": package.pk,
                "title": made.titles[lesson.locale.language_code],
            },
        }
        lesson.body = lesson.body.stream_block.to_python([*lesson.body.get_prep_value(), block])
        lesson.save_revision(user=designer).publish()
    return package


def _say(path_key: UUID, number: int, words: dict[str, str], by: User | None) -> None:
    """Add a block of text to a lesson of a path, in each language, and publish it."""
    for lesson in lessons_of(path_key, number):
        block = {
            "type": "rich_text",
            "id": str(uuid5(_SPACE, "said")),
            "value": words[lesson.locale.language_code],
        }
        lesson.body = lesson.body.stream_block.to_python([block, *lesson.body.get_prep_value()])
        lesson.save_revision(user=by).publish()
