"""What a question says that formats of others have no place for. Pure."""

from .lines import At, _
from .questions import Question


def lose_common(
    question: Question,
    at: At,
    *,
    objective: bool = False,
    difficulty: bool = False,
    certainty: bool = True,
    quality: bool = True,
) -> None:
    """Say which of these a format doesn't keep of any kind of question, where it has them."""
    if objective and question.objective:
        at.lose(_("The objective isn't kept."))
    if difficulty and question.difficulty:
        at.lose(_("The difficulty isn't kept."))
    if certainty and question.value.get("ask_certainty"):
        at.lose(_("“Sure” or “not sure” isn't asked there."))
    message = question.value.get("message") or {}
    if question.kind == "scenario" and any(
        message.get(one) for one in ("sender", "subject", "body")
    ):
        at.change(_("The message of the scenario is part of its text there."))
    if not quality:
        return
    qualities = [one["quality"] for one in question.value.get("choices", ()) if "quality" in one]
    if qualities and "acceptable" not in qualities and qualities.count("best") == 1:
        at.change(_("Without an acceptable option, this scenario is a single choice there."))
