"""Small packages as authoring tools would hand them over, each from files of its own. Pure but for
reading these files.

They were written for the demonstration, under the licence of the learning paths (CC BY 4.0).
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "made-elsewhere"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class MadeElsewhere:
    """A package: the folder of its files, the name of its archive, how it is called in a lesson of
    each language, and the place of that lesson in the path of the first weeks."""

    folder: str
    file_name: str
    titles: Mapping[str, str]
    lesson: int

    def archive(self) -> bytes:
        """Return its archive, always the same bytes."""
        root = FOLDER / self.folder
        files = sorted(one for one in root.rglob("*") if one.is_file())
        return packed({one.relative_to(root).as_posix(): one.read_bytes() for one in files})


# SCORM 1.2.
WORKPLACE_TOUR = MadeElsewhere(
    folder="workplace-tour",
    file_name="visite-du-poste-de-travail.zip",
    titles={"fr": "Visite du poste de travail", "en": "A tour of your workplace"},
    lesson=0,
)
# cmi5: two parts, of which one is done once it is seen and the other once it is passed.
HOME_NETWORK = MadeElsewhere(
    folder="home-network",
    file_name="reseau-de-la-maison.zip",
    titles={"fr": "Le réseau de la maison", "en": "Your network at home"},
    lesson=3,
)
# H5P, with a content type of its own.
SAY_OR_NOT = MadeElsewhere(
    folder="say-or-not",
    file_name="le-dire-ou-non.h5p",
    titles={"fr": "Au comptoir : le dire ou non?", "en": "At the counter: say it or not?"},
    lesson=4,
)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of `files`, by name; the same files make the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, content)
    return archive.getvalue()
