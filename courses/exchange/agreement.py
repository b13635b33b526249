"""What the files of one path have to agree on: keys, languages, addresses and answers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from courses.structure import Fault, OptionalSet, Structure, problems, step_of

from .banks import bank_file, check_question_keys, check_tests
from .body import media_in
from .contents import Bank, Course, Lesson, LessonContent, PathContent
from .marking import MARKED, check_same_question, check_same_questions
from .objectives import check_served
from .packages import check_packages, package_file
from .problems import Findings, Place, _
from .schema import refuse_twice
from .surveys import survey_file


def check_agreement(content: PathContent, findings: Findings) -> None:
    """Note in `findings` where files that are right one by one don't fit together."""
    keys: dict[str, str] = {}
    place = Place(findings, "path.json")
    _claim(content.key, place, keys)
    for course in content.courses:
        file = f"courses/{course.name}/course.json"
        place = Place(findings, file)
        _claim(course.key, place, keys)
        for language in course.texts:
            if language not in content.texts:
                place.at("text", language).refuse(
                    _("The path has no text in this language (path.json, text).")
                )
        for lesson in course.lessons:
            _check_lesson(course, lesson, findings, keys)
    for language in content.texts:
        _check_slugs(content, language, findings)
    for bank in content.banks:
        place = Place(findings, bank_file(bank.name))
        _claim(bank.key, place, keys)
        for key in {one.key for one in bank.questions}:
            _claim(key, place.at("questions"), keys)
        _check_bank(bank, place)
    check_question_keys(content, findings)
    check_tests(content, findings)
    for package in content.packages:
        _claim(package.key, Place(findings, package_file(package.name)), keys)
    check_packages(content, findings)
    for survey in content.surveys:
        _claim(survey.key, Place(findings, survey_file(survey.name)), keys)
    _check_pictures(content, findings)
    _check_structure(content, findings)


# Where in `course.json` each fault of the structure stands, and its rule.
_FAULTS = {
    Fault.CYCLE: (
        "requires",
        _("These courses require each other in a circle: %(others)s. Nobody could open them."),
    ),
    Fault.UNKNOWN_REQUIRED: ("requires", _("No course of this path has the key %(others)s.")),
    Fault.LATER_REQUIRED: (
        "requires",
        _("“%(course)s” requires %(others)s, which comes after it in path.json."),
    ),
    Fault.OPTIONAL_REQUIRED: (
        "requires",
        _("“%(course)s” requires %(others)s, which one may leave out: it is in an optional set."),
    ),
    Fault.DEEPENING_REQUIRED: (
        "requires",
        _("“%(course)s” requires %(others)s, which is a deepening and not for everybody."),
    ),
    Fault.UNKNOWN_SET: ("optional_set", _("The path has no optional set with this key.")),
    Fault.DEEPENING_IN_SET: (
        "optional_set",
        _("A deepening is asked of nobody: it can't count in an optional set."),
    ),
    Fault.UNREACHABLE: ("mastering", _("A deepening can't be offered to those who master itself.")),
    Fault.NOTHING_NAMED: (
        "mastering",
        _("A deepening names the courses that one has to master for it."),
    ),
    Fault.EMPTY_SET: ("optional_sets", _("No course belongs to the optional set “%(set)s”.")),
    Fault.SET_ASKS_TOO_MUCH: (
        "optional_sets",
        _("The optional set “%(set)s” needs %(needed)s courses and has %(has)s: %(others)s."),
    ),
    Fault.NOTHING_ASKED: (
        "courses",
        _("Every course is a deepening: nobody could ever finish this path."),
    ),
}


def _check_structure(content: PathContent, findings: Findings) -> None:
    """Refuse a structure that can't be finished, each fault where it stands.

    Courses of other paths may be named: whether they are here, only an academy knows.
    """
    path_place = Place(findings, "path.json")
    refuse_twice((one.key for one in content.optional_sets), path_place.at("optional_sets"), "key")
    for number, one in enumerate(content.optional_sets, 1):
        for language in content.texts:
            if language not in one.titles:
                path_place.at("optional_sets", number, "title").refuse(
                    _("The title is missing in a language of the path: %(language)s."),
                    language=language,
                )
    names = {UUID(course.key): course for course in content.courses}
    structure = Structure(
        tuple(step_of(key, 0, course.place) for key, course in names.items()),
        tuple(OptionalSet(one.key, one.needed) for one in content.optional_sets),
    )
    titles = {one.key: next(iter(one.titles.values())) for one in content.optional_sets}
    elsewhere = {key for step in structure.steps for key in step.mastering}
    for problem in problems(structure, {*names, *elsewhere}):
        field, rule = _FAULTS[problem.fault]
        course = names.get(problem.course) if problem.course else None
        place = Place(findings, f"courses/{course.name}/course.json") if course else path_place
        place.at(field).refuse(
            rule,
            course=course.name if course else "",
            others=", ".join(
                names[key].name if key in names else str(key) for key in problem.others
            ),
            set=titles.get(problem.set_key, ""),
            needed=problem.needed,
            has=problem.has,
        )


@dataclass(frozen=True, slots=True)
class LoneQuestion:
    """A question that a lesson has in `language` and lacks in `missing_in`."""

    lesson_key: str
    lesson: str
    block_id: str
    prompt: str
    language: str
    missing_in: str


def lone_questions(content: PathContent) -> tuple[LoneQuestion, ...]:
    """Return the questions that are in one language of their lesson alone, in order.

    They are asked, but count in no marks (`courses.services.publish`): the path is still sound.
    """
    return tuple(found for lesson in content.lessons() for found in _lone_in(lesson))


def _lone_in(lesson: Lesson) -> Iterator[LoneQuestion]:
    for language, text in lesson.texts.items():
        for other, twin in lesson.texts.items():
            there = {block["id"] for block in twin.body}
            for block in text.body:
                if block["type"] in MARKED and block["id"] not in there:
                    yield LoneQuestion(
                        lesson_key=lesson.key,
                        lesson=text.title,
                        block_id=block["id"],
                        prompt=block["value"].get("prompt") or block["value"]["title"],
                        language=language,
                        missing_in=other,
                    )


def _check_pictures(content: PathContent, findings: Findings) -> None:
    """Refuse that something shows the picture that stands for a video: it is part of the video."""
    shown = [(Place(findings, "path.json").at("image"), content.image)] if content.image else []
    for course in content.courses:
        for lesson in course.lessons:
            for language, text in lesson.texts.items():
                place = Place(findings, lesson_file(course, lesson, language))
                shown += [(place.at("body"), name) for _kind, name in media_in(text.body)]
    for bank in content.banks:
        place = Place(findings, bank_file(bank.name)).at("questions")
        for number, question in enumerate(bank.questions, 1):
            for asked in question.texts.values():
                body = asked.as_body(question.key)
                shown += [(place.at(number), name) for _kind, name in media_in(body)]
    for place, name in shown:
        if name not in content.media:
            place.refuse(
                _("“%(name)s” is the thumbnail of a video: show a copy of it, under another name."),
                name=name,
            )


def lesson_file(course: Course, lesson: Lesson, language: str) -> str:
    """Return the name of the file of a lesson in `language`."""
    return f"courses/{course.name}/{lesson.name}.{language}.json"


def _claim(key: str, place: Place, keys: dict[str, str]) -> None:
    if key in keys:
        place.at("key").refuse(
            _("The file %(other)s has the same key; every thing has its own."), other=keys[key]
        )
    keys[key] = place.file


def _check_lesson(course: Course, lesson: Lesson, findings: Findings, keys: dict[str, str]) -> None:
    first: LessonContent | None = None
    for language, text in lesson.texts.items():
        place = Place(findings, lesson_file(course, lesson, language))
        if language not in course.texts:
            place.at("language").refuse(
                _("The course has no text in this language (course.json, text).")
            )
        check_served(text, course.texts.get(language), place)
        if first is None:
            _claim(text.key, place, keys)
            first = text
        elif text.key != first.key:
            place.at("key").refuse(
                _("The lesson has another key in %(language)s; it is one lesson with one key."),
                language=first.language,
            )
        else:
            check_same_questions(first, text, place)


def _check_bank(bank: Bank, place: Place) -> None:
    """Refuse questions of a bank that differ by more than their words from language to language."""
    for number, question in enumerate(bank.questions, 1):
        first = None
        for language, text in question.texts.items():
            here = place.at("questions", number, "text", language)
            block = {"type": text.kind, "value": text.value}
            if first is None:
                first, source = block, language
            elif block["type"] != first["type"]:
                here.at("type").refuse(
                    _("This question is a “%(kind)s” in %(language)s."),
                    kind=first["type"],
                    language=source,
                )
            else:
                check_same_question(first, block, here, source)


def _check_slugs(content: PathContent, language: str, findings: Findings) -> None:
    slugs: dict[str, str] = {}
    for course in content.courses:
        if language in course.texts:
            place = Place(findings, f"courses/{course.name}/course.json")
            _claim_slug(course.texts[language].slug, place.at("text", language), slugs)
        inside: dict[str, str] = {}
        for lesson in course.lessons:
            if language in lesson.texts:
                place = Place(findings, lesson_file(course, lesson, language))
                _claim_slug(lesson.texts[language].slug, place, inside)


def _claim_slug(slug: str, place: Place, slugs: dict[str, str]) -> None:
    if slug in slugs:
        place.at("slug").refuse(
            _("The file %(other)s has the same slug; two pages can't have the same address."),
            other=slugs[slug],
        )
    slugs[slug] = place.file
