"""Translating paths by segments: which text was made from which, and what follows an older one.

One language of a path is its source (`TranslatedPath`), the other is translated from it. A segment
is a text of a page: a field, or a field of a block, known by the ids that both languages share.
"""
