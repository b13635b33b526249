"""Every text of a certificate on paper, in the active language."""

from django.utils import translation
from django.utils.translation import gettext as _

from academy.core.templatetags.figures import day_in_words, percent, whole
from courses.queries import CertificateView
from courses.recognition.paper import Fact, Words

# More objectives than these make a certificate a syllabus; the page that checks it has them all.
_MOST_OBJECTIVES = 3


def academy_name() -> str:
    """Return the name of the academy."""
    return _("Digital Transformation Academy")


def duration_in_words(minutes: int) -> str:
    """Return a duration as people say it: 45 min, 2 h, 2 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"


def words_of(view: CertificateView, address: str) -> Words:
    """Return every text that stands on a certificate."""
    name = view.name or _("The holder of this certificate")
    others = view.other_titles[:1]
    facts = [Fact(_("Duration"), duration_in_words(view.minutes))]
    if view.share is not None:
        facts.append(Fact(_("Share of the marks"), percent(view.share)))
    if view.builders:
        facts.append(Fact(_("Built by"), _listed(view.builders)))
    small = _("What stands there was frozen and signed on the day of the passing.")
    if view.is_simulated:
        small += " " + _("Simulated: part of the demonstration.")
    objectives = [one.rstrip(".") for one in view.text["objectives"]][:_MOST_OBJECTIVES]
    return Words(
        language=view.language,
        document_title=_("Certificate: %(title)s") % {"title": view.title},
        academy=academy_name(),
        kind=_("Certificate of achievement"),
        certifies=_("The academy certifies that"),
        name=name,
        has_passed=_("has passed the learning path"),
        title=view.title,
        other_title=others[0][1] if others else "",
        other_language=others[0][0] if others else view.language,
        when=_when(view),
        learned=" · ".join(objectives),
        facts=tuple(facts),
        check=_("Check this certificate at"),
        address=address,
        code_label=_("Code"),
        code=view.code,
        small_print=small,
    )


def _when(view: CertificateView) -> str:
    said = {"day": day_in_words(view.passed_on)}
    if view.last_day is None:
        return _("on %(day)s") % said
    return _("on %(day)s, valid until %(last)s") % (said | {"last": day_in_words(view.last_day)})


def _listed(names: list[str], most: int = 3) -> str:
    """Return names one after the other; of many, the first and how many more there are."""
    if len(names) <= most + 1:
        return ", ".join(names)
    more = translation.ngettext(
        "%(names)s and one other", "%(names)s and %(count)s others", len(names) - most
    )
    return more % {"names": ", ".join(names[:most]), "count": whole(len(names) - most)}
