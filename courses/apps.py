"""What is taught, to whom."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught, to whom."""

    name = "courses"
    label = "courses"
