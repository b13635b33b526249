"""Questions of every kind: the examples of the reference, as values and as blocks of a lesson."""

import json
import re
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[2] / "docs/reference/library-format.md"
EXAMPLE = re.compile(r"^### (?P<kinds>[^\n]*)\n(?P<text>.*?)```json\n(?P<json>.*?)```", re.M | re.S)


def examples() -> dict[str, dict]:
    """Return the examples of the reference by kind of question."""
    found = {}
    for match in EXAMPLE.finditer(REFERENCE.read_text(encoding="utf-8")):
        value = json.loads(match["json"], parse_float=Decimal)
        for kind in re.findall(r"`(\w+)`", match["kinds"]):
            found[kind] = value
    # One example stands for both; in a matching, each target is used once.
    matching = deepcopy(found["matching"])
    del matching["items"][2]
    found["matching"] = matching
    return found


EXAMPLES = examples()


def example_block(kind: str, block_id: str, **fields: Any) -> dict[str, Any]:
    """Return the example of a kind as a StreamField stores it, with other `fields`."""
    value = json.loads(json.dumps(EXAMPLES[kind], default=str))
    return {"type": kind, "id": block_id, "value": value | fields}
