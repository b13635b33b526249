"""Two academies in one database: what one exports, then nothing, then what the other imports."""

import io
import zipfile
from pathlib import Path

from django.db import connection

from courses.exchange.exporting import export_path
from courses.exchange.naming import KnownNames
from courses.exchange.reading import read_package
from courses.models import (
    AcademyImage,
    AcademyMedia,
    BankQuestion,
    Package,
    PathPage,
    PublishedPath,
    QuestionBank,
    Survey,
)

KEPT_BESIDE = (
    "courses_credit",
    "courses_credithead",
    "courses_foreigncredit",
    "courses_foreignchain",
    "courses_foreignorganism",
    "courses_segment",
    "courses_stalepage",
    "courses_translatedpath",
)


def archive_of(key, target: Path, names: KnownNames | None = None) -> Path:
    """Export a path to `target`."""
    export_path(key=key, names=names).to_zip(target)
    return target


def names_of(archive: Path) -> KnownNames:
    """The names that an archive gives to its folders and files."""
    with read_package(archive) as package:
        return KnownNames.of(package)


def files_of(archive: Path) -> dict[str, bytes]:
    """Every file of an archive by name."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def changed(archive: Path, files: dict[str, bytes | None]) -> Path:
    """Write `archive` again with other files in the place of its own (None: without it), unsigned
    but where a signature is among them."""
    whole = files_of(archive) | {"signature.jws": None} | files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, raw in whole.items():
            if raw is not None:
                target.writestr(name, raw)
    target_path = archive.with_name(f"changed-{archive.name}")
    target_path.write_bytes(packed.getvalue())
    return target_path


def move_to_another_academy(settings, host: str = "other.example") -> None:
    """Forget every path, every ledger and every translation, and be another academy."""
    for page in PathPage.objects.all():
        PathPage.objects.get(pk=page.pk).delete()
    PublishedPath.objects.all().delete()
    BankQuestion.objects.all().delete()
    QuestionBank.objects.all().delete()
    Package.objects.all().delete()
    Survey.objects.all().delete()
    AcademyImage.objects.all().delete()
    AcademyMedia.objects.all().delete()
    with connection.cursor() as cursor:
        for table in KEPT_BESIDE:
            cursor.execute(f"DELETE FROM {table}")
    settings.WAGTAILADMIN_BASE_URL = f"https://{host}"
