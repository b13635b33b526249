"""What a device keeps of the site itself: the files that lessons are shown with."""

from hashlib import blake2b

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

# Read by the service worker itself, never by a page.
WORKER = ("js/offline/device.js", "js/offline/service-worker.js")
FILES = (
    "css/site.css",
    "css/courses.css",
    "css/questions.css",
    "css/mailbox.css",
    "css/offline.css",
    "css/tests.css",
    "css/video.css",
    "img/icon-192.png",
    "img/icons.svg",
    "img/iris.svg",
    "js/elements/closing-menu.js",
    "js/elements/hot-spot.js",
    "js/elements/keep-course.js",
    "js/elements/kept-lesson.js",
    "js/elements/mail-box.js",
    "js/elements/on-this-device.js",
    "js/elements/ordering-list.js",
    "js/elements/theme-switch.js",
    "js/offline/device.js",
    "js/offline/every-page.js",
    "js/theme.js",
    "vendor/fonts/atkinson-hyperlegible-next-latin-italic.woff2",
    "vendor/fonts/atkinson-hyperlegible-next-latin-normal.woff2",
    "vendor/fonts/bricolage-grotesque-latin.woff2",
)


def files() -> list[str]:
    """Return the addresses of `FILES`, as pages have them."""
    return [static(name) for name in FILES]


def version(*pages: str) -> str:
    """Return the version of the files and of the `pages` (HTML) that a device keeps with them."""
    known = [getattr(staticfiles_storage, "manifest_hash", ""), *files(), *map(static, WORKER)]
    return blake2b("\n".join([*known, *pages]).encode(), digest_size=8).hexdigest()
