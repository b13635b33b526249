"""What each option of a question is worth, in percent, as Moodle accepts it. Pure."""

from .questions import Question

# Moodle refuses other shares: 100/n with five digits, for n from 1 to 8 (and more that none needs).
_SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
}
_OF_QUALITY = {"best": "100", "acceptable": "50", "risky": "0"}


def weights_of(question: Question) -> list[str]:
    """Return the share of each option: right ones make 100 together, wrong ones take it away."""
    choices = question.value["choices"]
    if question.kind == "scenario":
        return [_OF_QUALITY[one["quality"]] for one in choices]
    if question.kind == "single_choice":
        return ["100" if one["correct"] else "0" for one in choices]
    right = sum(one["correct"] for one in choices)
    wrong = len(choices) - right
    return [_SHARES[right] if one["correct"] else f"-{_SHARES[wrong]}" for one in choices]
