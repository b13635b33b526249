"""Every write of the cyber loop, one journey a file."""

from .deciding import prescribe, reclassify
from .hooks import (
    SecretUnreadable,
    create_hook,
    end_campaign,
    end_quiet_campaigns,
    open_secret,
    revoke_hook,
    take_event,
)
from .keeping import drop_evidence, drop_old_evidence, keep_evidence
from .receiving import FileRefused, receive_campaign, receive_scan, smallest_group

__all__ = [
    "FileRefused",
    "SecretUnreadable",
    "create_hook",
    "drop_evidence",
    "drop_old_evidence",
    "end_campaign",
    "end_quiet_campaigns",
    "keep_evidence",
    "open_secret",
    "prescribe",
    "receive_campaign",
    "receive_scan",
    "reclassify",
    "revoke_hook",
    "smallest_group",
    "take_event",
]
