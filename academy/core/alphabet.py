"""The order of names in lists, as readers of French and English look for them."""

from unicodedata import combining, normalize


def alphabetical(name: str) -> str:
    """Return the key that puts `name` in its place: É with e, whatever the capitals.

    Databases and the order of characters put accented letters after z.
    """
    return "".join(one for one in normalize("NFKD", name.casefold()) if not combining(one))
