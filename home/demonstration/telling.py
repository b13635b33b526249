"""From a way through a path to the statements that the academy would have recorded.

The words are `courses.statements`'; the identifiers are those that the services give, made from
the registration, so that loading twice stores once.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from courses.statements import Learner, Place, Wording

from .contents import PathContents
from .journeys import Act, Way


def moment(seconds: int) -> datetime:
    """Return seconds since 1970 as an aware time."""
    return datetime.fromtimestamp(seconds, UTC)


def attempt_of(registration: UUID, act: Act) -> UUID:
    """Return the identifier that the form of this answer would have carried."""
    return uuid5(registration, f"attempt {act.lesson} {act.item} {act.attempt}")


class Teller:
    """Tells ways through one path."""

    def __init__(self, wording: Wording, contents: PathContents) -> None:
        self._wording = wording
        self._contents = contents
        path = contents.model
        self._path = Place(path=path.key, titles=contents.titles)
        self._lessons: dict[tuple[str, int], Place] = {}
        self._questions: dict[tuple[str, int, int], Place] = {}
        for language, words in contents.lessons.items():
            for number, (lesson, said) in enumerate(zip(path.lessons, words, strict=True)):
                course = path.courses[lesson.course][0]
                self._lessons[language, number] = Place(
                    path=path.key,
                    course=course,
                    lesson=lesson.key,
                    titles=((language, said.title),),
                )
                for place, (item, prompt) in enumerate(
                    zip(lesson.items, said.prompts, strict=True)
                ):
                    self._questions[language, number, place] = Place(
                        path=path.key,
                        course=course,
                        lesson=lesson.key,
                        block=UUID(item.block_id),
                        titles=((language, prompt),),
                    )

    def tell(self, learner: Learner, language: str, way: Way) -> list[dict[str, Any]]:
        """Return the statements of a way; what follows from them is derived by their readers."""
        language = self._contents.language(language)
        told = [self._wording.registered(learner, self._path, moment(way.joined_at))]
        told += [self._act(learner, language, act) for act in way.acts]
        return told

    def _act(self, learner: Learner, language: str, act: Act) -> dict[str, Any]:
        at = moment(act.at)
        if act.kind == "opened":
            place = self._lessons[language, act.lesson]
            return self._wording.initialized(learner, place, at, language)
        if act.kind == "completed":
            return self._wording.completed(learner, self._lessons[language, act.lesson], at)
        place = self._questions[language, act.lesson, act.item]
        assert act.response is not None  # noqa: S101 - for the type checker
        attempt = attempt_of(learner.registration, act)
        item = self._contents.model.lessons[act.lesson].items[act.item]
        return self._wording.answered(
            learner,
            place,
            at,
            statement_id=uuid5(learner.registration, f"{place.lesson} {place.block} {attempt}"),
            language=language,
            interaction=item.interaction,
            response=act.response.chosen,
            scaled=act.response.mark.scaled,
            success=act.response.mark.success,
        )
