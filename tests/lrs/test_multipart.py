"""Reading multipart/mixed, without a request. RFC 2046 5.1."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.multipart import LARGEST_HEAD, boundary_of, parts

from .multipart import CRLF, body


def read(text, boundary=b"x", *cuts):
    """The header and data of each part of `text`, which comes cut at these places."""
    edges = [0, *sorted(cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(edges)]
    return [(fields, b"".join(data)) for fields, data in parts(chunks, boundary)]


# --- The boundary --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("multipart/mixed; boundary=abc", b"abc"),
        ("multipart/mixed;boundary=abc", b"abc"),
        ("multipart/mixed; boundary=abc;", b"abc"),
        ("multipart/mixed; charset=utf-8; Boundary=abc ; x=y", b"abc"),
        ('multipart/mixed; boundary="a b=c"', b"a b=c"),
        ('multipart/mixed; boundary="a\\b" ; x=y', b"ab"),
        ('multipart/mixed; x="; boundary=no"; boundary=abc', b"abc"),
        ("multipart/mixed; boundary=----=_Part_1.2", b"----=_Part_1.2"),
        (f"multipart/mixed; boundary={'a' * 70}", b"a" * 70),
    ],
)
def test_a_boundary(header, expected):
    assert boundary_of(header) == expected


@pytest.mark.parametrize(
    "header",
    [
        "multipart/mixed",
        "multipart/mixed;",
        "multipart/mixed; boundary",
        "multipart/mixed; boundary=",
        'multipart/mixed; boundary=""',
        'multipart/mixed; boundary="abc',
        'multipart/mixed; boundary="abc "',
        "multipart/mixed; boundary=abc; boundary=def",
        "multipart/mixed; boundary=é",
        'multipart/mixed; boundary="a\nb"',
        f"multipart/mixed; boundary={'a' * 71}",
        'multipart/mixed; x="; boundary=no"',
        "multipart/mixed; boundary=a@b",
    ],
)
def test_no_boundary(header):
    with pytest.raises(Invalid, match="Content-Type"):
        boundary_of(header)


# --- Parts ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"--x\r\nA: b\r\n\r\ndata\r\n--x--\r\n", [({"a": "b"}, b"data")]),
        (b"--x\r\nA: b\r\n\r\ndata\r\n--x--", [({"a": "b"}, b"data")]),
        (b"--x\r\nA:b\r\nLong-Name :\tc d \r\n\r\n1\r\n--x--",
         [({"a": "b", "long-name": "c d"}, b"1")]),
        # No header, no data, neither; what stands around; blanks after a boundary.
        (b"--x\r\n\r\ndata\r\n--x--", [({}, b"data")]),
        (b"--x\r\nA: b\r\n\r\n\r\n--x--", [({"a": "b"}, b"")]),
        (b"--x\r\nA: b\r\n\r\n--x--", [({"a": "b"}, b"")]),
        (b"--x\r\n\r\n--x\r\n\r\n\r\n--x--", [({}, b""), ({}, b"")]),
        (b"before --x\r\n--x\r\n\r\n1\r\n--x--\r\nafter\r\n--x\r\n\r\n2\r\n--x--", [({}, b"1")]),
        (b"\r\n--x \t\r\n\r\n1\r\n--x--", [({}, b"1")]),
        # A header that goes on in the next line.
        (b"--x\r\nA: b;\r\n c\r\n\r\n1\r\n--x--", [({"a": "b; c"}, b"1")]),
        # What looks like a boundary and isn't one.
        (b"--x\r\n\r\n\n--x\r--x\r\n-x\r\n--\r\n\r\n--y\r\n--x--",
         [({}, b"\n--x\r--x\r\n-x\r\n--\r\n\r\n--y")]),
        (b"--x\r\n\r\n\r\n\r\n--x--", [({}, b"\r\n")]),
        (b"--x--", []),
    ],
)  # fmt: skip
def test_parts(text, expected):
    assert read(text) == expected
    assert read(text, b"x", *range(1, len(text))) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "ended before the line"),
        (b"no boundary", "ended before the line"),
        (b"--x", "ended before the line"),
        (b"--x\r\n", "ended before the line"),
        (b"--x\r\nA: b", "ended before the line"),
        (b"--x\r\nA: b\r\n\r\n", "ended before the line"),
        (b"--x\r\nA: b\r\n\r\nda", "ended before the line"),
        (b"--x\r\nA: b\r\n\r\ndata\r\n--x", "ended before the line"),
        (b"--x\r\nA: b\r\n\r\ndata\r\n--x-", "ended before the line"),
        (b"--x\r\nA: b\r\n\r\ndata\n--x--\n", "ended before the line"),
        (b"--xy\r\n\r\n1\r\n--xy--", "more than a line end"),
        (b"--x\nA: b\n\n1\n--x\r\n\r\n", "more than a line end"),
        (b"--x\r\nno colon\r\n\r\n1\r\n--x--", 'header line "no colon"'),
        (b"--x\r\n: b\r\n\r\n1\r\n--x--", "header line"),
        (b"--x\r\nA b: c\r\n\r\n1\r\n--x--", "header line"),
        (b"--x\r\nA: \x00\r\n\r\n1\r\n--x--", "header line"),
        (b"--x\r\nA: b\nC: d\r\n\r\n1\r\n--x--", "header line"),
        (b"--x\r\nA: b\r\n--x\r\n\r\n1\r\n--x--", "header line"),
        (b"--x\r\nA: b\r\na: c\r\n\r\n1\r\n--x--", "header a twice"),
        (b"--x\r\nA: " + b"b" * LARGEST_HEAD + b"\r\n\r\n1\r\n--x--", "longer than"),
        (b"--x\r\n" + b"A: b\r\n" * LARGEST_HEAD, "longer than"),
        (b"--x " + b" " * LARGEST_HEAD + b"\r\n\r\n1\r\n--x--", "longer than"),
    ],
)
def test_what_is_not_multipart(text, message):
    with pytest.raises(Invalid, match=message):
        read(text)
    edges = range(1, len(text)) if len(text) < 100 else range(1, len(text), 1_000)
    with pytest.raises(Invalid, match=message):
        read(text, b"x", *edges)


def test_a_header_just_short_enough_however_it_is_cut():
    text = b"--x\r\nA: " + b"b" * (LARGEST_HEAD - 5) + b"\r\n\r\n1\r\n--x--"
    for cut in range(len(text) - 20, len(text)):
        assert read(text, b"x", cut)[0][1] == b"1"


def test_a_header_without_end_is_not_waited_for():
    came = 0

    def endless():
        nonlocal came
        yield b"--x\r\n"
        while True:
            came += 1_000
            yield b"a" * 1_000

    with pytest.raises(Invalid, match="longer than"):
        next(parts(endless(), b"x"))
    assert came <= LARGEST_HEAD + 2_000


def test_data_is_handed_on_as_it_comes():
    taken = []

    def chunks():
        for chunk in (b"--x\r\n\r\n", b"a" * 100, b"b" * 100, b"c\r\n--x--"):
            taken.append(chunk[:1])
            yield chunk

    _, data = next(parts(chunks(), b"x"))
    assert taken == [b"-", b"a"]
    held = len(next(data))
    assert 90 < held <= 100
    assert taken == [b"-", b"a"]
    assert held + len(b"".join(data)) == 201


# Data in which delimiters nearly are.
_near = st.lists(
    st.sampled_from([b"\r", b"\n", b"-", b"--", b"x", b"\r\n--", b"a", b"\x00", b"\xff"])
).map(b"".join)


@given(
    data=st.lists(_near.filter(lambda one: b"\r\n--xx" not in CRLF + one), max_size=4),
    around=st.sampled_from([b"", b"preamble\r\n"]),
    cuts=st.lists(st.integers(0, 200)),
)
def test_any_cut_of_the_body_reads_alike(data, around, cuts):
    text = around + body(*(b"N: 1\r\n\r\n" + one for one in data), boundary="xx") + around
    expected = [({"n": "1"}, one) for one in data]
    assert read(text, b"xx", *(cut for cut in cuts if cut <= len(text))) == expected


@given(
    text=st.lists(
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([b"--x", b"\r\n--x", b"\r\n", b"\r\n\r\n", b"--", b"A: b"]),
        )
    ).map(b"".join),
    cuts=st.lists(st.integers(0, 60)),
)
def test_any_bytes_read_alike_or_are_refused_alike(text, cuts):
    def outcome(*places):
        try:
            return read(text, b"x", *places)
        except Invalid as fault:
            return str(fault)

    assert outcome() == outcome(*(cut for cut in cuts if cut <= len(text)))
