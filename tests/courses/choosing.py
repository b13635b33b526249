"""Right and wrong options of a question that offers some."""


def right(block):
    """The best options."""
    question = block.value.question(block.id)
    best = max(choice.credit for choice in question.choices)
    return [choice.id for choice in question.choices if choice.credit == best]


def wrong(block):
    """The worst option."""
    question = block.value.question(block.id)
    return [min(question.choices, key=lambda choice: choice.credit).id]
