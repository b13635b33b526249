"""A believable government that does not exist, and two years of its learning.

The generators are pure: the same seed, end date and size give the same government, people and
statements, identifiers included. `loading` writes them; `truth` keeps beside them the parameters
of the process that made them.
"""
