"""News of adopted paths, for other parts."""

from django.dispatch import Signal

pages_copied = Signal()
"""What another path says was brought into an adopted one: `adoption`, `at`. Within the transaction
that brings it, at its end."""
