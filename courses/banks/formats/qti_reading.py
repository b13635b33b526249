"""Reading QTI 2.1, 2.2 and 3 (https://www.imsglobal.org/question/): an item, or a package. Pure."""

from collections.abc import Callable

from . import shaping
from .fitting import are_too_many, take
from .lines import At, Stop, _
from .qti_names import FIRST_VERSION, as_second_version
from .qti_package import OLD_VERSION, Item, items_of
from .qti_scoring import key_is_whole
from .questions import Collected, Imported, Language
from .shaping import NumberOption, Option, Pair, Shaped
from .texts import plain_of, rich_of
from .xml_tree import Element, read_xml

_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock"})
# What the body holds beside words and interactions; none of it is read before an answer.
_ASIDE = _FEEDBACK | {"stylesheet", "modalFeedback", "companionMaterialsInfo"}
# For whom a rubric is that people read with the question.
_READER = "candidate"
# By which names systems show what is said of a right and of a wrong answer.
_OF_RIGHT = frozenset({"explanation", "correct", "general", "solution", "correct_fb", "general_fb"})
_OF_WRONG = frozenset({"incorrect", "wrong", "incorrect_fb"})
_ANSWERS = ("simpleChoice", "inlineChoice", "simpleAssociableChoice")
_GAPS = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})


def read_qti(data: bytes, language: Language) -> Imported:
    """Return the questions of a QTI item or package, whose texts are in `language`."""
    found = Collected()
    at = At(found.lines)
    try:
        items = items_of(data, at)
        for item in items:
            _read(found, item, language)
    except Stop:
        return found.done()
    if not found.questions and not found.lines:
        at.refuse(_("There is no question in this file."))
    return found.done()


def _read(found: Collected, item: Item, language: Language) -> None:
    at = At(found.lines).inside(item.name)
    root = as_second_version(read_xml(item.content, at))
    if root.name == FIRST_VERSION:
        at.refuse(OLD_VERSION)
        raise Stop
    if root.name != "assessmentItem":
        at.inside(root.name, root.line).refuse(
            _("This is no QTI item: its first element is <%(name)s>. Export the items themselves."),
            name=root.name,
        )
        raise Stop
    title = root.get("title") or root.get("identifier")
    at = at.inside(f"{item.name}: {title}" if item.name else title, root.line)
    said = root.get("lang").partition("-")[0].lower()
    if said and said != language:
        at.change(
            _("The file says that its language is “%(said)s”; it is taken for “%(taken)s”."),
            said=said,
            taken=language,
        )
    body = root.child("itemBody")
    asked = (
        [one for one in body.all(*_names(body)) if one.name.endswith("Interaction")] if body else []
    )
    if body is None or not asked:
        at.leave_out(_("This is a text without answers, not a question."))
        return
    if len(asked) > 1:
        at.leave_out(_("Several things are asked at once; a question of a bank asks one."))
        return
    if root.child("templateProcessing") or root.child("templateDeclaration"):
        at.leave_out(
            _("It is drawn anew each time, with other numbers: banks have no such question.")
        )
        return
    reader = _READERS.get(asked[0].name)
    if asked[0].name == "extendedTextInteraction":
        at.leave_out(_("A question answered by an essay has no answer key: not taken."))
        return
    if reader is None:
        at.leave_out(_("Banks have no question of the kind “%(kind)s”."), kind=asked[0].name)
        return
    if are_too_many(sum(1 for _one in asked[0].all(*_ANSWERS)), at):
        return
    one = _Item(root, body, asked[0], at)
    shaped = reader(one)
    if shaped is not None and not key_is_whole(
        root.child("responseProcessing"),
        asked[0].get("responseIdentifier"),
        one.right,
        at,
        is_typed=asked[0].name == "textEntryInteraction",
    ):
        return
    take(
        found,
        shaped,
        at,
        key=root.get("identifier"),
        tags=item.tags,
        objective=item.objective,
        difficulty=item.difficulty,
    )


def _without_rubrics(body: Element, at: At) -> None:
    """Take the rubrics for others than those who answer out of the body, and tell it."""
    for element in (body, *_everything(body)):
        kept = [one for one in element.inside if not _is_for_others(one)]
        if len(kept) < len(element.inside):
            at.lose(_("A note for others than those who answer isn't kept."))
            element.inside = kept


def _is_for_others(one: Element | str) -> bool:
    if isinstance(one, str) or one.name != "rubricBlock":
        return False
    views = one.get("view").split()
    return bool(views) and _READER not in views


def _names(body: Element) -> tuple[str, ...]:
    return tuple({one.name for one in _everything(body)})


def _everything(element: Element) -> list[Element]:
    return [inner for one in element.children() for inner in (one, *_everything(one))]


class _Item:
    """An item with one interaction."""

    def __init__(self, root: Element, body: Element, asked: Element, at: At) -> None:
        self.root, self.asked, self.at = root, asked, at
        for stimulus in root.children("assessmentStimulusRef"):
            at.lose(
                _("The text in another file, “%(name)s”, isn't kept: copy it into the question."),
                name=stimulus.get("title") or stimulus.get("href"),
            )
        _without_rubrics(body, at)
        prompt = asked.child("prompt")
        if asked.name in _GAPS:
            self.html = _with_gap(body, asked)
        else:
            self.html = body.html(_ASIDE | {asked.name})
        if prompt is not None:
            inside = prompt.html()
            self.html += inside if "<p" in inside else f"<p>{inside}</p>"
        self.words = plain_of(self.html, at).removesuffix("\n_____")
        self.declared = next(
            (
                one
                for one in root.children("responseDeclaration")
                if one.get("identifier") == asked.get("responseIdentifier")
            ),
            None,
        )
        self.feedback: dict[str, str] = {}
        self.explanation, self.of_wrong = "", ""
        self._modal_feedback()

    def _modal_feedback(self) -> None:
        known = {one.get("identifier") for one in _everything(self.asked)}
        for one in self.root.children("modalFeedback"):
            name, html = one.get("identifier").lower(), rich_of(one.html(), self.at)
            if name in _OF_RIGHT:
                self.explanation = self.explanation or html
            elif name in _OF_WRONG:
                self.of_wrong = html
            elif one.get("identifier") in known:
                self.feedback[one.get("identifier")] = html
            elif html:
                self.at.lose(_("The feedback “%(name)s” isn't kept."), name=one.get("identifier"))

    @property
    def correct(self) -> list[str]:
        """The values of the right response, in order."""
        found = self.declared.child("correctResponse") if self.declared else None
        return [one.text.strip() for one in found.children("value")] if found else []

    @property
    def right(self) -> list[str]:
        """The values that are worth something."""
        return [value for value, share in self.shares().items() if share > 0]

    @property
    def is_bounded(self) -> bool:
        """Whether some of the values that are worth something make the whole mark."""
        mapping = self.declared.child("mapping") if self.declared else None
        most = shaping.decimal_of(mapping.get("upperBound")) if mapping is not None else None
        together = sum(score for score in self.mapped.values() if score > 0)
        return most is not None and float(most) < together - shaping.NEARLY

    @property
    def mapped(self) -> dict[str, float]:
        """What each value of a response adds to the score, where the item counts that way."""
        processing = self.root.child("responseProcessing")
        counts = processing is not None and (
            "map_response" in processing.get("template")
            or next(processing.all("mapResponse"), None) is not None
        )
        mapping = self.declared.child("mapping") if self.declared and counts else None
        found = {}
        for one in mapping.children("mapEntry") if mapping else ():
            value = shaping.decimal_of(one.get("mappedValue"))
            found[one.get("mapKey")] = float(value) if value is not None else 0.0
        return found

    def shares(self) -> dict[str, float]:
        """Return the share of the mark of each value, in percent."""
        mapped = self.mapped
        most = max(mapped.values(), default=0.0)
        if most > 0:
            return {value: 100 * score / most for value, score in mapped.items()}
        return dict.fromkeys(self.correct, shaping.WHOLE)

    def words_of(self, element: Element) -> str:
        """Return the words of a choice, without what is said of it."""
        return plain_of(element.html(_FEEDBACK), self.at)

    def said_of(self, element: Element) -> str:
        """Return what is said of a choice."""
        inside = "".join(
            one.html() for one in element.all(*_FEEDBACK) if one.get("showHide", "show") == "show"
        )
        return rich_of(inside, self.at) or self.feedback.get(element.get("identifier"), "")


def _with_gap(body: Element, asked: Element) -> str:
    """Return the body with a line in the place of what is filled in."""
    asked.inside, name = ["_____"], asked.name
    return body.html(_ASIDE).replace(f"<{name}", "<span").replace(f"</{name}", "</span")


def _choice(item: _Item) -> Shaped | None:
    shares = item.shares()
    options = []
    for one in item.asked.children("simpleChoice", "inlineChoice"):
        share = shares.get(one.get("identifier"), 0.0)
        said = item.said_of(one) or (item.of_wrong if share <= 0 else "")
        options.append(Option(item.words_of(one), share, said))
    cardinality = item.declared.get("cardinality", "single") if item.declared else "single"
    single = cardinality == "single" or item.asked.get("maxChoices") == "1"
    if not single and item.is_bounded:
        item.at.refuse(
            _(
                "The answer key can't be kept: some of the right options are enough there, and "
                "here all of them are needed. Take this question out of the file."
            )
        )
        return None
    return shaping.choice(
        item.words,
        item.html,
        options,
        single=single,
        explanation=item.explanation,
        at=item.at,
    )


def _inline_choice(item: _Item) -> Shaped | None:
    return _choice(item)


def _order(item: _Item) -> Shaped | None:
    choices = {one.get("identifier"): one for one in item.asked.children("simpleChoice")}
    right = item.correct
    if len(right) != len(choices) or set(right) != set(choices):
        item.at.refuse(_("The answer key is missing: the file doesn't say the whole right order."))
        return None
    items = [Option(item.words_of(choices[one]), 0.0, item.said_of(choices[one])) for one in right]
    return shaping.ordering(item.words, items, explanation=item.explanation)


def _match(item: _Item) -> Shaped | None:
    sets = [one.children("simpleAssociableChoice") for one in item.asked.children("simpleMatchSet")]
    said = item.correct or [pair for pair, score in item.mapped.items() if score > 0]
    pairs = [(first, second) for first, _space, second in (one.partition(" ") for one in said)]
    if len(sets) != 2 or not pairs:
        item.at.refuse(_("The answer key is missing: there is nothing to match."))
        return None
    if len({first for first, _second in pairs}) < len(pairs):
        # What is put somewhere stands second in this file.
        sets, pairs = sets[::-1], [(second, first) for first, second in pairs]
        if len({first for first, _second in pairs}) < len(pairs):
            item.at.refuse(
                _(
                    "The answer key can't be kept: one thing goes with several. Take this question "
                    "out of the file."
                )
            )
            return None
    goes_with = dict(pairs)
    targets = {one.get("identifier"): item.words_of(one) for one in sets[1]}
    # Each target is named once, in the order of the file, before the items go to them.
    found = [Pair("", text) for text in targets.values()]
    for one in sets[0]:
        target = targets.get(goes_with.get(one.get("identifier"), ""), "")
        found.append(Pair(item.words_of(one), target, item.said_of(one)))
    return shaping.pairing(item.words, found, explanation=item.explanation, at=item.at)


def _text_entry(item: _Item) -> Shaped | None:
    base = item.declared.get("baseType", "string") if item.declared else "string"
    if base in ("float", "integer"):
        return _number(item)
    shares = item.shares()
    if _capitals_count(item) and any(text.upper() != text.lower() for text in shares):
        item.at.change(_("Capitals count there; here they don't."))
    options = [Option(text.replace("*", r"\*"), share) for text, share in shares.items()]
    if item.of_wrong:
        options.append(Option("*", 0.0, item.of_wrong))
    return shaping.short_text(item.words, options, explanation=item.explanation, at=item.at)


def _capitals_count(item: _Item) -> bool:
    """Tell whether the item takes no capital for a small letter; banks do."""
    mapping = item.declared.child("mapping") if item.declared and item.mapped else None
    if mapping is not None:
        said = [one.get("caseSensitive", "false") for one in mapping.children("mapEntry")]
    else:
        # By a template, what is typed is compared letter by letter.
        processing = item.root.child("responseProcessing")
        compared = processing.all("stringMatch") if processing is not None else ()
        said = [one.get("caseSensitive", "true") for one in compared] or ["true"]
    return any(one in ("true", "1") for one in said)


def _number(item: _Item) -> Shaped | None:
    options = []
    for text, share in item.shares().items():
        number = shaping.decimal_of(text)
        spread = _tolerance(item, number) if number is not None else None
        if number is None:
            item.at.refuse(
                _("The answer key can't be read: “%(answer)s” is no number."), answer=text
            )
            return None
        if spread is None:
            item.at.refuse(
                _("The answer key can't be kept: an answer may be further above than below.")
            )
            return None
        options.append(NumberOption(number, spread if share > 0 else shaping.Decimal(0), share))
    return shaping.numeric(
        item.words,
        options,
        unit="",
        other=item.of_wrong,
        explanation=item.explanation,
        at=item.at,
    )


def _tolerance(item: _Item, number: shaping.Decimal) -> shaping.Decimal | None:
    """Return how far from `number` an answer may be; None where it isn't the same both ways."""
    processing = item.root.child("responseProcessing")
    compared = next(processing.all("equal"), None) if processing else None
    if compared is None or compared.get("toleranceMode", "exact") == "exact":
        return shaping.Decimal(0)
    given = [shaping.decimal_of(one) for one in compared.get("tolerance").split()]
    if not given or None in given or len(set(given)) > 1:
        return None
    spread = given[0] or shaping.Decimal(0)
    return spread if compared.get("toleranceMode") == "absolute" else abs(number) * spread / 100


_READERS: dict[str, Callable[[_Item], Shaped | None]] = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _inline_choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _text_entry,
}
