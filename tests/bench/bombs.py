"""How long an archive that unpacks to a gibibyte takes to be refused, and how much memory:
`python -m tests.bench.bombs`.

One says in its list of files how large it is, the other that it is small. The goals are two seconds
and 100 MiB more than before.
"""

import io
import resource
import struct
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path

GOAL_SECONDS = 2.0
GOAL_MEMORY = 100
SIZE = 1 << 30
_CHUNK = b"\0" * (1 << 20)


def bomb(*, lies: bool) -> bytes:
    """Return an archive of one file of a gibibyte, which tells so or not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("imsmanifest.xml", "<manifest/>")
        with zipped.open("index.html", "w", force_zip64=True) as file:
            for _number in range(SIZE // len(_CHUNK)):
                file.write(_CHUNK)
    content = bytearray(packed.getvalue())
    if lies:
        struct.pack_into("<L", content, content.rindex(b"PK\x01\x02") + 24, 100)
    return bytes(content)


def _memory() -> int:
    """Return the most memory that this process had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> int:
    """Print what each took; return 1 when a goal is missed."""
    from courses.archives import unpack
    from courses.exchange.problems import Refused
    from courses.packages.kinds_of_files import is_kept
    from courses.packages.reading import LIMITS

    is_missed = False
    for lies in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            archive, inside = Path(folder) / "cours.zip", Path(folder) / "inside"
            archive.write_bytes(bomb(lies=lies))
            inside.mkdir()
            before, start = _memory(), time.perf_counter()
            is_refused = True
            with suppress(Refused):
                unpack(archive, inside, LIMITS, keeps=is_kept)
                is_refused = False
            took, grown = time.perf_counter() - start, _memory() - before
        kind = "lies" if lies else "tells its size"
        print(f"A bomb that {kind}: {took:.2f} s, {grown} MiB; refused: {is_refused}.")
        is_missed |= not is_refused or took > GOAL_SECONDS or grown > GOAL_MEMORY
    print(f"The goals are {GOAL_SECONDS:.0f} s and {GOAL_MEMORY} MiB.")
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
