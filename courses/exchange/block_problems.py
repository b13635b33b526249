"""What the blocks of the editor refuse, told by element as the other problems are."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue

from .problems import Place


def refuse_as_editor(body: StreamValue, place: Place) -> None:
    """Note at `place` (the body of a lesson) what the editor would refuse to save."""
    try:
        body.stream_block.clean(body)
    except ValidationError as error:
        _note(error, place)


def refuse_fields(error: ValidationError, place: Place) -> None:
    """Note at `place` what a page refuses, by field."""
    if not hasattr(error, "error_dict"):
        _note(error, place)
        return
    for name, errors in error.error_dict.items():
        for one in errors:
            _note(one, place if name == "__all__" else place.at(name))


def _note(error: Any, place: Place) -> None:
    inner = getattr(error, "block_errors", None)
    if inner is None:
        for message in error.messages:
            place.refuse(str(message))
        return
    for step, one in inner.items():
        _note(one, place.at(step + 1 if isinstance(step, int) else step))
    for one in error.non_block_errors.as_data():
        _note(one, place)
