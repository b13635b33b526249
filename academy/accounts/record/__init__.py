"""My record: everything that is held about a person, told to that person, and taken away."""
