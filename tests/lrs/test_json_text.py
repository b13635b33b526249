"""Strict JSON: Data 2.2, and what the standard parser lets through."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi import json_text
from academy.lrs.xapi.errors import Invalid

REFUSED = {
    "not a number": b'{"a": NaN}',
    "infinity": b'{"a": Infinity}',
    "minus infinity": b'{"a": -Infinity}',
    "beyond a double": b'{"a": 1e400}',
    "a number of 5,000 digits": b'{"a": ' + b"1" * 5_000 + b"}",
    "the same key twice": b'{"a": 1, "a": 1}',
    "the same key twice, deep down": b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    "the same key twice, once escaped": b'{"a": 1, "\\u0061": 2}',
    "the same key twice, a blank before one colon": b'{"a": 1, "a" : 2}',
    "the same key twice, a line before one colon": b'{"a": 1, "a"\n: 2}',
    "the same key twice, hidden by a string": b'{"a": ":", "a": 1}',
    "a high surrogate alone": b'{"a": "\\ud800"}',
    "a high surrogate before text": b'{"a": "\\ud800abc"}',
    "a low surrogate alone": b'{"a": "\\udc00"}',
    "a surrogate in a key": b'{"\\ud800": 1}',
    "bytes that aren't UTF-8": b'{"a": "\xff"}',
    "a surrogate in UTF-8": b'{"a": "\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "nesting of 100,000": b"[" * 100_000,
    "nesting of 100,000, closed": b"[" * 100_000 + b"]" * 100_000,
    "nesting of 500": b'{"a":' * 500 + b"1" + b"}" * 500,
    "a comma too many": b'{"a": 1,}',
    "text after the value": b"{} {}",
    "single quotes": b"{'a': 1}",
    "a comment": b"{} // no",
    "a line end in a string": b'{"a": "\n"}',
    "a leading zero": b'{"a": 01}',
    "nothing": b"",
    "a cut value": b'{"a": ',
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refuses_what_is_not_strict_json(text):
    with pytest.raises(Invalid) as caught:
        json_text.parse(text)
    assert str(caught.value).startswith("The statement ")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": ":", "b": "\\":", "c": " : ", "d" : "x"}',
        b'{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
        b'{"": {"": null}}',
        b'{"a": "\\ud83d\\ude00"}',
        b'{"a": "\\u0000"}',
        b'{"a": 1e308, "b": 1e-400, "c": 123456789012345678}',
        b'\n {"a"\t:\t1}\r\n',
        b'{"a":' * 99 + b"1" + b"}" * 99,
    ],
)
def test_accepts_what_is(text):
    assert json_text.parse(text) == json.loads(text)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.sampled_from([":", '":', '" :', "\\", '\\":', '"']),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", ":", '":', "é", ""]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), ("\n,", "\n:\t")]))
def test_agrees_with_the_standard_parser_on_what_both_accept(value, separators):
    text = json.dumps(value, separators=separators).encode()
    assert json_text.parse(text) == json.loads(text)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), JSON), JSON)
def test_never_misses_a_key_that_comes_twice(value, again):
    value["twice"] = again
    members = [*value.items(), ("twice", value["twice"])]
    text = ",".join(f"{json.dumps(key)}:{json.dumps(item)}" for key, item in members)
    with pytest.raises(Invalid, match="twice in one object"):
        json_text.parse(f"{{{text}}}".encode())


def test_splits_an_array_and_keeps_each_text():
    pieces = json_text.split_array(b'[ {"a" : 1.0} ,{"b":"\\u00e9"}]')
    assert [bytes(piece) for piece in pieces] == [b'{"a" : 1.0}', b'{"b":"\\u00e9"}']


@pytest.mark.parametrize(
    "value", [{"a": float("nan")}, {"a": float("inf")}, {"a": {1, 2}}, {"a": "\ud800"}]
)
def test_refuses_to_write_what_json_cannot_say(value):
    with pytest.raises(Invalid):
        json_text.write(value)
