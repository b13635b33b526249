"""Which H5P content says when somebody is through with it. Pure.

Content is through once its main library tells `completed` or `answered` of itself: a content type
either does or doesn't, whatever authors write in it. The lists follow the sources of the types and
what they are documented to do; where one is wrong, a designer chooses another rule of the package.
"""

from enum import Enum


class Reports(Enum):
    """Whether content of a type says when somebody is through with it."""

    YES = "yes"
    NEVER = "never"
    UNKNOWN = "unknown"


_THROUGH = frozenset(
    {
        "H5P.AdvancedBlanks",
        "H5P.ArithmeticQuiz",
        "H5P.Blanks",
        "H5P.BranchingScenario",
        "H5P.Column",
        "H5P.CoursePresentation",
        "H5P.Crossword",
        "H5P.Dictation",
        "H5P.DragQuestion",
        "H5P.DragText",
        "H5P.Essay",
        "H5P.FindTheWords",
        "H5P.Flashcards",
        "H5P.ImageHotspotQuestion",
        "H5P.ImageMultipleHotspotQuestion",
        "H5P.ImagePair",
        "H5P.ImageSequencing",
        "H5P.InteractiveBook",
        "H5P.InteractiveVideo",
        "H5P.MarkTheWords",
        "H5P.MemoryGame",
        "H5P.MultiChoice",
        "H5P.MultiMediaChoice",
        "H5P.QuestionSet",
        "H5P.Questionnaire",
        "H5P.SingleChoiceSet",
        "H5P.SortParagraphs",
        "H5P.SpeakTheWords",
        "H5P.SpeakTheWordsSet",
        "H5P.Summary",
        "H5P.TrueFalse",
    }
)
_NEVER = frozenset(
    {
        "H5P.Accordion",
        "H5P.AdvancedText",
        "H5P.Chart",
        "H5P.Collage",
        "H5P.Dialogcards",
        "H5P.GuessTheAnswer",
        "H5P.IFrameEmbed",
        "H5P.Image",
        "H5P.ImageHotspots",
        "H5P.ImageJuxtaposition",
        "H5P.ImageSlider",
        "H5P.Link",
        "H5P.Shape",
        "H5P.Table",
        "H5P.Text",
        "H5P.Timeline",
        "H5P.TwitterUserFeed",
    }
)


def reports(library: str) -> Reports:
    """Tell whether content whose main library is called `library` says when one is through."""
    if library in _THROUGH:
        return Reports.YES
    return Reports.NEVER if library in _NEVER else Reports.UNKNOWN
