"""Doubtful questions: found at night, told to their designers, decided with a reason.

docs/adr/0024-doubtful-questions.md says why.
"""
