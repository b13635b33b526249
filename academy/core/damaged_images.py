"""Images that begin like images and aren't: refused in a sentence.

Wagtail 8 asks for the size of what it took for an image, and lets the library's error through when
there is nothing behind the first bytes. It has no setting for it, so the method is wrapped here.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField

# What the library raises, by format. A ValidationError is none of these.
_DAMAGED = (EOFError, LookupError, OSError, SyntaxError, ValueError)
_measure = WagtailImageField.check_image_pixel_size


def _check_image_pixel_size(self: WagtailImageField, file: Any) -> None:
    try:
        _measure(self, file)
    except _DAMAGED as error:
        raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


def refuse_damaged_images() -> None:
    """Have every form for images refuse what can't be opened."""
    WagtailImageField.check_image_pixel_size = _check_image_pixel_size
