"""Surveys of learners before and after a path: built at the desk, offered, answered."""
