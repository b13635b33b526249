"""The barometer's charts in words: their labels, and the sentences that say the same.

Sentences are written by hand in each language, because a trend, a value and a date make a sentence
that can't be put together from parts. French leaves no space before ; ! ? (OQLF).
"""

from datetime import date
from typing import Any, Literal

import pandas as pd

from barometer.limits import has_moved, limit_of, quartile_of, said_of

Language = Literal["fr", "en"]

MEASURES = ("reached", "started", "completed", "passed")
NAMES = {
    "en": {
        "reached": "Reached",
        "started": "Started",
        "completed": "Completed",
        "passed": "Passed",
    },
    "fr": {"reached": "Rejoint", "started": "Commencé", "completed": "Terminé", "passed": "Réussi"},
}
# What people have done, after "have" and « ont ».
_DONE = {
    "en": {"reached": "joined", "started": "started", "completed": "completed", "passed": "passed"},
    "fr": {"reached": "rejoint", "started": "commencé", "completed": "terminé", "passed": "réussi"},
}
Of = Literal["path", "group", "organism", "portfolio"]
_ROWS = {
    "en": {
        "path": "path",
        "group": "group",
        "organism": "organization",
        "portfolio": "portfolio",
    },
    "fr": {
        "path": "parcours",
        "group": "groupe",
        "organism": "organisme",
        "portfolio": "portefeuille",
    },
}
PERCENT = {"en": "%", "fr": "\u202f%"}
WITHHELD = {"en": "Withheld", "fr": "Non diffusé"}
WITHHELD_NOTE = {
    "en": "– : withheld to protect people",
    "fr": "– : non diffusé, pour protéger les personnes",
}
_LIMITS: dict[Language, dict[str, str]] = {
    "en": {"most": "at most", "least": "at least"},
    "fr": {"most": "au plus", "least": "au moins"},
}
LIMITS_NOTE = {
    "en": "Outlined: at most (from 0) or at least (to 100), no more is known",
    "fr": "Encadré\u00a0: au plus (depuis 0) ou au moins (jusqu’à 100), rien de plus n’est connu",
}
_NOTHING = {
    "en": "No figure is published yet.",
    "fr": "Aucun chiffre n’est encore diffusé.",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
SHORT_MONTHS = {
    "en": "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.",
    "fr": "janv. févr. mars avril mai juin juill. août sept. oct. nov. déc.",
}


def percent(share: float, language: Language) -> str:
    """Write a share (0 to 1) as whole per cents: "45%", or "45 %" with a narrow no-break space."""
    return f"{round(share * 100)}{PERCENT[language]}"


def known(share: float, low: float, high: float, language: Language, *, short: bool = False) -> str:
    """Write what a band from `low` to `high` lets one say of a share (`limits.limit_of`).

    "45%", "at most 18%", "at least 82%"; `short` as both ends: "0–18%". NaN ends: the share alone.
    """
    written = percent(said_of(share, low, high), language)
    limit = limit_of(low, high)
    if not limit:
        return written
    if short:
        return f"0–{written}" if limit == "most" else f"{round(low * 100)}–{percent(1, language)}"
    return f"{_LIMITS[language][limit]} {written}"


def month_name(month: date, language: Language) -> str:
    """Write a month and its year: "March 2026", "mars 2026"."""
    return f"{_MONTHS[language].split()[month.month - 1]} {month.year}"


def day_name(day: date, language: Language) -> str:
    """Write a day out, its number beside its month: "March 1, 2026", "1er mars 2026"."""
    month = _MONTHS[language].split()[day.month - 1]
    if language == "en":
        return f"{month}\u00a0{day.day}, {day.year}"
    return f"{'1er' if day.day == 1 else day.day}\u00a0{month} {day.year}"


def over_time_summary(frame: pd.DataFrame, language: Language) -> str:
    """Say where the measures stand in the last release that has figures, and how far they moved."""
    known = rounded(frame).dropna(subset="share").sort_values("day", kind="stable")
    if known.empty:
        return _NOTHING[language]
    headline = "passed" if (known["measure"] == "passed").any() else known["measure"].iloc[-1]
    line = known[known["measure"] == headline]
    last, first = line.iloc[-1], line.iloc[0]
    now = known[known["day"] == last["day"]].set_index("measure")
    others = [name for name in reversed(MEASURES) if name != headline and name in now.index]
    when = _when(last["day"], language)
    share, done = _written(last, language), _DONE[language]
    said = [
        f"{share} of the people had {done[headline]}"
        if language == "en"
        else f"{share} des personnes avaient {done[headline]}"
    ]
    had = "had" if language == "en" else "avaient"
    said += [f"{_written(now.loc[name], language)} {had} {done[name]}" for name in others]
    sentences = [f"{when}{_listed(said, language)}."]
    if len(line) > 1:
        sentences.append(_trend(first, last, language))
    if frame["share"].isna().any():
        sentences.append(
            "Some releases are withheld to protect people."
            if language == "en"
            else "Certaines publications ne disent rien, pour protéger les personnes."
        )
    return " ".join(sentences)


def by_group_summary(
    frame: pd.DataFrame, language: Language, day: date | None = None, *, of: Of = "group"
) -> str:
    """Say how the headline measure spreads over the rows, which are paths or groups of people;
    `day` is that of the release."""
    published = rounded(frame)
    known = published.dropna(subset="share")
    if known.empty:
        return _NOTHING[language]
    headline = "passed" if (known["measure"] == "passed").any() else known["measure"].iloc[-1]
    shares = known[known["measure"] == headline]
    hidden = int(published[published["measure"] == headline]["share"].isna().sum())
    sentence = _spread_said(shares, headline, of, language, day)
    return " ".join(filter(None, [sentence, _hidden_said(hidden, language)]))


def heat_map_summary(
    frame: pd.DataFrame,
    language: Language,
    day: date | None = None,
    *,
    measure: str,
    of: Of = "group",
) -> str:
    """Say which path is the furthest and which the least far, and between what the shares lie.

    `measure` is what the shares are of; rows are of the kind `of`; `day` is that of the release.
    The value of a path is the median of its rows; no row is named, as none is the last.
    """
    published = rounded(frame)
    known = published.dropna(subset="share")
    if known.empty:
        return _NOTHING[language]
    first = _paths_said(known, measure, of, language)
    sentences = [_capital(_when(day, language) + first), _range_said(known, of, language)]
    hidden = int(published["share"].isna().sum())
    return " ".join(filter(None, [*sentences, _hidden_said(hidden, language)]))


def _paths_said(known: pd.DataFrame, measure: str, of: Of, language: Language) -> str:
    """Say what the usual share of the furthest path is, and that of the least far."""
    middles = {path: _median(rows) for path, rows in known.groupby("path", sort=False)}
    best = max(middles, key=lambda path: middles[path]["share"])
    least = min(middles, key=lambda path: middles[path]["share"])
    high, low = _written(middles[best], language), _written(middles[least], language)
    if limit_of(middles[best]["low"], middles[best]["high"]) == "most":
        # Nothing is known to be ahead of anything.
        ends = {**middles[best], "high": max(one["high"] for one in middles.values())}
        high = low = _written(ends, language)
    done, row = _DONE[language][measure], _ROWS[language][of]
    # Of one row, the median is its own share.
    usual = known["label"].nunique() > 1
    if language == "en":
        where = f"in a typical {row}, " if usual else ""
        if len(middles) == 1:
            return f"{where}{high} of the people have {done} “{best}”."
        if high == low:
            return (
                f"{where}{high} of the people have {done} each learning path: none is ahead of "
                "the others."
            )
        return (
            f"{where}{high} of the people have {done} “{best}”, the learning path that is the "
            f"furthest, and {low} have {done} “{least}”, which has the furthest to go."
        )
    where = f"dans un {row} typique, " if usual else ""
    if len(middles) == 1:
        return f"{where}{high} des personnes ont {done} «\u00a0{best}\u00a0»."
    if high == low:
        return (
            f"{where}{high} des personnes ont {done} chaque parcours\u00a0: aucun n’est en avance "
            "sur les autres."
        )
    return (
        f"{where}{high} des personnes ont {done} «\u00a0{best}\u00a0», le parcours le plus "
        f"avancé, et {low} ont {done} «\u00a0{least}\u00a0», le moins avancé."
    )


def _range_said(known: pd.DataFrame, of: Of, language: Language) -> str:
    """Say between what the shares of several rows lie; nothing of one row, or of equal shares."""
    low, high = _ends(known, language)
    if low == high or known["label"].nunique() == 1:
        return ""
    row, several = _ROWS[language][of], known["path"].nunique() > 1
    if language == "en":
        which = f"{row} and path" if several else row
        return f"Depending on the {which}, the share goes from {low} to {high}."
    which = f"l’{row}" if row[0] in "aeiou" else f"le {row}"
    which += " et le parcours" if several else ""
    return f"Selon {which}, la part va {_from(low)} à {high}."


def _ends(rows: pd.DataFrame, language: Language) -> tuple[str, str]:
    """Write the lowest and the highest share of rows, as far as their bands tell."""
    lowest, highest = rows["share"].min(), rows["share"].max()
    low, high = percent(lowest, language), percent(highest, language)
    if (rows["low"] <= 0).any():
        low = known(lowest, 0, rows["high"].min(), language)
    top = rows.loc[rows["share"].idxmax()]
    if (rows["high"] >= 1).any():
        high = known(highest, rows["low"].max(), 1, language)
    elif top["low"] <= 0:
        high = known(highest, 0, rows["high"].max(), language)
    return low, high


def _from(share: str) -> str:
    """Write "de" before a share in French, elided before a vowel."""
    return f"d’{share}" if share.startswith("au") else f"de {share}"


def _median(rows: pd.DataFrame) -> dict[str, float]:
    """Return the median share of rows, with what is known of it (`limits.quartile_of`)."""
    found = quartile_of(rows[["share", "low", "high"]].itertuples(index=False, name=None), 1)
    return dict(zip(("share", "low", "high"), found, strict=True))


def _written(row: Any, language: Language) -> str:
    """Write what is known of a row's share in words."""
    return known(row["share"], row["low"], row["high"], language)


def _trend(first: Any, last: Any, language: Language) -> str:
    points = round(last["share"] * 100) - round(first["share"] * 100)
    since, was = day_name(first["day"], language), _written(first, language)
    done = _DONE[language][last["measure"]]
    unit = "point" if abs(points) == 1 else "points"
    if pd.notna(first["low"]) and not has_moved(
        (first["share"], first["low"], first["high"]), (last["share"], last["low"], last["high"])
    ):
        points = 0
    if not points and language == "en":
        return f"That is about as many as on {since}."
    if not points:
        return f"C’est à peu près autant que le {since}."
    if language == "en":
        who = f"The share of people who have {done} has"
        way = "risen" if points > 0 else "fallen"
        return f"{who} {way} by {abs(points)} {unit} since {since} ({was})."
    who = f"La part des personnes qui ont {done}"
    way = "augmenté" if points > 0 else "baissé"
    return f"{who} a {way} de {abs(points)} {unit} depuis le {since} ({was})."


def _spread_said(
    shares: pd.DataFrame, headline: str, of: Of, language: Language, day: date | None
) -> str:
    middle = _written(_median(shares), language)
    low, high = _ends(shares, language)
    when, done, row = _when(day, language), _DONE[language][headline], _ROWS[language][of]
    if low == high:
        where = ""
        if len(shares) > 1:
            where = f"in every {row}, " if language == "en" else f"dans chaque {row}, "
        said = (
            f"{where}{middle} of the people have {done}."
            if language == "en"
            else f"{where}{middle} des personnes ont {done}."
        )
    elif language == "en":
        said = f"from one {row} to the next, {low} to {high} of the people have {done}; "
        said += f"the median is {middle}."
    else:
        said = f"d’un {row} à l’autre, {_from(low)} à {high} des personnes ont {done}; "
        said += f"la médiane est {_from(middle)}."
    return _capital(when + said)


def _listed(parts: list[str], language: Language) -> str:
    """Join the parts of a sentence: "a, b and c"."""
    *before, last = parts
    if not before:
        return last
    return f"{', '.join(before)} {'and' if language == 'en' else 'et'} {last}"


def _hidden_said(hidden: int, language: Language) -> str:
    if not hidden:
        return ""
    if language == "en":
        verb = "is" if hidden == 1 else "are"
        return f"{_capital(_count(hidden, 'figure'))} {verb} withheld to protect people."
    verb = "n’est pas diffusé" if hidden == 1 else "ne sont pas diffusés"
    return f"{_count(hidden, 'chiffre')} {verb}, pour protéger les personnes."


def _count(number: int, word: str, plural: str = "s") -> str:
    return f"{number} {word}{plural if number > 1 else ''}"


def _when(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    return f"{'On' if language == 'en' else 'Au'} {day_name(day, language)}, "


def _capital(sentence: str) -> str:
    start = 1 if sentence[0] in "“" else 2 if sentence[0] == "«" else 0
    return sentence[:start] + sentence[start].upper() + sentence[start + 1 :]


def colon(language: Language) -> str:
    """Return a colon and its space; French has a no-break space before it."""
    return ": " if language == "en" else "\u00a0: "


def says(
    what: str,
    which: str,
    share: float,
    language: Language,
    band: tuple[float, float] = (float("nan"), float("nan")),
) -> str:
    """Say one value in words, as a pointer meets it; `band`: between what it lies."""
    value = WITHHELD[language].lower() if pd.isna(share) else known(share, *band, language)
    return f"{what}, {which}{colon(language)}{value}"


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `share` in whole per cents, and with the ends of bands if it has none.

    `low` and `high` of a frame are shares: between what a share lies. NaN: only the share is known.
    """
    ends = {name: float("nan") for name in ("low", "high") if name not in frame}
    return frame.assign(share=frame["share"].astype(float).round(2), **ends)


def share_or_none(value: float) -> float | None:
    """Return a share as a specification holds it: None where it is withheld."""
    return None if pd.isna(value) else float(value)
