"""The barometer for machines: what was published, as JSON, at addresses that keep their meaning.

`shapes` says what answers look like, `reading` makes them of releases, `callers` who asks, and
`description` tells all of it as an OpenAPI document.
"""
