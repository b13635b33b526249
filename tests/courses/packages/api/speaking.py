"""An AU that a machine launched: it says what it has to, and the academy keeps it."""

from typing import Any

from tests.courses.packages.cmi5.au import Launch, told


def begun(said: dict[str, Any]) -> Launch:
    """Return the AU of a launch, which has said that it is there."""
    return Launch(said["address"]).begin()


def verbs_of(registration: str) -> list[str]:
    """Return the verbs of a registration's statements, the oldest first."""
    found = (one for one in told() if one["context"]["registration"] == registration)
    return [one["verb"]["id"].rpartition("/")[2] for one in found]
