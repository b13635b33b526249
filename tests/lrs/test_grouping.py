"""Requests that come at one moment are stored together, and none hears of another's fault."""

import threading

import pytest

from academy.lrs.services.grouping import Group


class Store:
    """Remembers what was stored in one go; refuses a part called "bad"."""

    def __init__(self):
        self.groups = []
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.group = Group(self.together, self.alone, most=4)

    def together(self, parts):
        if "bad" in parts:
            raise ValueError("bad")
        self.groups.append(parts)
        return [f"{part} stored" for part in parts]

    def alone(self, part):
        if part == "slow":
            self.entered.set()
            assert self.gate.wait(30)
        if part == "bad":
            raise ValueError("bad")
        self.groups.append([part])
        return f"{part} stored"


def store_at_once(store, parts):
    """Store `parts` while a slow one is being stored; return what came of each."""
    found = {}

    def run(part):
        try:
            found[part] = store.group.store(part)
        except ValueError as error:
            found[part] = error

    slow = threading.Thread(target=run, args=("slow",))
    slow.start()
    assert store.entered.wait(30)
    threads = [threading.Thread(target=run, args=(part,)) for part in parts]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        while len(store.group._waiting) < number:
            pass
    store.gate.set()
    for thread in (slow, *threads):
        thread.join(30)
        assert not thread.is_alive()
    return found


def test_who_comes_alone_is_stored_at_once():
    store = Store()
    assert store.group.store("a") == "a stored"
    assert store.group.store("b") == "b stored"
    assert store.groups == [["a"], ["b"]]


def test_who_waits_is_stored_together():
    store = Store()
    found = store_at_once(store, ["a", "b", "c"])
    assert found == {part: f"{part} stored" for part in ("slow", "a", "b", "c")}
    assert store.groups == [["slow"], ["a", "b", "c"]]


def test_a_group_has_a_largest_size():
    store = Store()
    parts = [f"p{number}" for number in range(10)]
    found = store_at_once(store, parts)
    assert [found[part] for part in parts] == [f"{part} stored" for part in parts]
    assert [len(group) for group in store.groups] == [1, 4, 4, 2]


def test_a_fault_is_heard_by_who_made_it_alone():
    store = Store()
    found = store_at_once(store, ["a", "bad", "b"])
    assert isinstance(found["bad"], ValueError)
    assert (found["a"], found["b"]) == ("a stored", "b stored")
    assert sorted(store.groups) == [["a"], ["b"], ["slow"]]
    assert store.group.store("later") == "later stored"


def test_a_fault_of_one_alone_stops_nobody():
    store = Store()
    with pytest.raises(ValueError, match="bad"):
        store.group.store("bad")
    assert store.group.store("a") == "a stored"
