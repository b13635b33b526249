"""Preparing the site: languages, home pages, catalogues, the pages about the academy."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow

from courses.models import CataloguePage, PublishedPath
from courses.services import open_desk, refresh_all_paths
from courses.services.desk import GROUP_PREFIX
from courses.services.themes import ensure_themes
from home.models import HomePage, StandardPage

FIRST_PAGES = Path(__file__).parent / "first_pages"
# Pages that say the same thing in two languages are translations of each other.
_KEYS = UUID("0f5b7c1e-6a0c-4f43-9d5e-5a5d9b1f6a77")
# Wagtail's own name of its first workflow is in English, whoever reads it.
_WAGTAILS_REVIEW = "Moderators approval"
_REVIEW = "Relecture"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing the site added or changed, in words."""

    done: tuple[str, ...]


@transaction.atomic
def prepare_site(*, at: datetime) -> Prepared:
    """Make what the site needs to stand, where it is missing; leave editors' work as it is.

    Languages, one home page for each with its catalogue and the pages about the academy, the site
    at the public address, the themes of the shipped paths. Pages of a language are made together
    with its home page, so that a page that an editor removed doesn't come back.
    """
    done: list[str] = []
    top = _top(done)
    languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    for language in languages:
        locale, is_new = Locale.objects.get_or_create(language_code=language)
        if is_new:
            done.append(f"language {language}")
        texts = _texts(language)
        home = HomePage.objects.filter(locale=locale).order_by("path").first()
        if home is None:
            home = _home(top, locale, texts["home"], at)
            _catalogue(home, texts["catalogue"], at)
            for text in texts["standard"]:
                _standard(home, text, at)
            _sections(home, texts["home"]["sections"])
            done.append(f"pages in {language}")
        elif not CataloguePage.objects.filter(locale=locale).exists():
            _catalogue(home, texts["catalogue"], at)
            done.append(f"catalogue in {language}")
        if language == languages[0]:
            _site(home, done)
    if done:
        # Designers whose role is older than a catalogue may add paths to it too.
        for group in Group.objects.filter(name__startswith=GROUP_PREFIX):
            open_desk(group=group)
    if Workflow.objects.filter(name=_WAGTAILS_REVIEW).update(name=_REVIEW):
        Task.objects.filter(name=_WAGTAILS_REVIEW).update(name=_REVIEW)
        done.append("name of the review")
    if themes := ensure_themes():
        done.append(f"{themes} themes")
    # Paths that were published before their lessons could be searched.
    if PublishedPath.objects.filter(is_live=True, lesson_words="").exists():
        done.append(f"words of {refresh_all_paths(at=at)} paths")
    return Prepared(tuple(done))


def _texts(language: str) -> dict[str, Any]:
    return json.loads((FIRST_PAGES / f"{language}.json").read_text(encoding="utf-8"))


def _key(name: str) -> UUID:
    return uuid5(_KEYS, name)


def _top(done: list[str]) -> Page:
    """Return the page above all others, and make sure that files have a collection."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    top = Page.get_first_root_node()
    if top is None:
        locale, _is_new = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        top = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
        done.append("root page")
    return top


def _home(top: Page, locale: Locale, text: dict[str, Any], at: datetime) -> HomePage:
    home = HomePage(
        title=text["title"],
        slug=text["slug"],
        seo_title=text["seo_title"],
        search_description=text["search_description"],
        introduction=text["introduction"],
        locale=locale,
        **_published("home", at),
    )
    taken = set(top.get_children().values_list("slug", flat=True))
    if home.slug in taken:
        home.slug = f"{home.slug}-{locale.language_code}"
    return _added(top, home)


def _catalogue(home: HomePage, text: dict[str, str], at: datetime) -> CataloguePage:
    other = CataloguePage.objects.exclude(locale=home.locale).first()
    facts = _published("catalogue", at)
    if other is not None:
        facts["translation_key"] = other.translation_key
    page = CataloguePage(
        title=text["title"], slug="catalogue", intro=text["intro"], locale=home.locale, **facts
    )
    return _added(home, page)


def _standard(home: HomePage, text: dict[str, Any], at: datetime) -> StandardPage:
    page = StandardPage(
        title=text["title"],
        slug=text["slug"],
        introduction=text["introduction"],
        search_description=text["introduction"],
        show_in_menus=True,
        locale=home.locale,
        **_published(text["name"], at),
    )
    page.body = StandardPage._meta.get_field("body").stream_block.to_python(text["body"])
    return _added(home, page)


def _published(name: str, at: datetime) -> dict[str, Any]:
    return {
        "translation_key": _key(name),
        "live": True,
        "first_published_at": at,
        "last_published_at": at,
    }


def _added(parent: Page, page: Any) -> Any:
    """Add `page` below `parent`, read anew: it may have got children since."""
    return Page.objects.get(pk=parent.pk).add_child(instance=page)


def _sections(home: HomePage, sections: list[dict[str, Any]]) -> None:
    """Give the home page its sections; a step may lead to the catalogue."""
    catalogue = CataloguePage.objects.child_of(home).first()
    for section in sections:
        for step in section["value"].get("steps", ()):
            if step["page"] == "catalogue":
                step["page"] = catalogue.pk if catalogue else None
    home.refresh_from_db()
    home.sections = HomePage._meta.get_field("sections").stream_block.to_python(sections)
    home.save()


def _site(home: HomePage, done: list[str]) -> None:
    """Let the site start at `home`, at the public address; remove Wagtail's welcome page."""
    address = urlsplit(settings.PUBLIC_ADDRESS)
    with translation.override(settings.LANGUAGE_CODE):
        name = str(settings.WAGTAIL_SITE_NAME)
    facts = {
        "hostname": address.hostname or "localhost",
        "port": address.port or _PORTS.get(address.scheme, 80),
        "site_name": name,
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(is_default_site=True, root_page=home)
    before = site.root_page if site.pk else None
    # Another home page that an administrator has chosen stays.
    if before is None or not HomePage.objects.filter(pk=before.pk).exists():
        facts["root_page"] = home.page_ptr
    if site.pk is None or any(getattr(site, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(site, name, value)
        site.save()
        done.append(f"site at {settings.PUBLIC_ADDRESS}")
    if before is not None and "root_page" in facts and _is_welcome_page(before):
        before.delete()
        done.append("Wagtail's welcome page removed")
    Site.clear_site_root_paths_cache()


def _is_welcome_page(page: Page) -> bool:
    """Tell whether `page` is the one that Wagtail's own migrations make."""
    return page.specific_class is Page and page.slug == "home" and page.is_leaf()
