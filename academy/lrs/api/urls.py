"""Addresses of the record store: /xapi/ answers 2.0.0 where no version is given, /xapi/1.0.3/
answers 1.0.3; both hold the same statements and documents."""

from django.urls import URLPattern, URLResolver, path, re_path

from academy.lrs.xapi.versions import FAMILY_1, FAMILY_2

from . import about, activities, agents, documents, fetch, missing, statements


def _resources(prefix: str, version: str) -> list[URLPattern]:
    default = {"default_version": version}
    return [
        path(f"{prefix}statements", statements.statements, default),
        path(f"{prefix}activities", activities.activities, default),
        path(f"{prefix}activities/state", documents.state, default),
        path(f"{prefix}activities/profile", documents.activity_profile, default),
        path(f"{prefix}agents/profile", documents.agent_profile, default),
        path(f"{prefix}agents", agents.agents, default),
        path(f"{prefix}about", about.about, default),
        re_path(rf"^{prefix.replace('.', '[.]')}(?P<resource>.*)$", missing.missing, default),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    # It speaks no xAPI: the version is that of answers that have one.
    path("cmi5/fetch/<str:key>/", fetch.fetch, {"default_version": FAMILY_2}, name="cmi5_fetch"),
    *_resources("1.0.3/", FAMILY_1),
    *_resources("", FAMILY_2),
]
