"""The keys by which the things of a path are known. Pure."""

from .contents import PathContent
from .schema import NO_KEY


def keys_of(content: PathContent) -> list[tuple[str, str]]:
    """Return the keys of a path, its courses and its lessons, each with the file that has it."""
    found = [("path.json", content.key)]
    for course in content.courses:
        found.append((f"courses/{course.name}/course.json", course.key))
        for lesson in course.lessons:
            language = next(iter(lesson.texts))
            found.append((f"courses/{course.name}/{lesson.name}.{language}.json", lesson.key))
    return [(file, key) for file, key in found if key != NO_KEY]
