"""Made-up trees, posts and roles. Everything starts on `START` unless told otherwise."""

from datetime import date

import factory

from academy.organisms.models import (
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    Role,
    RoleGrant,
    Unit,
    UnitPlacement,
)
from academy.organisms.policies import forget_grants

from .accounts import UserFactory

START = date(2020, 1, 1)


class PortfolioFactory(factory.django.DjangoModelFactory):
    """A portfolio."""

    class Meta:
        model = Portfolio

    code = factory.Sequence(lambda number: f"P{number:03}")
    name_fr = factory.LazyAttribute(lambda row: f"Portefeuille {row.code}")
    name_en = factory.LazyAttribute(lambda row: f"Portfolio {row.code}")
    starts_on = START


class OrganismFactory(factory.django.DjangoModelFactory):
    """An organism in a portfolio; `portfolio=None` leaves it outside."""

    class Meta:
        model = Organism
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"O{number:03}")
    name_fr = factory.LazyAttribute(lambda row: f"Organisme {row.code}")
    name_en = factory.LazyAttribute(lambda row: f"Organism {row.code}")
    starts_on = START

    @classmethod
    def _create(cls, model_class, *args, **fields):
        portfolio = fields.pop("portfolio", ...)
        organism = super()._create(model_class, *args, **fields)
        if portfolio is not None:
            OrganismPlacement.objects.create(
                organism=organism,
                portfolio=PortfolioFactory() if portfolio is ... else portfolio,
                starts_on=organism.starts_on,
            )
        return organism


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit of `organism` (a new one by default), below `parent` where one is given."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda number: f"U{number:03}")
    name_fr = factory.LazyAttribute(lambda row: f"Unité {row.code}")
    name_en = factory.LazyAttribute(lambda row: f"Unit {row.code}")
    starts_on = START

    @classmethod
    def _create(cls, model_class, *args, **fields):
        parent = fields.pop("parent", None)
        organism = fields.pop("organism", None)
        if organism is None:
            organism = parent.placements.get().organism if parent else OrganismFactory()
        unit = super()._create(model_class, *args, **fields)
        UnitPlacement.objects.create(
            unit=unit, organism=organism, parent=parent, starts_on=unit.starts_on
        )
        return unit


class MembershipFactory(factory.django.DjangoModelFactory):
    """A post of a new person in a new unit; the organism is the unit's."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    organism = factory.LazyAttribute(lambda row: _organism_of(row.unit))
    person_number = factory.Sequence(lambda number: f"{number:06}")
    starts_on = START

    @classmethod
    def create_batch(cls, size, **fields):
        """Make `size` posts; the organism of the unit is looked up once for all of them."""
        if isinstance(fields.get("unit"), Unit) and "organism" not in fields:
            fields["organism"] = _organism_of(fields["unit"])
        return super().create_batch(size, **fields)


def _organism_of(unit):
    """Return the organism where a unit was placed last."""
    return unit.placements.select_related("organism").latest("starts_on").organism


class HeadcountFactory(factory.django.DjangoModelFactory):
    """A headcount of 25 from the start."""

    class Meta:
        model = Headcount

    unit = factory.SubFactory(UnitFactory)
    on = START
    people = 25


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """The manager of a new organism; see also the traits of the other roles."""

    class Meta:
        model = RoleGrant

    class Params:
        designer = factory.Trait(role=Role.DESIGNER)
        trainer = factory.Trait(role=Role.TRAINING_OFFICER)
        officer = factory.Trait(
            role=Role.PORTFOLIO_OFFICER,
            organism=None,
            portfolio=factory.SubFactory(PortfolioFactory),
        )
        lead = factory.Trait(role=Role.GOVERNMENT_LEAD, organism=None)
        administrator = factory.Trait(role=Role.ADMINISTRATOR, organism=None)

    user = factory.SubFactory(UserFactory)
    role = Role.ORGANISM_MANAGER
    organism = factory.SubFactory(OrganismFactory)
    portfolio = None
    starts_on = START

    @classmethod
    def _create(cls, model_class, *args, **fields):
        grant = super()._create(model_class, *args, **fields)
        forget_grants(grant.user)
        return grant
