"""The barometer's API: the same as the pages, to the same people, and to machines with a token."""

import json

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from academy.accounts.models import AuditEntry
from academy.accounts.services.tokens import revoke_token
from academy.organisms.models import Organism, Portfolio
from barometer.api import callers
from barometer.api.models import ServiceToken
from barometer.api.services import KIND, create_token
from barometer.events import STEPS
from barometer.releases import queries
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next

pytestmark = pytest.mark.django_db
V1 = "/api/barometer/v1"


@pytest.fixture(autouse=True)
def _empty_cache():
    """Pages are kept under their release, which no test here changes: each is drawn once."""
    caches["default"].clear()


@pytest.fixture(scope="module")
def released(module_database):
    """Two releases of two organisms of one portfolio, and an organism of another."""
    caches["local"].clear()
    with module_database():
        portfolio = PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")
        path = new_path()
        for code, passed in (("O1", 9), ("O2", 30)):
            organism = OrganismFactory(
                code=code, name_fr=f"Régie {code}", name_en=f"Board {code}", portfolio=portfolio
            )
            unit = new_unit(organism, 40, f"Rives {code}")
            have_followed(path, unit, joined=32, passed=passed, others=8)
            have_followed(path, new_unit(organism, 20, "Digues"), joined=9, passed=2, others=11)
            have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3, others=3)
        OrganismFactory(code="O3", portfolio=PortfolioFactory(code="P2"))
        publish_next()
        publish_next()


@pytest.fixture
def signed_in(client, released):
    def enter(**grant):
        user = UserFactory()
        RoleGrantFactory(user=user, **grant)
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def lead(signed_in):
    return signed_in(lead=True)


@pytest.fixture
def token(released):
    """Make a token, and return what its bearer sends."""

    def make(**fields):
        new = create_token(name="Tableau", at=timezone.now(), **fields)
        return {"Authorization": f"Bearer {new.text}"}

    return make


def the(model, code):
    return model.objects.get(code=code)


ADDRESSES = {
    "releases": f"{V1}/releases",
    "organisms": f"{V1}/organisms",
    "organism": f"{V1}/organisms/O1/figures",
    "portfolio": f"{V1}/portfolios/P1/figures",
    "government": f"{V1}/government/figures",
}


def page(client, language, level, *args, **asked):
    with translation.override(language):
        return client.get(reverse(f"barometer:{level}", args=args), asked).context["barometer"]


def line_of(label, steps):
    """A line as the files of the page have it."""
    people = steps["passed"]["people"]
    said = [steps[step][end] for step in STEPS for end in ("low", "high", "share")]
    return [label, people, *said]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_organism_says_what_its_page_says(lead, language):
    said = lead.get(ADDRESSES["organism"], {"language": language}).json()
    shown = page(lead, language, "organism", "O1")
    (path,) = said["paths"]
    assert said["place"] == {"level": "organism", "code": "O1", "name": shown.title}
    assert shown.figure("paths").data == [line_of(path["title"], path["total"])]
    assert shown.figure("places").data == [
        line_of(line["label"], line["steps"]) for line in path["lines"]
    ]
    assert [row[1:] for row in shown.figure("over-time").data] == [
        line_of("", moment["steps"])[1:] for moment in path["over_time"]
    ]
    assert said["is_merged"] == bool(shown.figure("places").note)


@pytest.mark.parametrize(
    ("level", "lines", "asked"),
    [
        ("portfolio", {}, {}),
        ("government", {}, {}),
        ("government", {"lines": "organisms"}, {"detail": "organisms"}),
    ],
)
def test_wider_places_say_what_their_pages_say(lead, level, lines, asked):
    said = lead.get(ADDRESSES[level], {"language": "en", **lines}).json()
    args = ["P1"] if level == "portfolio" else []
    (path,) = said["paths"]
    for measure in STEPS:
        shown = page(lead, "en", level, *args, measure=measure, **asked).figure("heat-map")
        assert shown.data == [
            [line["label"], path["title"], *line["steps"][measure].values()]
            for line in path["lines"]
        ]


def test_a_named_release_is_what_it_was(lead):
    newest, first = queries.all_releases()
    said = lead.get(ADDRESSES["government"], {"release": first.day.isoformat()}).json()
    assert said["release"]["sha256"] == first.digest
    assert [moment["day"] for moment in said["paths"][0]["over_time"]] == [first.day.isoformat()]
    both = lead.get(ADDRESSES["government"]).json()
    assert [moment["day"] for moment in both["paths"][0]["over_time"]] == [
        first.day.isoformat(),
        newest.day.isoformat(),
    ]


def test_releases_say_their_method_and_digest(lead):
    listed = lead.get(ADDRESSES["releases"]).json()["releases"]
    assert [one["sha256"] for one in listed] == [one.digest for one in queries.all_releases()]
    one = lead.get(f"{V1}/releases/{listed[0]['day']}").json()
    assert one == listed[0]
    assert one["method"] == queries.newest().method


def test_the_tag_is_that_of_the_release_and_nothing_else(lead):
    digest = queries.newest().digest
    for level in ("organism", "portfolio", "government"):
        reply = lead.get(ADDRESSES[level])
        assert reply["ETag"] == f'"{digest}"'
        again = lead.get(ADDRESSES[level], headers={"If-None-Match": reply["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        caches["local"].clear()
        assert lead.get(ADDRESSES[level]).content == reply.content
    for level in ("releases", "organisms"):
        assert "ETag" not in lead.get(ADDRESSES[level])


def test_nothing_is_told_by_a_tag_to_who_may_not_see(signed_in):
    client = signed_in(organism=the(Organism, "O3"))
    digest = queries.newest().digest
    reply = client.get(ADDRESSES["organism"], headers={"If-None-Match": f'"{digest}"'})
    assert reply.status_code == 404


SEEN = {
    "organism": {"organisms": ["O1"], "open": {"organism"}},
    "portfolio": {"organisms": ["O1", "O2"], "open": {"organism", "portfolio"}},
    "government": {
        "organisms": ["O1", "O2", "O3"],
        "open": {"organism", "portfolio", "government"},
    },
}


def who(level, signed_in, token, by):
    place = {
        "organism": {"organism": the(Organism, "O1")},
        "portfolio": {"portfolio": the(Portfolio, "P1")},
        "government": {},
    }[level]
    if by == "token":
        return token(**place)
    extra = {"portfolio": {"officer": True}, "government": {"lead": True}}.get(level, {})
    signed_in(**place, **extra)
    return {}


@pytest.mark.parametrize("by", ["session", "token"])
@pytest.mark.parametrize("level", SEEN)
def test_a_token_sees_what_a_role_of_its_place_sees(client, signed_in, token, level, by):
    headers = who(level, signed_in, token, by)
    listed = client.get(ADDRESSES["organisms"], headers=headers).json()["organisms"]
    assert sorted(one["code"] for one in listed) == SEEN[level]["organisms"]
    for one in listed:
        assert client.get(one["figures"], headers=headers).status_code == 200
    for name in ("organism", "portfolio", "government"):
        expected = 200 if name in SEEN[level]["open"] else 404
        assert client.get(ADDRESSES[name], headers=headers).status_code == expected
    assert client.get(f"{V1}/organisms/NONE/figures", headers=headers).status_code == 404
    if level != "government":
        elsewhere = client.get(f"{V1}/organisms/O3/figures", headers=headers)
        nowhere = client.get(f"{V1}/organisms/NONE/figures", headers=headers)
        assert (elsewhere.status_code, elsewhere.content) == (404, nowhere.content)


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer barometer_0_x", "Basic YTpi", "Bearer x\0y", "barometer_a_b"]
)
def test_without_a_right_token_nothing_is_answered(client, released, header):
    reply = client.get(ADDRESSES["releases"], headers={"Authorization": header})
    assert reply.status_code == 401
    assert reply["WWW-Authenticate"].startswith("Bearer")
    assert reply["Content-Type"] == "application/problem+json"


def test_a_wrong_secret_is_no_token(client, token):
    headers = token()
    wrong = {"Authorization": headers["Authorization"][:-1] + "~"}
    assert client.get(ADDRESSES["releases"], headers=wrong).status_code == 401
    assert client.get(ADDRESSES["releases"], headers=headers).status_code == 200


def test_a_token_that_is_revoked_opens_nothing_at_once(client, token):
    headers = token()
    assert client.get(ADDRESSES["government"], headers=headers).status_code == 200
    held = ServiceToken.objects.get()
    assert revoke_token(kind=KIND, token=held, at=timezone.now()) is True
    assert revoke_token(kind=KIND, token=held, at=timezone.now()) is False
    assert client.get(ADDRESSES["government"], headers=headers).status_code == 401
    told = AuditEntry.objects.filter(action__startswith="barometer_token").order_by("id")
    assert [one.action for one in told] == ["barometer_token.create", "barometer_token.revoke"]
    secret = headers["Authorization"].split("_", 2)[2]
    assert not [one for one in told if secret in json.dumps(one.details)]


def test_the_token_of_an_organism_that_closes_opens_nothing(client, token):
    organism = the(Organism, "O1")
    headers = token(organism=organism)
    Organism.objects.filter(pk=organism.pk).update(ends_on=timezone.localdate())
    assert client.get(ADDRESSES["organism"], headers=headers).status_code == 404


def test_a_token_has_a_pace(client, token, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(callers, "_clock", lambda: now)
    monkeypatch.setattr(callers, "_pace", callers.Pace())
    headers = token(requests_per_minute=2)
    replies = [client.get(ADDRESSES["releases"], headers=headers) for _ in range(3)]
    assert [one.status_code for one in replies] == [200, 200, 429]
    assert replies[2]["Retry-After"] == "30"
    now += 30
    assert client.get(ADDRESSES["releases"], headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("address", "asked", "status", "detail"),
    [
        ("organism", {"language": "de"}, 400, '"language" is "fr" or "en"'),
        ("organism", {"release": "May"}, 400, "named by its day"),
        ("organism", {"release": "2001-01-01"}, 404, "no release of this day"),
        ("government", {"lines": "people"}, 400, '"portfolios" or "organisms"'),
    ],
)
def test_what_makes_no_sense_is_told(lead, address, asked, status, detail):
    reply = lead.get(ADDRESSES[address], asked)
    assert reply.status_code == status
    assert detail in reply.json()["detail"]


def test_the_api_is_read_only(lead):
    for method in (lead.post, lead.put, lead.patch, lead.delete):
        reply = method(ADDRESSES["government"])
        assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD")
    assert lead.head(ADDRESSES["government"]).status_code == 200


def test_answers_are_what_the_openapi_document_says(lead):
    told = lead.get(f"{V1}/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    registry = Registry().with_resource("urn:api", Resource(told, DRAFT202012))
    day = queries.newest().day.isoformat()
    answered = set()
    for template, methods in told["paths"].items():
        (operation,) = methods.values()
        filled = template.replace("{day}", day)
        code = "P1" if "portfolios" in filled else "O1"
        reply = lead.get(told["servers"][0]["url"] + filled.replace("{code}", code))
        assert reply.status_code == 200
        if "content" not in operation["responses"]["200"]:
            continue
        (schema,) = operation["responses"]["200"]["content"]["application/json"].values()
        schema = {"$ref": f"urn:api{schema['$ref']}"}
        Draft202012Validator(schema, registry=registry).validate(reply.json())
        answered.add(operation["operationId"])
        assert ("ETag" in reply) == ("304" in operation["responses"])
    assert answered == {"releases", "release", "organisms", "organism", "portfolio", "government"}
    refused = lead.get(f"{V1}/organisms/NONE/figures")
    schema = {"$ref": "urn:api#/components/schemas/Problem"}
    Draft202012Validator(schema, registry=registry).validate(refused.json())


def test_an_answer_costs_few_queries(lead):
    for level in ("organism", "portfolio", "government"):
        caches["local"].clear()
        with CaptureQueriesContext(connection) as made:
            lead.get(ADDRESSES[level])
        caches["local"].get("nothing")
        with CaptureQueriesContext(connection) as kept:
            lead.get(ADDRESSES[level])
        assert len(made) <= 22
        assert len(kept) <= 6


def test_commands_make_list_and_revoke_tokens(client, released, capsys):
    call_command("list_barometer_tokens")
    assert "create_barometer_token" in capsys.readouterr().out
    call_command("create_barometer_token", "Open data", organism="O1", json=True)
    made = json.loads(capsys.readouterr().out)
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.get(ADDRESSES["organism"], headers=headers).status_code == 200
    call_command("create_barometer_token", "Portfolio", portfolio="P1")
    assert capsys.readouterr().out.startswith("barometer_")
    call_command("list_barometer_tokens", json=True)
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert {name: (one["level"], one["place"]) for name, one in listed.items()} == {
        "Open data": ("organism", "O1"),
        "Portfolio": ("portfolio", "P1"),
    }
    call_command("revoke_barometer_token", made["key"])
    assert "Open data" in capsys.readouterr().out
    call_command("revoke_barometer_token", made["key"])
    assert client.get(ADDRESSES["organism"], headers=headers).status_code == 401
    call_command("list_barometer_tokens")
    assert made["key"] in capsys.readouterr().out


def test_commands_say_what_is_wrong(released):
    with pytest.raises(CommandError, match="NONE"):
        call_command("create_barometer_token", "x", portfolio="NONE")
    with pytest.raises(CommandError, match="000"):
        call_command("create_barometer_token", "x", government=True, requests_per_minute=-1)
    for name in (" ", "x" * 121):
        with pytest.raises(CommandError, match="120"):
            call_command("create_barometer_token", name, government=True)
    with pytest.raises(CommandError):
        call_command("revoke_barometer_token", "nothing")
