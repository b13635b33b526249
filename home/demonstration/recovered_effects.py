"""The effects of campaigns beside the truth: what the ledger finds in published figures."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from barometer.ledger.making import ledger_of
from barometer.ledger.queries import organism_histories
from barometer.ledger.roll_outs import Campaign
from barometer.ledger.said import MEASURED, SEEN
from barometer.releases.queries import newest

from .known_truth import Recovered
from .recovery import World
from .tree_loading import organisms_of


def recovered_effects(world: World) -> Iterator[Recovered]:
    """Yield what the ledger of the newest release finds of campaigns, by their true share."""
    plan = world.plan
    release = newest(before=plan.size.until + timedelta(days=1))
    if release is None:
        return
    ids = [organism.pk for organism in organisms_of(plan)]
    campaigns, truths = [], {}
    for path, spread in zip(plan.paths, plan.spreads, strict=True):
        for one in spread.campaigns:
            truths[str(path.key), one.kind.fr] = one.share
            for number, day in one.starts.items():
                campaigns.append(
                    Campaign(
                        path=str(path.key),
                        day=plan.seasons.day(day),
                        organisms=frozenset([ids[number]]),
                        fr=one.kind.fr,
                        en=one.kind.en,
                    )
                )
    rows = ledger_of(campaigns, organism_histories(release), release.day)["rows"]
    found = [(truths[row["path"], row["fr"]], row) for row in rows if row["verdict"] in MEASURED]
    for share in sorted(set(truths.values()), reverse=True):
        own = [row for truth, row in found if truth == share]
        if not own:
            continue
        seen = sum(row["verdict"] == SEEN for row in own)
        said = float(np.mean([row["effect"][0] for row in own])) / 1000
        held = sum(row["effect"][1] <= share * 1000 <= row["effect"][2] for row in own)
        right = seen if share else len(own) - seen
        words = "an effect seen" if share else "no effect seen"
        yield Recovered(
            measure="ledger.making.ledger_of",
            compared=f"of those who would not have passed, the share whom campaigns moved, from "
            f"published figures ({words} in {right} of {len(own)}): means, and intervals that hold "
            "the truth",
            cases=len(own),
            truth=f"{share:.1%}",
            said=f"{said:.1%}",
            off=abs(said - share) * 100,
            unit="points",
            tolerance=10.0,
            held=held,
            intervals=len(own),
            level=0.95,
        )
