"""What happened, on the time axis of curves: campaigns, notes, mergers and splits.

`marks` numbers them, `charts` draws them, `queries` finds those of a place, `services` writes them.
"""
