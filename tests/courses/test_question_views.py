"""What a learner's page shows of a question before it is answered."""

import pytest

from courses.blocks.stream import LessonBody
from courses.questions import question_view
from tests.factories.courses import scenario


def message_shown(**parts):
    """Return the message that a learner is shown of a scenario that has these parts of one."""
    raw = scenario()
    raw["value"]["message"] = {"kind": "chat", "sender": "", "subject": "", "body": ""} | parts
    block = LessonBody().to_python([raw])[0]
    return question_view(block, []).message


@pytest.mark.parametrize(
    "parts",
    [
        {"body": "<p>Peux-tu approuver le virement ?</p>"},
        {"sender": "Camille"},
        {"subject": "Virement"},
    ],
)
def test_a_message_is_shown_whatever_part_of_it_is_written(parts):
    message = message_shown(**parts)
    assert message is not None
    assert message["kind"] == "chat"


@pytest.mark.parametrize("body", ["", '<p data-block-key="a1b2c"></p>', "<p>&nbsp;</p><p> </p>"])
def test_a_message_in_which_nothing_is_written_is_not_shown(body):
    assert message_shown(body=body) is None
