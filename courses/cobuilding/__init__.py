"""Building a path with other organisms: its space, its approval, what each has done of it."""
