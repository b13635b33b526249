"""Addresses of the cyber loop, below those of the barometer."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from barometer.drawing.pictures import WIDTHS

from . import figure_views, hook_views, views

_WIDTH = "|".join(map(str, WIDTHS))


def _figure(level: str) -> list[URLPattern]:
    return [
        re_path(
            rf"^figures/(?P<name>exposure)-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
            figure_views.picture,
            name=f"{level}-picture",
        ),
        path("figures/exposure.csv", figure_views.table, name=f"{level}-table"),
        re_path(
            r"^figures/exposure\.(?P<kind>xlsx|json)$", figure_views.table, name=f"{level}-file"
        ),
    ]


_organism: list[URLPattern | URLResolver] = [
    path("", views.organism, name="findings-organism"),
    path("", include(_figure("findings-organism"))),
    path("campaigns/new/", views.send_campaign, name="findings-send-campaign"),
    path("campaigns/<int:campaign_id>/end/", hook_views.end_campaign, name="findings-end"),
    path("scans/new/", views.send_scan, name="findings-send-scan"),
    path("sent/<uuid:evidence_id>/", views.evidence, name="findings-evidence"),
    path("sent/<uuid:evidence_id>/keep/", views.keep, name="findings-keep"),
    path("sent/<uuid:evidence_id>/drop/", views.drop, name="findings-drop"),
    path("webhook/", hook_views.webhook, name="findings-webhook"),
    path("webhook/new/", hook_views.create_webhook, name="findings-create-webhook"),
    path("webhook/close/", hook_views.revoke_webhook, name="findings-revoke-webhook"),
    path("<uuid:finding_id>/", views.finding, name="finding"),
    path("<uuid:finding_id>/factor/", views.classify, name="finding-factor"),
    path("<uuid:finding_id>/prescribe/", views.prescribe, name="finding-prescribe"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="findings"),
    path("", include(_figure("findings"))),
    path("organism/<str:code>/", include(_organism)),
]
