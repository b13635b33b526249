"""The list of the people of whom a path is asked, opened by a training officer for a reason."""
