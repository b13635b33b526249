"""Background work of this part."""

from django_tasks import task

from .facts import attribute_again


@task()
def attribute_people_again() -> int:
    """Look again where everybody was, after posts or units changed; return how many moved."""
    return attribute_again()
