"""Made-up accounts."""

import factory

from academy.accounts.models import User

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an account that they have opened; the password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@academie.example")
    first_name = factory.Sequence(lambda number: f"Camille{number}")
    last_name = "Tremblay"
    language = "fr"

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(
            fields.pop("email"), fields.pop("password", PASSWORD), **fields
        )


class UnopenedUserFactory(UserFactory):
    """An account that a list of people made and that nobody has opened yet."""

    password = None
    last_login = None


class SuperuserFactory(UserFactory):
    """The account that `createsuperuser` makes."""

    is_staff = True
    is_superuser = True
