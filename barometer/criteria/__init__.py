"""The criteria of digital practice: a grid as data, self-assessments, reviews and what they show."""
