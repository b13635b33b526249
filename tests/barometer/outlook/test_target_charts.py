"""Where targets stand, drawn: no name is cut on a phone."""

import re

import pandas as pd

from barometer.drawing.lettering import PHONE, width_of
from barometer.drawing.rendering import picture, spec_of
from barometer.outlook.target_charts import bullets

LONG = "Reconnaître un message frauduleux, le signaler et protéger les renseignements personnels"
SHORT = "Mots de passe"


def told(*labels):
    frame = pd.DataFrame(
        [
            (label, "Cible\xa0: 80\xa0% d’ici le 31 décembre 2026", "…", 0.4, 0.5, 0.7, 0.8)
            for label in labels
        ],
        columns=["label", "aim", "says", "share", "low", "high", "target"],
    )
    return spec_of(bullets, frame, language="fr")


def rows_of(spec):
    rows = [row for source in spec["data"] for row in source.get("values", ()) if "name" in row]
    return {row["label"]: row for row in rows}


def test_a_long_name_stands_on_lines_that_a_phone_has_room_for():
    rows = rows_of(told(LONG, SHORT))
    lines = rows[LONG]["name"]
    assert len(lines) > 1
    assert " ".join(lines) == LONG
    assert max(width_of(line, 14) for line in lines) <= PHONE
    # A shorter one stands on the last line, above its bar.
    assert rows[SHORT]["name"] == ["\xa0"] * (len(lines) - 1) + [SHORT]
    drawn = picture(told(LONG, SHORT), width=320)
    # What a blank line takes is taken by the next one: browsers would give it no room.
    assert re.search(rf'<tspan[^>]* dy="{16 * (len(lines) - 1)}"[^>]*>{SHORT}<', drawn)
    for line in lines:
        assert line in drawn.replace("&#160;", "\xa0")


def test_short_names_take_no_more_room_than_before():
    def height(*labels):
        return float(picture(told(*labels), width=320).split('height="')[1].split('"')[0])

    assert height(SHORT) < height(LONG)
