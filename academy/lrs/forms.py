"""What the record store's own pages ask for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from academy.core.alphabet import alphabetical
from academy.organisms.models import Organism

from .models import LARGEST_LIMIT, Credential, Scope
from .people_queries import Sought, sought_agent
from .xapi.identifiers import is_iri
from .xapi.vocabulary import Verb


class LimitForm(forms.Form):
    """How many requests a credential may make."""

    requests_per_minute = forms.IntegerField(
        label=_("Requests per minute, at most"),
        min_value=0,
        max_value=LARGEST_LIMIT,
        required=False,
        help_text=_("Empty: as for all. 0: no limit."),
    )


class CredentialForm(LimitForm):
    """A credential: what it is for, whose it is, what it may do."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=120,
        help_text=_("The name of the system that will use it, in a few words."),
    )
    organism = forms.ChoiceField(
        label=_("Organization"),
        help_text=_("It reads and voids only what credentials of this organization stored."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )
    # Says which form this is, so that one sent twice makes one credential.
    mark = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ["name", "organism", "scopes", "requests_per_minute", "mark"]

    def __init__(
        self,
        *args: Any,
        organisms: list[Organism],
        scopes: frozenset[Scope],
        everything: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._organisms = {str(one.public_id): one for one in organisms}
        choices = sorted(
            ((code, one.name) for code, one in self._organisms.items()),
            key=lambda choice: alphabetical(choice[1]),
        )
        if everything:
            choices.insert(0, ("", str(_("None: it isn't kept to an organization"))))
            self.fields["organism"].required = False
        else:
            del self.fields["requests_per_minute"]
            if len(choices) > 1:
                choices.insert(0, ("", str(_("Choose an organization"))))
        self.fields["organism"].choices = choices  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.value, f"{capfirst(scope.label)} ({scope.value})")
            for scope in Scope
            if scope in scopes
        ]
        # Communication 4.2: the scopes of a client that asks for none.
        self.fields["scopes"].initial = [Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ_MINE]

    def clean_organism(self) -> Organism | None:
        """Return the organism itself."""
        return self._organisms.get(self.cleaned_data["organism"])


def moment_field(label: Any) -> forms.DateTimeField:
    """Return a field that asks for a day and a time, none that overflows in another time zone."""
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[
            MinValueValidator(datetime(1970, 1, 2, tzinfo=UTC)),
            MaxValueValidator(datetime(2999, 1, 1, tzinfo=UTC)),
        ],
    )


class StatementsForm(forms.Form):
    """Which statements are looked for."""

    agent = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=2_000,
        help_text=_(
            "Email address or public identifier of a person, or the identifier of an agent."
        ),
    )
    verb = forms.CharField(
        label=_("Verb"),
        required=False,
        max_length=2_000,
        help_text=_("Its address (IRI), or a word such as “completed”."),
        widget=forms.TextInput(attrs={"list": "verbs"}),
    )
    activity = forms.CharField(
        label=_("Activity"), required=False, max_length=2_000, help_text=_("Its address (IRI).")
    )
    registration = forms.UUIDField(label=_("Registration"), required=False)
    since = moment_field(_("Stored from"))
    until = moment_field(_("Stored until"))
    credential = forms.CharField(
        label=_("Key of the credential that stored it"), required=False, max_length=64
    )
    related = forms.BooleanField(
        label=_("Also where the person or the activity stands in the context"), required=False
    )
    oldest_first = forms.BooleanField(label=_("Oldest first"), required=False)

    def clean_agent(self) -> Sought | None:
        """Return whose statements are looked for."""
        text = self.cleaned_data["agent"]
        found = sought_agent(text) if text else None
        if text and found is None:
            raise forms.ValidationError(
                _("Nobody can be looked for by this: type an email address or an identifier.")
            )
        return found

    def clean_verb(self) -> str:
        """Return the IRI of a verb, also where it was named by its word."""
        text = self.cleaned_data["verb"]
        known = Verb.__members__.get(text.upper())
        return known.value if known is not None else self._iri("verb")

    def clean_activity(self) -> str:
        """Return the IRI of an activity."""
        return self._iri("activity")

    def clean_until(self) -> datetime | None:
        """Return the end of the minute: what was stored within it is found too."""
        until: datetime | None = self.cleaned_data["until"]
        return until + timedelta(seconds=60, microseconds=-1) if until else None

    def clean_since(self) -> datetime | None:
        """Return the instant before: the store leaves out what was stored at `since` itself."""
        since: datetime | None = self.cleaned_data["since"]
        return since - timedelta(microseconds=1) if since else None

    def clean_credential(self) -> Credential | None:
        """Return the credential itself."""
        key = self.cleaned_data["credential"]
        found = Credential.objects.filter(key=key).first() if key else None
        if key and found is None:
            raise forms.ValidationError(_("There is no credential with this key."))
        return found

    def _iri(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if text and not is_iri(text):
            raise forms.ValidationError(
                _("This isn't an address with a scheme, such as https://example.org/lesson.")
            )
        return text
