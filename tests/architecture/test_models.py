"""Tables know those of their own part and of the parts below."""

from django.apps import apps

from tests.architecture.project import height, part_of_module

# Fields that come from Wagtail's abstract models, where nobody can name the way back.
WAGTAILS_OWN = {"uploaded_by_user"}


def _relations():
    for model in apps.get_models(include_auto_created=True):
        part = part_of_module(model.__module__)
        if part is None:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield part, f"{model._meta.label}.{field.name}", field.related_model


def test_foreign_keys_never_point_up():
    wrong = [
        f"{name} points at {other._meta.label}"
        for part, name, other in _relations()
        if (target := part_of_module(other.__module__)) and height(target) > height(part)
    ]
    assert not wrong, "\n".join(wrong)


def test_ways_back_are_named_or_closed():
    # `user.enrolment_set` would let the ground floor read what stands above it by a name that
    # nobody chose.
    wrong = []
    for part, name, other in _relations():
        target = part_of_module(other.__module__)
        model, field_name = name.rsplit(".", 1)
        if target is None or target == part or field_name in WAGTAILS_OWN:
            continue
        field = apps.get_model(model)._meta.get_field(field_name)
        if field.remote_field.related_name is None and not field.remote_field.parent_link:
            wrong.append(f"{name} has no related_name")
    assert not wrong, "\n".join(wrong)
