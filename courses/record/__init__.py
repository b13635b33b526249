"""What the courses hold about a person, registered as parts of that person's record."""

from academy.accounts.record.parts import register

from .asked import asked_parts
from .aus import au_parts
from .credits import credit_parts
from .learning import learning_parts
from .surveys import survey_parts
from .trials import look_parts, trial_parts


def register_parts() -> None:
    """Have the record hold what a person learned, what is asked of them, what they reported,
    who saw them by name, what they wrote of paths and what they answered to surveys."""
    parts = (
        *learning_parts(),
        *trial_parts(),
        *au_parts(),
        *asked_parts(),
        *look_parts(),
        *credit_parts(),
        *survey_parts(),
    )
    for place, part in enumerate(parts):
        register(part, order=50 + place)
