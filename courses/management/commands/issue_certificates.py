"""Certify who passed before there were certificates."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.core import clock
from courses.services import issue_missing_certificates, refresh_stale_paths


class Command(BaseCommand):
    """Issue the certificates that are missing."""

    help = (
        "Issue a certificate to whoever passed a path and has none, as after an upgrade from a "
        "version that knew no certificates. What is there is left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue them, some hundred in each transaction, and say how many."""
        now = clock.now()
        refresh_stale_paths(at=now)
        issued = sum(issue_missing_certificates(at=now))
        if issued:
            self.stdout.write(f"Certificates issued: {issued}.")
