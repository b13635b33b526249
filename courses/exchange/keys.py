"""The keys by which the things of a path are known. Pure."""

from collections.abc import Iterator

from .banks import bank_file
from .contents import PathContent
from .schema import NO_KEY
from .surveys import survey_file


def keys_of(content: PathContent) -> list[tuple[str, str]]:
    """Return the keys of a path, its courses and its lessons, each with the file that has it."""
    found = [("path.json", content.key)]
    for course in content.courses:
        found.append((f"courses/{course.name}/course.json", course.key))
        for lesson in course.lessons:
            language = next(iter(lesson.texts))
            found.append((f"courses/{course.name}/{lesson.name}.{language}.json", lesson.key))
    return [(file, key) for file, key in found if key != NO_KEY]


def shared_keys_of(content: PathContent) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of what a path may share with others: what each names ("bank", "question" or
    "survey"), the file that has it, and the key."""
    for bank in content.banks:
        yield "bank", bank_file(bank.name), bank.key
        for question in bank.questions:
            yield "question", bank_file(bank.name), question.key
    for survey in content.surveys:
        yield "survey", survey_file(survey.name), survey.key
