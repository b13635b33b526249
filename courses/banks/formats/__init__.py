"""Questions in the formats of other systems: GIFT, Moodle XML, QTI 2.1 and 3, CSV. Pure.

A reader says line by line what of a file is lost, and refuses the file where an answer key would
be. A writer says the same of questions. Neither knows the database.
"""
