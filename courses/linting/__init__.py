"""The check of a path before it is published, and the report of ageing content.

The check is advice: what stops a publication is `CheckedAtPublication`, and nothing here. It reads
a path as it was last saved, in each language, and says what learners would stumble over.
"""
