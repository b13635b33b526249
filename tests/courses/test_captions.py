"""Captions, from their file to cues: what is read, and what is refused at which cue and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.captions import (
    LONGEST_CUE,
    MOST_BYTES,
    MOST_CUES,
    CaptionsError,
    Cue,
    as_text,
    clock,
    doubts,
    read_captions,
)


def refused(content):
    with pytest.raises(CaptionsError) as caught:
        read_captions(content.encode() if isinstance(content, str) else content)
    return caught.value


def stamp(milliseconds):
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def written(cues, end="\n"):
    blocks = ["WEBVTT"]
    blocks += [
        f"{number}{end}{stamp(cue.start)} --> {stamp(cue.end)} line:0{end}"
        + cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for number, cue in enumerate(cues, 1)
    ]
    return (end * 2).join(blocks).encode()


words = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
timed = st.lists(
    st.tuples(st.integers(0, 4_000_000), st.integers(1, 9_000), words), max_size=12
).map(
    lambda parts: tuple(Cue(start, start + length, text) for start, length, text in sorted(parts))
)


@given(cues=timed, end=st.sampled_from(["\n", "\r\n", "\r"]), marked=st.booleans())
def test_what_is_written_is_read_again(cues, end, marked):
    content = written(cues, end)
    assert read_captions(b"\xef\xbb\xbf" + content if marked else content) == cues


pieces = st.sampled_from(
    [
        "WEBVTT",
        "\n",
        "\n\n",
        "00:01.000",
        " --> ",
        "00:02.000",
        "NOTE",
        "<v Ana>",
        "<",
        "a",
        "é",
        "\r",
    ]
)


@given(
    st.binary(max_size=200) | st.lists(pieces, max_size=30).map(lambda all_: "".join(all_).encode())
)
def test_any_file_is_read_or_refused_with_its_line(content):
    cues, refusal = (), None
    try:
        cues = read_captions(content)
    except CaptionsError as error:
        refusal = error
    assert all(cue.start < cue.end and cue.text for cue in cues)
    assert list(cues) == sorted(cues, key=lambda cue: cue.start)
    if refusal is not None:
        assert refusal.rule
        assert 0 <= refusal.line <= content.count(b"\n") + content.count(b"\r") + 1


def test_voices_marks_comments_styles_and_settings_are_understood():
    content = (
        "WEBVTT - Un appel\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE à relire\n\n"
        "intro\n00:01.000 --> 00:02.500 align:start\n"
        "<v.loud Ana>Bonjour,\n<i>tout</i> le monde&nbsp;!\n\n"
        "00:03.000 --> 00:04.000\n \n\n01:00:05.000 --> 01:00:06.000\n- 1 &lt; 2\n"
    )
    assert read_captions(content.encode()) == (
        Cue(1000, 2500, "Ana: Bonjour, tout le monde !"),
        Cue(3_605_000, 3_606_000, "- 1 < 2"),
    )


@pytest.mark.parametrize(
    ("content", "line", "cue", "words"),
    [
        ("", 1, 0, "not a captions file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSRT\n", 1, 0, "not a captions file"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9t\xe9\n", 4, 0, "UTF-8"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nA\n", 3, 1, "times of a cue"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nB\n", 6, 2, "times of a cue"),
        ("WEBVTT\n\nid\n00:02.000 --> 00:01.000\nA\n", 4, 1, "ends before"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nA\n", 3, 1, "ends before"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nA\n", 3, 1, "times of a cue"),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB\n",
            6,
            2,
            "starts before",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB\n", 5, 1, "An arrow"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nA\n", 2, 0, "An arrow"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n1 < 2\n", 5, 1, "&lt;"),
        (f"WEBVTT\n\n00:01.000 --> 00:02.000\n{'a' * (LONGEST_CUE + 1)}\n", 4, 1, "characters"),
        (b"WEBVTT\n" + b"\n" * MOST_BYTES, 0, 0, "megabyte"),
    ],
)
def test_what_browsers_would_skip_is_refused_by_cue_and_line(content, line, cue, words):
    error = refused(content)
    assert (error.line, error.cue) == (line, cue)
    assert words in error.rule


def test_there_is_a_most_of_cues():
    content = b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\nA\n\n" * MOST_CUES
    assert len(read_captions(content)) == MOST_CUES
    error = refused(content + b"00:01.000 --> 00:02.000\nA\n")
    assert "5,000" in error.rule


@pytest.mark.parametrize(
    ("spans", "duration", "expected"),
    [
        ([(0, 6000)], 6, ()),
        ([(0, 6900)], 6, ()),
        ([(0, 7100)], 6, ("past_end",)),
        ([(0, 2900)], 6, ("gaps",)),
        ([(0, 2900), (1000, 2500)], 6, ("gaps",)),
        ([(0, 1500), (4500, 6000)], 6, ()),
        ([(5000, 8000)], 6, ("past_end",)),
        ([], 6, ("gaps",)),
        ([(0, 100)], 0, ()),
    ],
)
def test_captions_that_end_late_or_cover_little_are_doubtful(spans, duration, expected):
    assert doubts([Cue(start, end, "A") for start, end in spans], duration) == expected


def test_times_are_written_as_players_show_them():
    assert [clock(at) for at in (0, 3999, 192_000, 3_792_000)] == [
        "0:00",
        "0:03",
        "3:12",
        "1:03:12",
    ]
    assert as_text([Cue(0, 900, "Bonjour."), Cue(192_000, 193_000, "Fin.")]) == (
        "0:00  Bonjour.\n3:12  Fin.\n"
    )
