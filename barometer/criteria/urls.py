"""Addresses of the criteria, below those of the barometer."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import views

_YEAR = "organism/<str:code>/<int:year>/"

_WIDTH = "|".join(map(str, WIDTHS))
_PICTURE = rf"(?P<name>[a-z-]{{1,40}})-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg"


def _figures(level: str) -> list:
    below = "" if level == "government" else r"(?P<code>[^/]+)/"
    name = f"criteria-{level}"
    return [
        re_path(
            rf"^{level}/{below}figures/{_PICTURE}$",
            views.picture,
            {"level": name},
            name=f"{name}-picture",
        ),
        re_path(
            rf"^{level}/{below}figures/(?P<name>[a-z-]{{1,40}})\.csv$",
            views.table,
            {"level": name},
            name=f"{name}-table",
        ),
        re_path(
            rf"^{level}/{below}figures/(?P<name>[a-z-]{{1,40}})\.(?P<kind>xlsx|json)$",
            views.table,
            {"level": name},
            name=f"{name}-file",
        ),
    ]


urlpatterns = [
    path("", views.index, name="criteria"),
    path("grid/", views.grid, name="criteria-grid"),
    path("government/", views.government, name="criteria-government"),
    *_figures("government"),
    path("portfolio/<str:code>/", views.portfolio, name="criteria-portfolio"),
    *_figures("portfolio"),
    path("organism/<str:code>/", views.organism, name="criteria-organism"),
    *_figures("organism"),
    path("organism/<str:code>/start/", views.start, name="criteria-start"),
    path(
        "organism/<str:code>/paths/<slug:key>/request/",
        views.request_path,
        name="criteria-request-path",
    ),
    path(_YEAR, views.assessment, name="criteria-assessment"),
    path(f"{_YEAR}submit/", views.submit, name="criteria-submit"),
    path(f"{_YEAR}criteria/<slug:key>/", views.criterion, name="criteria-criterion"),
    path("reviews/", views.reviews, name="criteria-reviews"),
    path("reviews/<uuid:public_id>/", views.review, name="criteria-review"),
    path(
        "reviews/<uuid:public_id>/second/<slug:key>/", views.rate_again, name="criteria-rate-again"
    ),
    path("agreement/", views.agreement, name="criteria-agreement"),
    path("requests/", views.requests, name="criteria-requests"),
]
