"""Every address of the academy."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("academy.core.urls")),
    path("xapi/", include("academy.lrs.api.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Identity providers know these addresses: they carry no language.
    path("", include("academy.accounts.provider_urls")),
]

urlpatterns += i18n_patterns(
    path("account/", include("academy.accounts.urls")),
    path("people/", include("academy.organisms.urls")),
    path("learn/", include("courses.urls")),
    path("barometer/", include("barometer.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
)
