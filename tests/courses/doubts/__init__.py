"""Doubtful questions: found at night, told, decided."""
