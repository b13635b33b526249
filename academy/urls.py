"""Every address of the academy."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("academy.core.urls")),
    path("", include("courses.worker_urls")),
    path("xapi/", include("courses.profile_urls")),
    path("badges/", include("courses.badge_urls")),
    path("xapi/", include("academy.lrs.api.urls")),
    path("hooks/", include("barometer.findings.hook_urls")),
    path("api/barometer/v1/", include("barometer.api.urls")),
    path("api/packages/v1/", include("courses.packages.api.urls")),
    # Identity providers know these addresses: they carry no language. They come before the desk's,
    # since they close its own sign-in pages.
    path("", include("academy.accounts.provider_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

handler500 = "academy.core.views.server_error"
# allauth looks for this one when a limit is reached.
handler429 = "academy.core.views.too_many_requests"

urlpatterns += i18n_patterns(
    path("account/", include("academy.accounts.urls")),
    path("people/", include("academy.organisms.urls")),
    path("record-store/", include("academy.lrs.urls")),
    path("learn/", include("courses.urls")),
    path("certificates/", include("courses.certificate_urls")),
    path("review/", include("courses.cobuilding.review_urls")),
    path("barometer/", include("barometer.urls")),
    path("", include("home.urls")),
    path("", include("academy.accounts.closed_urls")),
    path("", include(wagtail_urls)),
)
