"""What a survey asks: a scale, choices, a few words; each in French and in English."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

SCALE, ONE, SEVERAL, WORDS = "scale", "one", "several", "words"
STEPS = (1, 2, 3, 4, 5)
LONGEST_QUESTION = 250
LONGEST_OPTION = 120
LONGEST_END = 60
LONGEST_WORDS_ANSWER = 500
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


class SurveyOptionBlock(blocks.StructBlock):
    """Something one can choose."""

    fr = blocks.CharBlock(max_length=LONGEST_OPTION, label=_("Option in French"))
    en = blocks.CharBlock(max_length=LONGEST_OPTION, label=_("Option in English"))

    class Meta:
        label = _("Option")
        label_format = "{fr}"


class ScaleBlock(blocks.StructBlock):
    """A scale from 1 to 5, whose two ends have a name."""

    fr = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in French"))
    en = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in English"))
    low_fr = blocks.CharBlock(max_length=LONGEST_END, label=_("What 1 means, in French"))
    low_en = blocks.CharBlock(max_length=LONGEST_END, label=_("What 1 means, in English"))
    high_fr = blocks.CharBlock(max_length=LONGEST_END, label=_("What 5 means, in French"))
    high_en = blocks.CharBlock(max_length=LONGEST_END, label=_("What 5 means, in English"))

    class Meta:
        label = _("Scale from 1 to 5")
        icon = "order"
        label_format = "{fr}"


class _OptionsBlock(blocks.StructBlock):
    fr = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in French"))
    en = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in English"))
    options = blocks.ListBlock(
        SurveyOptionBlock(), min_num=FEWEST_OPTIONS, max_num=MOST_OPTIONS, label=_("Options")
    )

    def get_default(self) -> Any:
        """Begin with as many empty options as there have to be: nothing is wrong yet."""
        value = super().get_default()
        options = self.child_blocks["options"]
        empty = [options.child_block.get_default() for _option in range(FEWEST_OPTIONS)]
        value["options"] = options.normalize(empty)
        return value

    def clean(self, value: Any) -> Any:
        """Refuse two options that say the same: nobody could tell them apart."""
        cleaned = super().clean(value)
        for language in ("fr", "en"):
            said = [one[language].strip().casefold() for one in cleaned["options"]]
            if len(set(said)) < len(said):
                raise blocks.StructBlockValidationError(
                    block_errors={
                        "options": ValidationError(
                            _("Two options say the same. Change one of them, or take it away.")
                        )
                    }
                )
        return cleaned


class OneChoiceBlock(_OptionsBlock):
    """A question with one option to choose."""

    class Meta:
        label = pgettext_lazy("a question of a survey", "One choice")
        icon = "radio-full"
        label_format = "{fr}"


class SeveralChoicesBlock(_OptionsBlock):
    """A question with any number of options to choose."""

    class Meta:
        label = pgettext_lazy("a question of a survey", "Several choices")
        icon = "tick"
        label_format = "{fr}"


class WordsBlock(blocks.StructBlock):
    """A question that is answered in a few words."""

    fr = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in French"))
    en = blocks.CharBlock(max_length=LONGEST_QUESTION, label=_("Question in English"))

    class Meta:
        label = pgettext_lazy("a question of a survey", "A few words")
        icon = "edit"
        label_format = "{fr}"


SURVEY_BLOCKS = [
    (SCALE, ScaleBlock()),
    (ONE, OneChoiceBlock()),
    (SEVERAL, SeveralChoicesBlock()),
    (WORDS, WordsBlock()),
]


def answerable(stream: Any) -> list[dict[str, Any]]:
    """Return the questions of a survey as plain data: `id`, `kind`, `fr`, `en`, and `options` with
    an id and a text in each language. The steps of a scale are options too."""
    found = []
    for child in stream:
        asked: dict[str, Any] = {
            "id": str(child.id),
            "kind": child.block_type,
            "fr": child.value["fr"],
            "en": child.value["en"],
        }
        if child.block_type == SCALE:
            asked["options"] = [_step(step, child.value) for step in STEPS]
        elif child.block_type != WORDS:
            asked["options"] = [
                {"id": str(item.id), "fr": item.value["fr"], "en": item.value["en"]}
                for item in child.value["options"].bound_blocks
            ]
        found.append(asked)
    return found


def _step(step: int, value: Any) -> dict[str, Any]:
    said = {"id": str(step), "fr": str(step), "en": str(step)}
    end = {STEPS[0]: "low", STEPS[-1]: "high"}.get(step)
    if end:
        said |= {code: f"{step} – {value[f'{end}_{code}']}" for code in ("fr", "en")}
    return said
