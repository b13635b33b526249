"""What the shipped paths name and ask."""

from collections import Counter

import pytest
from django.conf import settings

from courses.exchange.reading import read_folder

LIBRARY = settings.BASE_DIR / "courses" / "library"
PATHS = sorted(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def contents():
    return {name: read_folder(LIBRARY / name) for name in PATHS}


@pytest.mark.parametrize("name", PATHS)
def test_every_objective_of_a_shipped_path_works_on_digcomp_or_nice_and_on_one_of_ours(
    contents, name
):
    content = contents[name]
    texts = [*content.texts.values(), *(t for one in content.courses for t in one.texts.values())]
    for text in texts:
        for objective in text.objectives:
            named = {one.partition(":")[0] for one in objective.frameworks}
            assert named & {"digcomp", "nice"}, objective.text
            assert "academie" in named, objective.text


@pytest.mark.parametrize("name", PATHS)
def test_objectives_are_the_same_in_each_language_and_each_has_a_question(contents, name):
    for course in contents[name].courses:
        fr, en = course.texts["fr"].objectives, course.texts["en"].objectives
        assert [(one.id, one.frameworks) for one in fr] == [(one.id, one.frameworks) for one in en]
        served = set()
        for lesson in course.lessons:
            assert lesson.texts["fr"].objectives == lesson.texts["en"].objectives
            assert lesson.texts["fr"].objectives, lesson.name
            served |= set(lesson.texts["fr"].objectives)
        assert served == {one.id for one in fr}


def test_the_shipped_lessons_ask_in_more_ways_than_by_choosing(contents):
    kinds = Counter(
        block["type"]
        for content in contents.values()
        for lesson in content.lessons()
        for block in lesson.texts["fr"].body
    )
    newer = {
        "message_triage": 1,
        "branching_scenario": 4,
        "ordering": 6,
        "categorising": 6,
        "matching": 2,
        "numeric": 1,
        "short_text": 1,
    }
    for kind, least in newer.items():
        assert kinds[kind] >= least, kind
