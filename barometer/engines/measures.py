"""The measures themselves: how far each person came in each path, and when. Pure.

Written once, in what pandas and Dask have in common, so that the same lines run in one process or
on a cluster. Nothing here computes: a frame goes in, a frame comes out, of the same engine.

Moments are in UTC, without saying so.
"""

from typing import Any, NamedTuple

from barometer.events import (
    FAILED_VERB,
    NO_ACTS,
    ON_A_PART,
    ON_THE_PATH,
    PASSED_VERB,
    STEPS,
    WAIVED_VERB,
)

Frame = Any
"""A DataFrame of pandas or of Dask."""

ABOUT = ["person", "path"]


class Measures(NamedTuple):
    """What statements say, as three frames.

    `facts`: by person and path, for each step the moment `<step>_at` and, as `<step>_true`, the
    earliest that needed no correction; `active_at`, the last act; `waived_at`; `first_scored_at`
    and `first_score`; `best_score` and `best_scored_at`. `passes` and `lapses`: by person and path
    the moments `at` at which the path was passed or a re-check of it failed.
    """

    facts: Frame
    passes: Frame
    lapses: Frame


def measures_of(told: Frame) -> Measures:
    """Return what `told`, a frame of rows.Row, says; each statement counts once.

    The rules are those of events.Times and events.EventReader, as tests compare them.
    """
    return measures_of_acts(_acts(told))


def measures_of_acts(acts: Frame) -> Measures:
    """Return what statements about people and paths say, of which none is voided or there twice.

    Of `acts`, columns of rows.Row: stored, timestamp, verb, person, path, whole, scaled, recheck.
    """
    events = _events(acts)
    whole = events["whole"]
    columns: dict[str, Any] = {}
    for step, name in enumerate(STEPS):
        takes = _takes(events, step)
        columns[f"{name}_at"] = events["at"].where(takes)
        columns[f"{name}_true"] = events["at"].where(takes & ~events["corrected"])
    waived = events["verb"] == WAIVED_VERB
    scored = whole & ~waived & ~events["scaled"].isna()
    columns["active_at"] = events["at"].where(~waived)
    columns["waived_at"] = events["at"].where(waived)
    columns["first_scored_at"] = events["at"].where(scored)
    columns["first_score"] = columns["best_score"] = events["scaled"].where(scored)
    columns["best_scored_at"] = columns["first_scored_at"]
    passes = events[whole & (events["verb"] == PASSED_VERB)]
    lapses = events[whole & (events["verb"] == FAILED_VERB) & events["recheck"]]
    moments = [*ABOUT, "at"]
    return folded(Measures(events[ABOUT].assign(**columns), passes[moments], lapses[moments]))


def folded(told: Measures) -> Measures:
    """Return measures that have several rows for a person and a path as those that have one.

    In any order, and in any number of turns: what was folded already may be folded with more.
    """
    rows, moments = told.facts, [*ABOUT, "at"]
    extremes = {name: "min" for name in rows if name.endswith(("_at", "_true"))}
    extremes |= {"active_at": "max", "best_score": "max"}
    del extremes["best_scored_at"]
    facts = rows.groupby(ABOUT).agg(extremes).reset_index()
    return Measures(
        _with_scores(facts, rows[~rows["first_scored_at"].isna()]),
        told.passes.drop_duplicates(subset=moments),
        told.lapses.drop_duplicates(subset=moments),
    )


def steps_taken(facts: Frame, before: Any) -> Frame:
    """Return how many steps each person had taken `before` a moment, as `taken`; nobody without."""
    reached = facts[facts["reached_at"] < before]
    taken = (reached["started_at"] < before) * 1 + 1
    for position, name in enumerate(STEPS[2:], start=3):
        # The highest counts: who passed may not have completed.
        taken = taken.where(~(reached[f"{name}_at"] < before), position)
    return reached[ABOUT].assign(taken=taken)


def _acts(told: Frame) -> Frame:
    """Return the statements about people and paths that aren't voided, each once."""
    told = told.drop_duplicates(subset=["id"])
    voids = told[~told["voids"].isna()][["voids", "organism"]].drop_duplicates(
        subset=["voids", "organism"]
    )
    voids = voids.rename(columns={"voids": "id", "organism": "by"})
    acts = told[~told["person"].isna()]
    met = acts[["id", "organism"]].merge(voids, on="id", how="inner")
    met = met[(met["by"] == 0) | (met["by"] == met["organism"])]
    gone = met[["id"]].drop_duplicates(subset=["id"]).assign(gone=True)
    acts = acts.merge(gone, on="id", how="left")
    return acts[acts["gone"].isna()]


def _events(acts: Frame) -> Frame:
    """Return the acts that say something, each with its moment.

    `corrected`: it claimed a moment after it was stored, and has the latter.
    """
    acts = acts[~acts["verb"].isin(list(NO_ACTS)) | (acts["whole"] & (acts["verb"] == WAIVED_VERB))]
    late = acts["timestamp"] > acts["stored"]
    return acts.assign(at=acts["timestamp"].where(~late, acts["stored"]), corrected=late)


def _takes(events: Frame, step: int) -> Frame:
    on_path = [verb for verb, steps in ON_THE_PATH.items() if step in steps]
    on_part = [verb for verb, steps in ON_A_PART.items() if step in steps]
    whole = events["whole"]
    return (whole & events["verb"].isin(on_path)) | (~whole & events["verb"].isin(on_part))


def _with_scores(facts: Frame, scores: Frame) -> Frame:
    """Add the higher score of those made first, and when the best was made first."""
    first = facts[[*ABOUT, "first_scored_at"]].merge(
        scores[[*ABOUT, "first_scored_at", "first_score"]], on=[*ABOUT, "first_scored_at"]
    )
    first = first.groupby(ABOUT).agg({"first_score": "max"}).reset_index()
    best = facts[[*ABOUT, "best_score"]].merge(
        scores[[*ABOUT, "best_score", "best_scored_at"]], on=[*ABOUT, "best_score"]
    )
    best = best.groupby(ABOUT).agg({"best_scored_at": "min"}).reset_index()
    return facts.merge(first, on=ABOUT, how="left").merge(best, on=ABOUT, how="left")
