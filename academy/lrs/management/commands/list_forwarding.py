"""List forwarding targets: how far behind they are, what is wrong, what they refused."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.lrs.forwarding_queries import TargetState, target_states, waiting_letters
from academy.lrs.management.targets import target_called
from academy.lrs.models import DeadLetter


class Command(BaseCommand):
    """`list_forwarding`, or `list_forwarding --dead-letters NAME`."""

    help = "List forwarding targets with their lag and their dead letters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to list, and how."""
        parser.add_argument(
            "--dead-letters",
            metavar="NAME",
            help="List the statements that this target refused, with what it answered.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON array.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the targets, or the dead letters of one."""
        if options["dead_letters"]:
            letters = list(waiting_letters(target_called(options["dead_letters"])))
            lines = [self._letter(letter) for letter in letters]
            rows = [
                {
                    "statement": str(letter.statement_id),
                    "status": letter.status,
                    "answer": letter.answer,
                    "refused_at": letter.refused_at.isoformat(),
                }
                for letter in letters
            ]
        else:
            states = target_states()
            lines = [self._target(state) for state in states]
            rows = [
                {
                    "name": state.name,
                    "endpoint": state.endpoint,
                    "active": state.active,
                    "behind": state.behind,
                    "dead_letters": state.dead_letters,
                    "problem": state.problem,
                    "retry_at": state.retry_at.isoformat() if state.retry_at else None,
                    "moved_at": state.moved_at.isoformat() if state.moved_at else None,
                }
                for state in states
            ]
        self.stdout.write(json.dumps(rows) if options["json"] else "\n".join(lines))

    def _target(self, state: TargetState) -> str:
        behind = ngettext("%(count)d statement behind", "%(count)d statements behind", state.behind)
        letters = ngettext("%(count)d dead letter", "%(count)d dead letters", state.dead_letters)
        parts = [
            f"{state.name} ({state.endpoint})",
            _("active") if state.active else _("paused"),
            behind % {"count": state.behind},
            letters % {"count": state.dead_letters},
        ]
        line = " · ".join(parts)
        if state.problem:
            line += f"\n    {state.problem}"
        if state.retry_at and state.active:
            line += f"\n    {_('Tried again from')} {state.retry_at.isoformat(timespec='seconds')}"
        return line

    def _letter(self, letter: DeadLetter) -> str:
        status = f"{letter.status} " if letter.status else ""
        when = letter.refused_at.isoformat(timespec="seconds")
        return f"{letter.statement_id} · {when} · {status}{letter.answer}"
