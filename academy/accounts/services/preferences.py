"""What a person chooses for their own account."""

from academy.accounts.models import User


def set_language(*, user: User, language: str) -> None:
    """Keep `language` ("fr" or "en") as the one in which the academy speaks to `user`."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
