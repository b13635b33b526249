"""The way from a page to the same page in the other language."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from academy.core import edition

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A language and where this page stands in it; not `exact` where only its home page does."""

    code: str
    name: str
    url: str
    exact: bool


def language_links(request, page: Page | None = None) -> list[LanguageLink]:
    """Return a link for each language but the current one.

    A Wagtail page is followed to its live translation, at most one query an edition; any other
    address is rewritten by its route. What isn't translated leads to the home page of that
    language.
    """
    others = [code for code, _ in settings.LANGUAGES if code != get_language()]
    translated: dict[str, str] = {}
    if page is not None and page.pk:
        host = request.META.get("HTTP_HOST", "") if request else ""
        translated = edition.kept(
            f"translations {page.pk} {host}", lambda: _translations(page, request)
        )
    links = []
    for code in others:
        if page is not None and page.pk:
            url = translated.get(code, "")
        else:
            url = translate_url(request.get_full_path(), code) if request else ""
            if request and url == request.get_full_path():
                url = ""
        links.append(
            LanguageLink(
                code=code,
                name=get_language_info(code)["name_local"].capitalize(),
                url=url or f"/{code}/",
                exact=bool(url),
            )
        )
    return links


def _translations(page: Page, request) -> dict[str, str]:
    return {
        other.locale.language_code: other.get_url(request) or ""
        for other in page.get_translations().live().select_related("locale")
    }


@register.simple_tag(takes_context=True, name="language_links")
def language_links_tag(context: template.Context) -> list[LanguageLink]:
    """Return the links of the page that is shown: the Wagtail page that it is (`self`), or another.

    A page that is about a Wagtail page (`page`), such as a test of a lesson, is not that one.
    """
    page = context.get("self")
    return language_links(context.get("request"), page if isinstance(page, Page) else None)
