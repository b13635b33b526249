"""Addresses of surveys, below those of what learners do."""

from django.urls import URLPattern, path

from courses.models import Moment

from . import views


def _of(moment: Moment) -> list[URLPattern]:
    below, said = f"paths/<uuid:path_key>/survey/{moment.value}/", {"moment": moment.value}
    return [
        path(below, views.survey, said, name=f"survey-{moment.value}"),
        path(f"{below}skip/", views.skip, said, name=f"skip-survey-{moment.value}"),
        path(f"{below}back/", views.take_back, said, name=f"take-survey-back-{moment.value}"),
    ]


urlpatterns = [*_of(Moment.BEFORE), *_of(Moment.AFTER)]
