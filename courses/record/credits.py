"""What a person wrote and reviewed of learning paths, for their record."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Fate, Part, Row, columns
from courses.cobuilding.ledger import of_person
from courses.models import PublishedPath

from .said import PATH, WHEN


def _credits(user: User, language: str) -> Iterator[Row]:
    titles = {
        path.key: path.text_in(language)["title"] for path in PublishedPath.objects.only("texts")
    }
    for one in of_person(user):
        title = titles.get(one.path_key, str(one.path_key))
        yield one.at, title, one.get_role_display(), one.words, one.organism_code


def credit_parts() -> Iterator[Part]:
    """Yield what the ledger of credits has under a person's random name."""
    yield Part(
        name="courses.credits",
        title=gettext_lazy("What I wrote and reviewed of learning paths"),
        why=gettext_lazy(
            "So that the organizations that build a path are credited by what their people did. "
            "Your name isn’t in it: only you and your account lead to these lines."
        ),
        kept=gettext_lazy("As long as the academy: a line of the ledger never changes nor goes."),
        columns=columns(
            at=WHEN,
            path=PATH,
            did=gettext_lazy("What I did"),
            words=gettext_lazy("Words"),
            organism=gettext_lazy("Organization"),
        ),
        rows=_credits,
        holds=("courses.CreditedPerson", "courses.Credit"),
        erase=Fate.UNNAMED,
        pseudonymise=Fate.UNNAMED,
        stays=gettext_lazy(
            "Your organization keeps its credit. The lines stay under a random name, from which "
            "nothing leads to you any more."
        ),
    )
