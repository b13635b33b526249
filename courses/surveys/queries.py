"""Which survey somebody is offered, and what they said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from courses.models import (
    Enrolment,
    LessonProgress,
    Moment,
    PathPage,
    PublishedPath,
    Survey,
    SurveyResponse,
)

# For how long what was said after a path may be said otherwise.
CHANGE_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A survey of a path for one person: what they said, and whether they may (still) say it."""

    path_key: UUID
    moment: Moment
    survey: Survey
    response: SurveyResponse | None
    is_open: bool

    @property
    def is_answered(self) -> bool:
        """Whether the person answered it."""
        return self.response is not None and self.response.answered_at is not None

    @property
    def is_to_be_offered(self) -> bool:
        """Whether the page of the path speaks of it."""
        return self.is_open and (self.response is None or self.is_answered)


def survey_of(path_key: UUID, moment: Moment, language: str) -> Survey | None:
    """Return the survey that a path that learners can take offers at `moment`."""
    if not PublishedPath.objects.filter(key=path_key, is_live=True).exists():
        return None
    pages = PathPage.objects.live().filter(translation_key=path_key)
    found = list(pages.select_related("locale", f"survey_{moment}"))
    found.sort(key=lambda page: page.locale.language_code != language)
    return next((one for page in found if (one := getattr(page, f"survey_{moment}"))), None)


def offer(
    user_id: int, path_key: UUID, moment: Moment, language: str, at: datetime
) -> Offer | None:
    """Return the survey of a path for a person; None where the path has none at that moment."""
    survey = survey_of(path_key, moment, language)
    if survey is None:
        return None
    response = SurveyResponse.objects.filter(
        user_id=user_id, path_key=path_key, moment=moment
    ).first()
    enrolment = Enrolment.objects.filter(user_id=user_id, path_key=path_key).first()
    is_open = may_say(enrolment, moment, response, at)
    return Offer(path_key, moment, survey, response, is_open)


def may_say(
    enrolment: Enrolment | None, moment: Moment, response: SurveyResponse | None, at: datetime
) -> bool:
    """Tell whether somebody may answer, or change what they said.

    Before the path: until a lesson of it is completed. After it: once it is completed, and for
    thirty days from the first answer on.
    """
    if moment == Moment.BEFORE:
        if enrolment is None:
            return True
        begun = LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False)
        return enrolment.completed_at is None and not begun.exists()
    if enrolment is None or enrolment.completed_at is None:
        return False
    if response is None or response.answered_at is None:
        return True
    return at < response.answered_at + CHANGE_WITHIN


def offer_on(
    page: PathPage, user_id: int, enrolment: Enrolment | None, at: datetime
) -> Offer | None:
    """Return the survey that the page of a path speaks of to a person; no query without one.

    The one after the path once it is completed, the one before it until a lesson is.
    """
    is_over = enrolment is not None and enrolment.completed_at is not None
    moment = Moment.AFTER if is_over else Moment.BEFORE
    survey = (
        (page.survey_after if is_over else page.survey_before)
        if (page.survey_after_id if is_over else page.survey_before_id)
        else None
    )
    if survey is None:
        return None
    key = page.translation_key
    response = SurveyResponse.objects.filter(user_id=user_id, path_key=key, moment=moment).first()
    found = Offer(key, moment, survey, response, may_say(enrolment, moment, response, at))
    return found if found.is_to_be_offered else None


def responses_of(user_id: int) -> list[SurveyResponse]:
    """Return all that somebody answered, the latest first: for the person alone."""
    said = SurveyResponse.objects.filter(user_id=user_id, answered_at__isnull=False)
    return list(said.select_related("version").order_by("-answered_at", "-pk"))
