"""Packages for machines: brought in, launched, followed and deleted with a service token.

`shapes` says what answers look like, `reading` makes them of rows, `callers` who asks, and
`description` tells all of it as an OpenAPI document.
"""
