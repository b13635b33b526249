"""Whatever is done to the ledgers behind the academy's back, `verify_credits` finds it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from courses.exchange.importing import import_path
from courses.models import Credit, CreditHead, ForeignChain, ForeignCredit
from tests.courses.cobuilding.building import Built, make_built
from tests.factories.courses import AT

from .elsewhere import archive_of, move_to_another_academy
from .test_ledgers_travel import wrote

pytestmark = pytest.mark.django_db


def fields_of(model: type[models.Model], *left_out: str) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields if one.name not in left_out]


def another(value: Any) -> Any:
    """Something else of the same kind."""
    if value is None or isinstance(value, UUID):
        return UUID(int=7)
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    return f"{value[:-1]}x" if value else "x"


def changed(row: models.Model, name: str) -> None:
    """Change a field as somebody does who has the database."""
    value = getattr(row, name)
    if value is None and not isinstance(row._meta.get_field(name), models.UUIDField):
        value = 0
    type(row)._base_manager.filter(pk=row.pk).update(**{name: another(value)})


def found() -> str:
    with pytest.raises(CommandError) as error:
        call_command("verify_credits")
    return str(error.value)


@pytest.fixture
def built(catalogues) -> Built:
    built = make_built()
    for writer in built.designers:
        wrote(built.lesson, writer)
    call_command("verify_credits")
    return built


@pytest.fixture
def brought(built, tmp_path, settings) -> Built:
    archive = archive_of(built.page.translation_key, tmp_path / "path.zip")
    move_to_another_academy(settings)
    import_path(source=archive, at=AT)
    call_command("verify_credits")
    return built


@pytest.mark.parametrize("name", fields_of(Credit))
def test_each_field_of_a_line(built, name):
    changed(Credit.objects.first(), name)
    assert "Line" in found() or "A line" in found()


@pytest.mark.parametrize("count", [1, 2])
def test_the_last_lines_or_all_of_them(built, count):
    for row in Credit.objects.order_by("-pk")[:count]:
        Credit._base_manager.filter(pk=row.pk)._raw_delete("default")
    assert "its last lines are gone" in found()


@pytest.mark.parametrize("name", fields_of(CreditHead, "ledger", "id"))
def test_where_the_ledger_ends(built, name):
    changed(CreditHead.objects.get(), name)
    assert "its last lines are gone" in found()


def test_the_end_is_gone(built):
    CreditHead.objects.all().delete()
    assert "its last lines are gone" in found()


@pytest.mark.parametrize("name", fields_of(ForeignCredit, "id", "chain"))
def test_each_field_of_a_line_of_elsewhere(brought, name):
    changed(ForeignCredit.objects.first(), name)
    assert f"of the path {brought.page.translation_key} in the ledger of lms.localhost" in found()


def test_lines_of_elsewhere_that_were_moved_removed_or_all_removed(brought):
    chain = ForeignChain.objects.get()
    other = ForeignChain.objects.create(
        ledger=UUID(int=9), academy="made-up.example", path_key=UUID(int=9)
    )
    last = chain.lines.last()
    ForeignCredit._base_manager.filter(pk=last.pk).update(chain=other)
    assert "1 are here" in found()
    ForeignCredit._base_manager.all().delete()
    assert "0 are here" in found()
    ForeignChain.objects.all().delete()
    assert "0 are here" in found()


def test_a_line_that_was_made_up_at_the_end(brought):
    chain = ForeignChain.objects.get()
    last = chain.lines.last()
    last.pk, last.number = None, last.number + 1
    last.save()
    assert "Line 3 of the path" in found()


def test_a_whole_ledger_that_was_made_up(brought):
    """Its lines would count in the shares."""
    known = ForeignChain.objects.get()
    chain = ForeignChain.objects.create(
        ledger=UUID(int=9), academy="made-up.example", path_key=known.path_key
    )
    line = known.lines.first()
    line.pk, line.chain = None, chain
    line.save()
    assert "in the ledger of made-up.example are here, and no archive brought them" in found()


@pytest.mark.parametrize("name", ["ledger", "path_key", "academy"])
def test_whose_the_lines_of_elsewhere_are(brought, name):
    """Organisms are known by code and academy: another academy's would have the credit."""
    chain = ForeignChain.objects.get()
    changed(chain, name)
    assert str(brought.page.translation_key) in found()


@pytest.mark.parametrize("model", [Credit, ForeignCredit])
def test_lines_are_written_over_by_no_door(brought, model):
    row = model.objects.first()
    for act in (
        lambda: model.objects.bulk_update([row], ["words"]),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={"words": 1}),
        lambda: model.objects.bulk_create(
            [row], update_conflicts=True, update_fields=["words"], unique_fields=["id"]
        ),
        lambda: model.objects.filter(pk=row.pk).update(words=1),
        row.save,
        row.delete,
        model.objects.all().delete,
    ):
        with pytest.raises(TypeError, match="append-only"):
            act()
