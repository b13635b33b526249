"""The menus, for the templates of the shell."""

from django import template
from django.conf import settings

from home import navigation

register = template.Library()

MENUS = {
    "main": navigation.main_menu,
    "account": navigation.account_menu,
    "account_pages": navigation.account_pages,
    "footer": navigation.footer_menu,
}


@register.simple_tag(takes_context=True)
def menu(context: template.Context, name: str) -> list[navigation.MenuItem]:
    """Return the menu `name` (main, account, account_pages, footer) for who looks at the page."""
    return MENUS[name](context.get("request"))


@register.simple_tag(takes_context=True)
def catalogue_url(context: template.Context) -> str:
    """Return the address of the catalogue in the language of the page, or ""."""
    return navigation.catalogue_url(context.get("request"))


@register.simple_tag
def demonstration() -> bool:
    """Say whether the figures and people of this site are simulated."""
    return settings.DEMONSTRATION


@register.simple_tag(takes_context=True)
def edit_url(context: template.Context) -> str:
    """Return where who looks at the page may edit it, or ""."""
    return navigation.edit_url(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def barometer_url(context: template.Context) -> str:
    """Return where who looks at the page of a path sees how it spreads, or ""."""
    return navigation.barometer_url(context.get("request"), context.get("page"))


@register.filter
def initials(person) -> str:
    """Return one or two letters for a person: of their names, or of their e-mail address."""
    letters = [name[0] for name in (person.first_name, person.last_name) if name]
    return "".join(letters or person.email[:1]).upper()
