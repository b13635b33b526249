"""Questions in the formats of other systems: GIFT, Moodle XML, QTI 2.1 and 3, CSV. Pure.

A reader says line by line what of a file is lost; where an answer key would be, the file is refused.
A writer says the same of questions. Neither knows the database.
"""
