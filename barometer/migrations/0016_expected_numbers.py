"""The figures that pages read have the people of a place and the number to expect in each band."""

import json
import zlib

from django.db import migrations

_ROWS = 500
_LEVELS = {"organism": "organisms", "portfolio": "portfolios"}


def _with_expected_numbers(apps, _editor):
    # The rule is that of the day on which this runs: whoever changes it writes the rows anew.
    from barometer.releases.expectations import said_by

    for release, document in _documents(apps):
        said = said_by(document)
        _write(apps, release, said.atoms, said.totals | {"government": said.totals["government"][0]})


def _as_documents_say(apps, _editor):
    for release, document in _documents(apps):
        said = json.loads(document)
        totals = {
            level: {int(place): figures for place, figures in said["totals"][level].items()}
            for level in _LEVELS.values()
        }
        _write(apps, release, said["atoms"], totals | {"government": said["totals"]["government"]})


def _documents(apps):
    releases = apps.get_model("barometer", "Release").objects.order_by("day")
    for release in releases.iterator(chunk_size=1):
        yield release, zlib.decompress(bytes(release.compressed))


def _write(apps, release, atoms, totals):
    figures_of = {atom["key"]: atom["figures"] for atom in atoms}
    rows = list(apps.get_model("barometer", "ReleasedAtom").objects.filter(release=release))
    for row in rows:
        row.figures = figures_of[row.key]
    _save(rows)
    rows = list(apps.get_model("barometer", "ReleasedTotal").objects.filter(release=release))
    for row in rows:
        known = _LEVELS.get(row.level)
        row.figures = totals[known][row.place] if known else totals["government"]
    _save(rows)


def _save(rows):
    if rows:
        type(rows[0]).objects.bulk_update(rows, ["figures"], batch_size=_ROWS)


class Migration(migrations.Migration):
    dependencies = [("barometer", "0015_events")]

    operations = [migrations.RunPython(_with_expected_numbers, _as_documents_say)]
