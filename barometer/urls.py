"""Addresses of the barometer. Each page has its pictures and its files below it."""

from django.urls import include, path, re_path

from . import mirror_views, views
from .drawing.pictures import WIDTHS
from .public import views as public
from .sheets import views as sheets
from .timeline.urls import events_of

app_name = "barometer"


_WIDTH = "|".join(map(str, WIDTHS))


def _figures(level: str) -> list:
    return [
        re_path(
            rf"^figures/(?P<name>[a-z-]{{1,40}})-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
            views.picture,
            {"level": level},
            name=f"{level}-picture",
        ),
        path("figures/<slug:name>.csv", views.table, {"level": level}, name=f"{level}-table"),
        re_path(
            r"^figures/(?P<name>[a-z-]{1,40})\.(?P<kind>xlsx|json)$",
            views.table,
            {"level": level},
            name=f"{level}-file",
        ),
    ]


_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"

urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", mirror_views.mirror, name="mirror"),
    path("findings/", include("barometer.findings.urls")),
    path("releases/", views.releases, name="releases"),
    re_path(rf"^releases/{_DAY}/$", views.release, name="release"),
    re_path(rf"^releases/{_DAY}/document\.json$", views.document, name="document"),
    re_path(rf"^releases/{_DAY}/ways\.json$", views.ways_document, name="ways-document"),
    path("forecasts/", include("barometer.outlook.urls")),
    path("effects/", include("barometer.ledger.urls")),
    path("sharing/", include("barometer.sharing.urls")),
    path("criteria/", include("barometer.criteria.urls")),
    path("sheet/", include("barometer.sheets.urls")),
    path("reports/", include("barometer.reports.urls")),
    path("surveys/", include("barometer.surveys.urls")),
    path("public/", include("barometer.public.urls")),
    path("path/<uuid:key>/", include("barometer.one_path.urls")),
    path("government/", views.page, {"level": "government"}, name="government"),
    path("government/", include(_figures("government"))),
    path("government/", include(events_of("government"))),
    path("portfolio/<str:code>/", views.page, {"level": "portfolio"}, name="portfolio"),
    path("portfolio/<str:code>/", include(_figures("portfolio"))),
    path("portfolio/<str:code>/", include(events_of("portfolio"))),
    path("organism/<str:code>/", views.page, {"level": "organism"}, name="organism"),
    path("organism/<str:code>/", include(_figures("organism"))),
    path("organism/<str:code>/", include(events_of("organism"))),
    path("organism/<str:code>/sheet.pdf", sheets.sheet, name="sheet"),
    path("organism/<str:code>/public/", public.switch, name="public-switch"),
    path("organism/<str:code>/targets/", include("barometer.outlook.target_urls")),
]
