"""What may come: forecasts frozen with each release, made of published values alone.

`series` reads releases as curves, `making` forecasts them, `services` freezes and never changes,
`queries` reads what was frozen and how it did.
"""
