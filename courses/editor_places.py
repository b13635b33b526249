"""Where a passage is in the editor."""

from django.urls import reverse


def in_editor(page_id: int, block_id: str = "") -> str:
    """Return the address of a page in the editor, at one of its blocks unless `block_id` is ""."""
    fragment = f"#block-{block_id}-section" if block_id else ""
    return f"{reverse('wagtailadmin_pages:edit', args=[page_id])}{fragment}"
