"""The wording of the weekly mail: text and HTML, in the person's language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.accounts import mail
from academy.accounts.models import Delivery, MailPreference, User
from academy.accounts.services.mails import stop_token
from academy.core.templatetags.figures import day_in_words
from courses.models import Assignment

from .queries import Paths
from .rules import Answered, Line, Rule, Shown

# Lines of one mail; the page has the others.
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line in words: the path, its address, what there is to say, and why it is said."""

    title: str
    url: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one rule, below its heading."""

    rule: Rule
    heading: str
    lines: tuple[SaidLine, ...]

    @property
    def is_late(self) -> bool:
        """Whether a day is over that should not be."""
        return self.rule in (Rule.OVERDUE, Rule.ENDED)


def sections_of(
    lines: Sequence[Line], paths: Paths, asked: Mapping[int, Assignment], language: str
) -> list[Section]:
    """Return lines in words, by rule, in the language that is active."""
    found: list[Section] = []
    for rule in Rule:
        said = tuple(_in_words(line, paths, asked, language) for line in lines if line.rule is rule)
        if said:
            found.append(Section(rule, heading_of(rule), said))
    return found


def heading_of(rule: Rule) -> str:
    """Return the heading above the lines of a rule."""
    return {
        Rule.OVERDUE: _("Overdue"),
        Rule.DUE_SOON: _("Due soon"),
        Rule.NEWLY_ASKED: _("Newly asked of you"),
        Rule.ENDED: _("No longer valid"),
        Rule.ENDS_SOON: _("Valid for a short time only"),
        Rule.ANSWERED: _("Answers to your requests"),
        Rule.SHOWN: _("Who saw you by name"),
        Rule.LEFT_OFF: _("Where you left off"),
        Rule.PASSED: _("Congratulations"),
    }[rule]


def rule_in_words(rule: Rule) -> str:
    """Return when a rule makes a line, for whoever asks why they got it."""
    return {
        Rule.OVERDUE: _(
            "A path that your organization asks of you is not finished, and its day is past."
        ),
        Rule.DUE_SOON: _(
            "A path that your organization asks of you is not finished, and its day is in two "
            "weeks at most."
        ),
        Rule.NEWLY_ASKED: _(
            "A path has been asked of you for less than a week, and its day is further away."
        ),
        Rule.ENDED: _("What you passed stopped being valid less than four weeks ago."),
        Rule.ENDS_SOON: _("What you passed stops being valid in 60 days at most."),
        Rule.ANSWERED: _("A request of yours to be exempted was answered less than a week ago."),
        Rule.SHOWN: _(
            "Less than a week ago, somebody opened a list that says by name how far people are, "
            "and you were on it."
        ),
        Rule.LEFT_OFF: _(
            "You began a path, and were there last between one and five weeks ago. Later, "
            "nothing is said of it any more."
        ),
        Rule.PASSED: _("You passed a path less than a week ago."),
    }[rule]


def _in_words(line: Line, paths: Paths, asked: Mapping[int, Assignment], language: str) -> SaidLine:
    if isinstance(line.news, Answered | Shown):
        return _news(line.news, paths, language)
    text = paths.text(line.path_key, language)
    day = day_in_words(line.day)
    said = {
        Rule.OVERDUE: _("It was due on %(day)s."),
        Rule.DUE_SOON: _("Due on %(day)s."),
        Rule.NEWLY_ASKED: _("Due on %(day)s."),
        Rule.ENDED: _("What you passed has not been valid since %(day)s."),
        Rule.ENDS_SOON: _("What you passed is valid until %(day)s, that day not included."),
        Rule.LEFT_OFF: _("You were there last on %(day)s."),
        Rule.PASSED: _("You passed it on %(day)s."),
    }[line.rule] % {"day": day}
    url = text["url"]
    if line.rule is Rule.PASSED:
        url = reverse("courses:certificate", args=[line.path_key])
    elif line.is_begun:
        url = reverse("courses:resume", args=[line.path_key])
    return SaidLine(
        title=text["title"],
        url=mail.own_address(url),
        said=said,
        why=_why(line, asked.get(line.assignment_id or 0)),
    )


def _news(news: Answered | Shown, paths: Paths, language: str) -> SaidLine:
    """Return what was answered to the person, or who saw them, in words."""
    path = paths.by_key.get(news.path_key)
    title = path.text_in(language)["title"] if path else _("A path that is gone")
    told = {"organism": news.organism.name, "day": day_in_words(news.day)}
    if isinstance(news, Answered):
        said = (
            _("%(organism)s has exempted you, on %(day)s.")
            if news.is_granted
            else _("%(organism)s has refused to exempt you, on %(day)s.")
        )
        return SaidLine(
            title=title,
            url=mail.own_address(resolve_url(settings.LOGIN_REDIRECT_URL)),
            said=said % told,
            # What was written of a person is no matter for an email.
            why=_("You had asked for it. Your page says why, and who decided."),
        )
    told |= {"who": news.who or _("Somebody who has left"), "role": str(news.role)}
    reason = f"{news.reason} {news.words}".strip()
    return SaidLine(
        title=title,
        url=mail.own_address(reverse("courses:looks")),
        said=_(
            "%(who)s (%(role)s, %(organism)s) opened the list of those of whom it is asked, on "
            "%(day)s, and saw how far you are."
        )
        % told,
        why=_("The reason given: %(reason)s") % {"reason": reason},
    )


def _why(line: Line, asked: Assignment | None) -> str:
    if asked is not None:
        place = asked.organism.name
        if asked.unit is not None:
            who = _("%(organism)s asks it of your unit, %(unit)s.") % {
                "organism": place,
                "unit": asked.unit.name,
            }
        else:
            who = _("%(organism)s asks it of you.") % {"organism": place}
        return f"{who} {asked.reason}".strip()
    if line.rule is Rule.LEFT_OFF:
        return _("You began this path by yourself.")
    if line.rule is Rule.PASSED:
        return ""
    return _("You have passed this path once.")


def subject_of(lines: Sequence[Line]) -> str:
    """Return the subject: how much of the most pressing there is. No title: it may be seen."""
    late = sum(line.rule is Rule.OVERDUE for line in lines)
    due = sum(line.rule is Rule.DUE_SOON for line in lines)
    if late:
        return ngettext(
            "One learning path is overdue", "%(count)d learning paths are overdue", late
        ) % {"count": late}
    if due:
        return ngettext(
            "One learning path is due soon", "%(count)d learning paths are due soon", due
        ) % {"count": due}
    first = min(lines, key=lambda line: list(Rule).index(line.rule)).rule
    return {
        Rule.NEWLY_ASKED: _("A learning path is newly asked of you"),
        Rule.ENDED: _("Something that you passed is no longer valid"),
        Rule.ENDS_SOON: _("Something that you passed is valid for a short time only"),
        Rule.ANSWERED: _("A request of yours was answered"),
        Rule.SHOWN: _("Somebody opened a list on which you are"),
        Rule.LEFT_OFF: _("Where you left off"),
        Rule.PASSED: _("Congratulations: you passed a learning path"),
    }[first]


def context_of(
    user: User,
    lines: Sequence[Line],
    paths: Paths,
    asked: Mapping[int, Assignment],
    *,
    delivery: Delivery | None,
    preference: MailPreference | None,
) -> dict[str, object]:
    """Return what the templates of the mail are given, in the language that is active.

    Without `delivery` and `preference`, it is a sample: its links about the mail lead nowhere.
    """
    language = (translation.get_language() or "fr")[:2]
    sections = sections_of(lines[:MOST_LINES], paths, asked, language)
    stop_url = reverse("courses:mails-stop", args=[stop_token(preference)]) if preference else "#"
    why_url = reverse("courses:mail-why", args=[delivery.public_id]) if delivery else "#"
    return mail.prepared(
        {
            "user": user,
            "language": language,
            "subject": subject_of(lines),
            "sections": sections,
            "more": max(len(lines) - MOST_LINES, 0),
            "learning_url": resolve_url(settings.LOGIN_REDIRECT_URL),
            "mails_url": reverse("courses:mails"),
            "why_url": why_url,
            "stop_url": stop_url,
        }
    )


def compose(
    user: User,
    lines: Sequence[Line],
    paths: Paths,
    asked: Mapping[int, Assignment],
    *,
    delivery: Delivery,
    preference: MailPreference,
) -> EmailMultiAlternatives:
    """Return the message, not sent yet, in the person's language."""
    with translation.override(user.language):
        values = context_of(user, lines, paths, asked, delivery=delivery, preference=preference)
        text = render_to_string("courses/reminders/mail_message.txt", values)
        html = render_to_string("courses/reminders/mail_message.html", values)
    message = EmailMultiAlternatives(
        str(values["subject"]),
        _tidied(text),
        None,
        [user.email],
        headers={
            "Auto-Submitted": "auto-generated",
            # RFC 8058: programs for mail stop it with one click.
            "List-Unsubscribe": f"<{values['stop_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(html.strip(), "text/html")
    return message


def _tidied(text: str) -> str:
    """Return a text without the empty lines that the template's own lines leave."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
