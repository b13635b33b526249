"""The browser of the journeys: the machine's own Chromium."""

import os
import shutil

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class NoChromium(Exception):
    """There is no browser to make the journeys with."""


def chromium() -> str:
    """Return where Chromium is; raises NoChromium, with the remedy, where there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named or "chromium")
    if found is None:
        raise NoChromium(
            f"The journeys need Chromium, and {named or 'chromium'} is not there. Install it (on "
            "Debian: apt-get install chromium), or say where it is: "
            "CHROMIUM=/path/to/chromium make test-e2e"
        )
    return found
