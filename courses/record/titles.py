"""How paths, courses and lessons are called in a person's record."""

from uuid import UUID

from academy.accounts.models import User
from courses.models import Enrolment, PublishedPath


class Titles:
    """Titles of paths, courses and lessons by key, in one language; one query.

    Of the paths that `user` follows; `everywhere`: of all paths.
    """

    def __init__(self, user: User, language: str, *, everywhere: bool = False) -> None:
        paths = PublishedPath.objects.all()
        if not everywhere:
            paths = paths.filter(key__in=Enrolment.objects.filter(user=user).values("path_key"))
        self._said: dict[str, str] = {}
        for path in paths:
            text = path.text_in(language)
            self._said[str(path.key)] = text["title"]
            for course in text["courses"]:
                self._said[course["key"]] = course["title"]
                self._said |= {one["key"]: one["title"] for one in course["lessons"]}

    def of(self, key: UUID) -> str:
        """Return the title of what has this key; the key where it isn't published any more."""
        return self._said.get(str(key), str(key))
