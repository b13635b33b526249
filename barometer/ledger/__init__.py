"""The ledger of effects: what each campaign changed, frozen with each release.

`roll_outs` tells who began which campaign when, `making` measures from published values alone,
`services` freezes and never changes, `queries` reads.
"""
