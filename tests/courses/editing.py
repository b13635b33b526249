"""What the editor's forms send."""

from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield


def path_form(page):
    """Return what the form of a path sends, as values to nest, but for who builds it."""
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "description": rich_text("<p>Pour apprendre.</p>"),
        "audience": "Tout le monde",
        "theme": page.theme_id,
        "level": page.level,
        "licence": page.licence,
        "objectives": streamfield([]),
        "optional_sets": streamfield([]),
        "comments": inline_formset([]),
    }
