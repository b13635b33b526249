"""The criteria of digital practice: a grid as data, assessments, reviews, what they show."""
