"""Every write about where people belong: one subject a file.

`by` is the person who asks; None stands for the academy itself (a command, the demonstration),
for which no right is checked. `on` is the day from which the change is true, `at` the moment it
is written.
"""
