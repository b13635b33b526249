"""One mail a week at most, to people who have something due, left open or about to end.

`rules` decides, purely, what a mail says on a day; `queries` finds whose turn it is and what is
known of them; `mail` words it; `services` sends and switches; `plan` tells what would leave.
"""
