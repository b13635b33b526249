"""Learning paths as files: read, checked, imported, exported (docs/reference/library-format.md).

`archive`, `problems`, `rich_text`, `schema`, `body`, `contents`, `reading` and `writing` are pure;
`importing` and `exporting` know the pages.
"""
