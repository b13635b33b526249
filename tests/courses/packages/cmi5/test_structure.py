"""Course structures: what is read of a whole one, and why others are refused."""

import pytest

from courses.exchange.problems import Refused
from courses.packages.cmi5.structure import read_structure, unit_id
from tests.factories.cmi5 import IDS, Au, Group, named, structure

FILES = ["cmi5.xml", "index.html", "deux/page.html", "photo.png"]


def read(xml, **how):
    return read_structure(xml.encode(), FILES, **how)


def refused(xml, **how):
    with pytest.raises(Refused) as caught:
        read(xml, **how)
    return str(caught.value)


def test_a_whole_structure_is_read_in_its_order():
    objective = (
        f'<objectives><objective id="{IDS}/o/1">{named("Objectif")}</objective></objectives>'
    )
    au = Au(
        "deux",
        "Deuxième",
        url="\n  deux/page.html?a=1&amp;b=2#x\n ",
        move_on="CompletedAndPassed",
        attributes='masteryScore="0.8" launchMethod="OwnWindow" activityType="https://x.example/t"',
        before=f'<objectives><objective idref="{IDS}/o/1"/></objectives>',
        extra='<launchParameters> {"a": 1} </launchParameters>'
        "<entitlementKey>\n clé \n</entitlementKey>",
    )
    found = read(structure([Au(move_on=""), Group("b", [Group("c", [au])])], before=objective))
    first, outer, inner, last = found.units
    assert (found.title, found.publisher_id) == ("Un cours cmi5", IDS)
    assert found.titles == {"fr-ca": "Un cours cmi5", "en": "Un cours cmi5 (en)"}
    assert found.objectives == {f"{IDS}/o/1": {"fr-ca": "Objectif", "en": "Objectif (en)"}}
    assert (first.move_on, first.has_own_window, first.mastery) == ("NotApplicable", False, None)
    assert (outer.launch, outer.parent, inner.parent, last.parent) == ("", "", outer.id, inner.id)
    assert [unit.depth for unit in found.units] == [0, 0, 1, 2]
    assert last.launch == "deux/page.html?a=1&b=2#x"
    assert (last.parameters, last.entitlement_key) == ('{"a": 1}', "clé")
    assert (last.mastery, last.has_own_window) == (0.8, True)
    assert (last.objectives, last.activity_type) == ([f"{IDS}/o/1"], "https://x.example/t")
    assert last.id == unit_id(f"{IDS}/au/deux") != last.publisher_id


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<course/>", "first element is not"),
        (structure(space="https://x.example/"), "in the namespace “https://x.example/”"),
        (structure(course_id="cours/1"), "is not a whole IRI"),
        (structure(course_id="https://x.example/a b"), "is not a whole IRI"),
        (structure([Group("b c")]), "is not a whole IRI"),
        (structure([]), "“au / block” is missing"),
        (structure([Group("b", [])]), "“au / block” is missing"),
        (structure([Au(), Au()]), "Two AUs or blocks have this id"),
        (structure([Group("b"), Group("b", [Au("deux")])]), "Two AUs or blocks have this id"),
        (structure([Au(url="  ")]), "nothing can be launched"),
        (structure([Au(url="absent.html")]), "is not in the package"),
        (structure([Au(url="Index.html")]), "capitals count"),
        (structure([Au(url="photo.png")]), "not a page"),
        (structure([Au(url="../index.html")]), "not the address of a file"),
        (structure([Au(url="/index.html")]), "not the address of a file"),
        (structure([Au(url="a/%2e%2e/index.html")]), "not the address of a file"),
        (structure([Au(url="javascript:alert(1)")]), "can't be launched"),
        (structure([Au(url="data:text/html,x")]), "can't be launched"),
        (structure([Au(url="//ailleurs.example/x.html")]), "can't be launched"),
        (structure([Au(url="https://ailleurs.example/a b")]), "can't be launched"),
        (structure([Au(url="https://inconnu.example/x")]), "“inconnu.example”, which is not among"),
        (structure([Au(url="https://ailleurs.example@inconnu.example/")]), "inconnu.example"),
        (structure([Au(url="index.html?fetch=x&amp;actor=y")]), "has “actor, fetch”"),
        (structure([Au(url="index.html?activityId=")]), "has “activityId”"),
        (structure([Au(move_on="passed")]), "“passed” is not a value of “moveOn”"),
        (structure([Au(attributes='launchMethod="Popup"')]), "not a value of “launchMethod”"),
        (structure([Au(attributes='masteryScore="80"')]), "not a decimal number from 0 to 1"),
        (structure([Au(attributes='masteryScore="1e-1"')]), "not a decimal number from 0 to 1"),
        (structure([Au(attributes='masteryScore="NaN"')]), "not a decimal number from 0 to 1"),
        (structure([Au(attributes='activityType="media"')]), "is not a whole IRI"),
        (structure([Au(attributes='scormtype="sco"')]), "“scormtype” is not known here"),
        (structure([Au(extra="<launchUrl/>")]), "“launchUrl” is not known here"),
        (structure([Au(extra="<url>index.html</url>")]), "“url” is there more than once"),
        (structure([Au(extra=named("x"))]), "comes after what has to follow it"),
        (structure([Au(extra="<entitlementKey/><launchParameters/>")]), "comes after"),
        (structure(after=named("x")), "“title” is not known here"),
        (structure(before="<objectives/>"), "“objective” is missing"),
        (structure(before='<objectives><objective id="o"/></objectives>'), "is not a whole IRI"),
        (structure().replace('lang="en"', 'lang="english language"'), "the code of a language"),
        (structure().replace(" id=", " identifier="), "The attribute “id” is missing"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_place(xml, said):
    told = refused(xml, hosts=["ailleurs.example"])
    assert said in told
    assert told.startswith("cmi5.xml")


def test_objectives_are_defined_once():
    one = f'<objective id="{IDS}/o">{named("Objectif")}</objective>'
    assert "Two objectives" in refused(structure(before=f"<objectives>{one}{one}</objectives>"))


def test_every_problem_is_told_at_once_with_its_element():
    told = refused(structure([Au("un", url="absent.html"), Au("deux", move_on="Never")]))
    assert f"au {IDS}/au/un › url" in told
    assert f"au {IDS}/au/deux" in told


def test_a_structure_without_an_archive_leads_to_whole_addresses_alone():
    assert "came without an archive" in refused(structure(), is_bare=True)
    elsewhere = structure([Au(url="https://Ailleurs.example/x.html?a=1")])
    found = read(elsewhere, is_bare=True, hosts=["ailleurs.example"])
    assert found.units[0].launch == "https://Ailleurs.example/x.html?a=1"
    assert found.units[0].is_remote


def test_what_to_know_of_it_is_noted():
    extra = '<v:skin xmlns:v="https://vendor.example/"><v:colour/></v:skin>'
    units = [
        Au("libre", move_on="NotApplicable", extra=extra),
        Au("fenetre", attributes='launchMethod="OwnWindow"'),
        Au(
            "loin",
            url="https://ailleurs.example/",
            before="<objectives><objective idref='x:y'/></objectives>",
        ),
    ]
    notes = "\n".join(
        note.english for note in read(structure(units), hosts=["ailleurs.example"]).notes
    )
    for said in (
        "count as done at once: AU libre",
        "window of their own: AU fenetre",
        "at other hosts",
        "Extensions of other makers are left out: skin",
        "that the course doesn't define: x:y",
    ):
        assert said in notes
    free = read(structure([Au(move_on="NotApplicable")])).notes
    assert "before opening it" in free[0].english


def test_elements_are_nested_so_deep_and_no_deeper():
    unit = Au()
    for number in range(40):
        unit = Group(str(number), [unit])
    assert len(read(structure([unit])).units) == 41
    for number in range(40, 80):
        unit = Group(str(number), [unit])
    assert "nested more than" in refused(structure([unit]))


def test_thousands_of_units_are_read_each_once(monkeypatch):
    from courses.packages.cmi5 import structure as reading

    looked = []
    check = reading.check
    monkeypatch.setattr(
        reading, "check", lambda *said, **how: (looked.append(1), check(*said, **how))
    )
    groups = [
        Group(str(g), [Au(f"{g}-{n}", move_on="NotApplicable") for n in range(100)])
        for g in range(20)
    ]
    found = read(structure(groups))
    assert len(found.units) == 2_020
    # The element, its url, and what else each has of its own.
    assert len(looked) <= 2 * 2_020 + 10
