"""Archives that wait for their import to be confirmed: one a person, away from the public files.

`kind` tells apart what waits for different imports: a path, or questions of a bank.
"""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from academy.accounts.models import User

# Nobody thinks about an import for longer.
LONGEST_WAIT = timedelta(hours=24)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "waiting-imports"


def _path(user: User, kind: str = "") -> Path:
    return _folder() / f"{user.public_id}{kind}.zip"


def kept_name(user: User) -> str:
    """Return the name under which what the person hands over is kept, which says them nothing."""
    return _path(user).name


def keep(user: User, upload: UploadedFile, *, at: datetime, kind: str = "") -> str:
    """Keep `upload` in the place of what the person handed over before; return its SHA-256.

    Archives that nobody confirmed in time are removed.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.zip"):
        if at.timestamp() - old.stat().st_mtime > LONGEST_WAIT.total_seconds():
            old.unlink(missing_ok=True)
    digest = hashlib.sha256()
    path = _path(user, kind)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    partial.replace(path)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return digest.hexdigest()


def waiting(user: User, digest: str, kind: str = "") -> Path | None:
    """Return the archive that the person handed over, when it is still the one of `digest`."""
    path = _path(user, kind)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return path if found == digest else None


def forget(user: User, kind: str = "") -> None:
    """Remove what the person handed over."""
    _path(user, kind).unlink(missing_ok=True)
