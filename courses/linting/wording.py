"""What was found and what to do about it, in whole sentences."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words
from courses.editor_places import in_editor

from .rules import Finding, Rule, Severity

LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding in words, with the address of its page in the editor. `has_place`: at a passage."""

    severity: str
    severity_words: str
    sentence: str
    url: str
    has_place: bool


def in_words(finding: Finding) -> FindingWords:
    """Return a finding in words."""
    return FindingWords(
        severity=str(finding.severity),
        severity_words=severity_words(finding.severity),
        sentence=sentence(finding),
        url=in_editor(finding.page_id, finding.block_id),
        has_place=bool(finding.block_id),
    )


def severity_words(severity: Severity) -> str:
    """Return how much a finding matters."""
    match severity:
        case Severity.STOPS:
            return pgettext("of a finding", "Stops the publication")
        case Severity.MEND:
            return pgettext("of a finding", "To mend")
    return pgettext("of a finding", "To read again")


def sentence(finding: Finding) -> str:
    """Return what was found and what to do."""
    said: dict[str, Any] = dict(finding.said)
    if finding.rule in (Rule.PUBLICATION, Rule.CAPTIONS):
        return str(said["words"])
    if "text" in said:
        said["text"] = Truncator(str(said["text"])).chars(LONGEST_QUOTE)
    if "target" in said:
        said["target"] = Truncator(str(said["target"])).chars(LONGEST_QUOTE)
    if "day" in said:
        said["day"] = day_in_words(said["day"])
    return _words(finding) % said


def _words(finding: Finding) -> str:
    words = {
        Rule.TRANSCRIPT: _(
            "This video has no transcript. Write what is said, and what is shown where it matters, "
            "for those who can't hear it or can't play it."
        ),
        Rule.PAGE_GONE: _(
            "The link “%(text)s” leads to a page that is gone. Choose another page, or remove the "
            "link."
        ),
        Rule.PAGE_NOT_PUBLISHED: _(
            "The link “%(text)s” leads to a page that is not published: learners won't find it. "
            "Publish that page first, or choose another one."
        ),
        Rule.DOCUMENT_GONE: _(
            "The link “%(text)s” leads to a document that is gone. Choose another document, or "
            "remove the link."
        ),
        Rule.LINK_EMPTY: _(
            "The link “%(text)s” leads nowhere: it has no address. Give it one, or remove the link."
        ),
        Rule.LINK_WITHOUT_WORDS: _(
            "A link to “%(target)s” has no words: nobody can see it, and a screen reader says its "
            "address. Write where it leads, or remove it."
        ),
        Rule.ANCHOR_LEADS_NOWHERE: _(
            "The link “%(text)s” leads to a place that this page doesn't have (%(target)s). "
            "Correct it, or remove the link."
        ),
        Rule.OWN_ADDRESS: _(
            "The link “%(text)s” has an address of the academy written by hand (%(target)s): it "
            "breaks when the page is moved. Choose the page in the editor instead."
        ),
        Rule.ADDRESS_WRONG: _(
            "The link “%(text)s” has an address that can't be right (%(target)s). Write it in "
            "full, such as https://www.canada.ca/, or remove the link."
        ),
        Rule.ADDRESS_GONE: _(
            "The link “%(text)s” leads to a page elsewhere that is gone: its site has answered "
            "%(status)s since %(day)s (%(target)s). Find where it moved, or remove the link."
        ),
        Rule.NOBODY_ANSWERS: _(
            "The link “%(text)s” leads to a site that has not answered since %(day)s "
            "(%(target)s). Open it to see whether it is gone for good, or remove the link."
        ),
        Rule.IMAGE_GONE: _("This image is gone. Choose another one, or remove its block."),
        Rule.NO_ALTERNATIVE: _(
            "This image has no text alternative. Write what it says to somebody who can't see it."
        ),
        Rule.FILE_NAME: _(
            "The text alternative “%(text)s” is the name of a file. Write what the image says to "
            "somebody who can't see it."
        ),
        Rule.COLOURS: _(
            "This text brings colours or styles of its own, which the academy doesn't show. Write "
            "it again without them, and say in words what the colour meant."
        ),
        Rule.OBJECTIVE_WITHOUT_QUESTION: _(
            "No lesson with a question serves the objective “%(text)s”. Ask a question about it "
            "and tick the objective in its lesson, or leave the objective out."
        ),
        Rule.TERM_LACKING: _(
            "The source has “%(text)s”, and the translation hasn’t “%(target)s”, which the "
            "glossary has for it. Use that word, or have the glossary know yours."
        ),
        Rule.MARKED_OTHERWISE: _(
            "This question is not marked as in the source: the right answer, what an option is "
            "worth or where a choice leads is another. Correct it, then publish."
        ),
        Rule.TERM_AVOIDED: _(
            "“%(text)s” is a word that the glossary says not to use. Write “%(target)s” instead."
        ),
        Rule.NO_REVIEW_DAY: _(
            "Nothing says when this lesson has to be read again. Choose a day: a year from now is "
            "usual."
        ),
        Rule.REVIEW_PAST: _(
            "This lesson was to be read again by %(day)s. Read it, correct what is out of date, "
            "and choose the next day."
        ),
        Rule.REVIEW_SOON: _(
            "This lesson is to be read again by %(day)s. Read it now, and learners won't meet "
            "what is out of date."
        ),
    }
    if finding.rule is Rule.STALE:
        return ngettext(
            "%(count)s of %(total)s texts follows an older source, or has none. Choose “Translate "
            "by segments” in the menu of the page.",
            "%(count)s of %(total)s texts follow an older source, or have none. Choose “Translate "
            "by segments” in the menu of the page.",
            int(str(finding.said["count"])),
        )
    if finding.rule is Rule.QUESTIONS_WITHOUT_OBJECTIVE:
        if finding.said["course_has_some"]:
            return _(
                "The questions of this lesson serve no objective. Tick the objectives of the "
                "course that they are about."
            )
        return _(
            "The questions of this lesson serve no objective, and its course has none. Write in "
            "the course what one can do afterwards, then tick it here."
        )
    if finding.rule is Rule.HARD_TO_READ:
        if finding.said["very"]:
            return _(
                "This lesson is very hard to read: %(score)s out of 100 over %(words)s words, with "
                "%(sentence)s words in a sentence on average. Cut long sentences, and prefer "
                "short, usual words."
            )
        return _(
            "This lesson is hard to read: %(score)s out of 100 over %(words)s words, with "
            "%(sentence)s words in a sentence on average. Shorter sentences and more usual words "
            "would help."
        )
    return words[finding.rule]
