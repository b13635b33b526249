"""How long a cmi5 package of many AUs takes to be read: `python -m tests.bench.structures`.

The archive is unpacked within its limits, its structure checked and its texts looked into, as when
it is brought in; what is written to the database besides is one row. The goal is five seconds for a
thousand AUs.
"""

import argparse
import io
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

GOAL = 5.0
_SPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def _named(title: str) -> str:
    said = f'<langstring lang="fr">{title}</langstring>'
    return f"<title>{said}</title><description>{said}</description>"


def structure(aus: int, group: int = 20) -> str:
    """Return a course structure of so many AUs, in groups of `group`."""
    ids = "https://editeur.example"
    units = []
    for start in range(0, aus, group):
        inside = "".join(
            f'<au id="{ids}/au/{place}" moveOn="Completed" masteryScore="0.8">'
            f"{_named(f'AU {place}')}<url>index.html?place={place}</url></au>"
            for place in range(start, min(start + group, aus))
        )
        units.append(f'<block id="{ids}/block/{start}">{_named("Bloc")}{inside}</block>')
    return (
        f'<courseStructure xmlns="{_SPACE}"><course id="{ids}">{_named("Cours")}</course>'
        f"{''.join(units)}</courseStructure>"
    )


def main() -> int:
    """Print how long it took; return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.structures")
    parser.add_argument("--aus", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()

    from courses.archives import unpack
    from courses.packages.kinds_of_files import is_kept
    from courses.packages.reading import LIMITS, check_names, read_unpacked

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("cmi5.xml", structure(options.aus))
        zipped.writestr("index.html", "<h1>AU</h1>")
    took = []
    for _time in range(options.times):
        with tempfile.TemporaryDirectory() as folder:
            archive, inside = Path(folder) / "cours.zip", Path(folder) / "inside"
            archive.write_bytes(packed.getvalue())
            inside.mkdir()
            start = time.perf_counter()
            names = unpack(
                archive,
                inside,
                LIMITS,
                keeps=is_kept,
                checks=lambda names: check_names(names, "cours.zip"),
            )
            found = read_unpacked(inside, names)
            took.append(time.perf_counter() - start)
    aus = sum(1 for item in found.manifest["items"] if item["launch"])
    median = statistics.median(took)
    print(f"{aus} AUs: {median:.2f} s (most {max(took):.2f} s); the goal is {GOAL:.0f} s.")
    return int(median > GOAL)


if __name__ == "__main__":
    sys.exit(main())
