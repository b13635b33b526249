"""Frozen releases: what the barometer publishes, once, and never changes.

Every page, file and picture is made of releases alone. `making` says what a release is, `services`
publishes the one that is due, `queries` reads what was published.
"""
