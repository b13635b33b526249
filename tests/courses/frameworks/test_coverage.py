"""What is taught of the frameworks, as numbers. Without a database."""

from courses.frameworks.coverage import (
    TaughtPath,
    lessons_without_objective,
    objectives_without_question,
    rows_of,
)
from courses.frameworks.shipped import frameworks


def objective(course, frameworks, lessons, text="Savoir."):
    return {"course": course, "texts": {"fr": text}, "frameworks": frameworks, "lessons": lessons}


def path(title="Parcours", **fields):
    known = {
        "page_id": 1,
        "language": "fr",
        "objectives": [
            objective("", ["digcomp:1.1"], []),
            objective("c", ["digcomp:4.2", "digcomp:4.1"], ["l1", "l2"]),
            objective("c", ["digcomp:4.2"], ["l2"]),
            objective("c", ["nice:K0675"], ["l4"], "Sans question."),
        ],
        "questions": {"l1": 2, "l2": 3, "l3": 4, "l4": 0},
        "courses": {"c": ("Cours", 2)},
        "lessons": {"l1": ("Un", 3), "l2": ("Deux", 4), "l3": ("Trois", 5), "l4": ("Quatre", 6)},
    }
    return TaughtPath(title, **known | fields)


def row(reference, *paths):
    rows = rows_of(frameworks(), paths, "fr")
    return next(one for one in rows if f"{one.framework_id}:{one.code}" == reference)


def test_a_lesson_that_serves_two_objectives_counts_once():
    found = row("digcomp:4.2", path())
    assert (found.state, found.questions, found.paths) == ("asked", 5, 1)
    assert found.cells[0].courses == ("Cours",)


def test_an_entry_that_no_lesson_asks_about_is_taught_without_question():
    assert row("nice:K0675", path()).state == "taught"
    assert row("digcomp:1.1", path()).state == "taught"


def test_an_entry_that_nobody_names_is_a_gap():
    found = row("digcomp:3.4", path())
    assert (found.state, found.questions, found.paths) == ("gap", 0, 0)


def test_an_area_counts_the_lessons_of_what_it_holds_once():
    found = row("digcomp:4", path())
    assert found.is_group
    assert found.questions == 5


def test_paths_have_a_cell_each_in_order():
    found = row("digcomp:4.1", path(objectives=[]), path())
    assert [cell.questions for cell in found.cells] == [0, 5]
    assert [cell.is_taught for cell in found.cells] == [False, True]


def test_what_hangs_loose_is_told_with_the_page_to_mend():
    assert [(one.text, one.page_id) for one in objectives_without_question([path()])] == [
        ("Sans question.", 2)
    ]
    assert [(one.text, one.page_id) for one in lessons_without_objective([path()])] == [
        ("Trois", 5)
    ]


def test_a_lesson_that_asks_by_a_test_alone_asks():
    made = path(tested={"l4": 6, "l5": 3}, lessons={"l4": ("Quatre", 6), "l5": ("Cinq", 7)})
    assert list(objectives_without_question([made])) == []
    assert [one.text for one in lessons_without_objective([made])] == ["Cinq"]
