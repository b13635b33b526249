"""Has nine people answer the survey of a path before and after it: `python -m
tests.e2e.survey_answers KEY`. What was answered before that is gone.

A process of its own, as `prepare` is.
"""

import os
import sys
from uuid import UUID

import django

PEOPLE = 9


def answer(path_key: str) -> None:
    """Answer the first question of the survey, a scale, nine times at each moment."""
    from django.utils import timezone

    from academy.accounts.models import User
    from courses.models import Enrolment, Moment, SurveyResponse
    from courses.surveys import services
    from courses.surveys.queries import survey_of

    key, at = UUID(path_key), timezone.now()
    SurveyResponse.objects.filter(path_key=key).delete()
    for number in range(PEOPLE):
        user, _new = User.objects.get_or_create(email=f"repond{number}@academie.example")
        for moment in Moment:
            if moment == Moment.AFTER:
                Enrolment.objects.update_or_create(
                    user=user,
                    path_key=key,
                    defaults={"completed_at": at},
                    create_defaults={"enrolled_at": at, "completed_at": at},
                )
            else:
                Enrolment.objects.filter(user=user).delete()
            survey = survey_of(key, moment, "fr")
            if survey is not None:
                asked = survey.asked()[0]["id"]
                services.respond(
                    user=user,
                    path_key=key,
                    moment=moment,
                    answers={asked: "4"},
                    language="fr",
                    at=at,
                )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    answer(sys.argv[1])
