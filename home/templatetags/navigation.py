"""The menus, for the templates of the shell."""

from django import template
from django.conf import settings

from home.navigation import MenuItem, account_menu, footer_menu, main_menu

register = template.Library()


@register.simple_tag(takes_context=True, name="main_menu")
def main_menu_tag(context: template.Context) -> list[MenuItem]:
    """Return the main menu for the person who looks at the page."""
    return main_menu(context.get("request"))


@register.simple_tag(takes_context=True, name="account_menu")
def account_menu_tag(context: template.Context) -> list[MenuItem]:
    """Return the account menu for the person who looks at the page."""
    return account_menu(context.get("request"))


@register.simple_tag(takes_context=True, name="footer_menu")
def footer_menu_tag(context: template.Context) -> list[MenuItem]:
    """Return the pages about the site itself."""
    return footer_menu(context.get("request"))


@register.simple_tag
def demonstration() -> bool:
    """Say whether the figures and people of this site are simulated."""
    return settings.DEMONSTRATION


@register.filter
def initials(person) -> str:
    """Return one or two letters for a person: of their names, or of their e-mail address."""
    letters = [name[0] for name in (person.first_name, person.last_name) if name]
    return "".join(letters or person.email[:1]).upper()
