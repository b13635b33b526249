"""The sheet of an organism: one page of a release, to be printed, handed on and checked.

`content` says what stands on it, `signing` signs that, `making` draws it. What was issued once is
kept (`models`), so that the same sheet is the same bytes whatever is renamed later.
"""
