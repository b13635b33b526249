"""Who vouches for statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from academy.core.iri import account_home_page


@dataclass(frozen=True, slots=True)
class Authority:
    """Who vouches for a batch: the Agent that statements name, and to whom they belong.

    `organism_id` is the organism whose clients may read them; None: no organism's client may.
    """

    agent: Mapping[str, Any]
    credential_id: int | None = None
    organism_id: int | None = None


def own_authority(*, organism_id: int | None = None) -> Authority:
    """Return the academy itself, which vouches for what it observed."""
    home_page = account_home_page(settings.ACADEMY_IRI_BASE)
    agent = {"objectType": "Agent", "account": {"homePage": home_page, "name": "academy"}}
    return Authority(agent=agent, organism_id=organism_id)
