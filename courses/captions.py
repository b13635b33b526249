"""Captions: from a WebVTT file to what is said, and when. Pure.

WebVTT 1.0, https://www.w3.org/TR/webvtt1/. Browsers skip in silence what they can't read; here it
is refused, so that nobody who reads the captions gets less than what is said. Rules are English
sentences marked for translation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal

# Of a file; of its cues; characters of one cue. An hour of talk has about 1,000 cues and 90 kB.
MOST_BYTES = 1_000_000
MOST_CUES = 5_000
LONGEST_CUE = 1_000
# How far, in milliseconds, the last cue may reach past the end of the video: players round.
END_TOLERANCE = 1_000

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t]+.*)?")
# The first line of what is no cue: a comment, a style, a region.
_ASIDE = re.compile(r"(?:NOTE(?:[ \t].*)?|STYLE[ \t]*|REGION[ \t]*)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>")
_TAG = re.compile(r"<[^<>]*>")
_ARROW = "-->"


def _(sentence: str) -> str:
    """Mark `sentence` for the translation catalogue; it is translated when it is shown."""
    return sentence


class CaptionsError(ValueError):
    """Captions that break `rule`, at `line` of the file (from 1) in its cue number `cue` (from 1; 0
    where no cue is meant)."""

    def __init__(self, rule: str, *, line: int = 0, cue: int = 0) -> None:
        super().__init__(rule)
        self.rule = rule
        self.line = line
        self.cue = cue


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end` (milliseconds), in plain text on one line."""

    start: int
    end: int
    text: str

    @property
    def seconds(self) -> str:
        """When it starts, in seconds with a point, as scripts read it."""
        return f"{self.start / 1000:.3f}"

    @property
    def clock(self) -> str:
        """When it starts, as people read it."""
        return clock(self.start)


def clock(milliseconds: int) -> str:
    """Return a place in a video as its player shows it: 3:12, or 1:03:12 from an hour on."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def read_captions(content: bytes) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file, in order; those that say nothing are left out.

    Raises CaptionsError at the first thing that is wrong.
    """
    if len(content) > MOST_BYTES:
        raise CaptionsError(_("The file is larger than a megabyte, which no captions are."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CaptionsError(_("The file isn’t written in UTF-8."), line=line) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _HEADER.fullmatch(lines[0]):
        raise CaptionsError(
            _("This is not a captions file. Export the captions as WebVTT (.vtt) and try again."),
            line=1,
        )
    return tuple(_cues(lines))


def _cues(lines: Sequence[str]) -> Iterator[Cue]:
    count, last_start = 0, 0
    for first, block in _blocks(lines):
        if first == 1:
            # What follows the first line up to a blank one belongs to the header.
            _refuse_arrow(block[1:], first + 1, 0)
            continue
        if _ASIDE.fullmatch(block[0]):
            _refuse_arrow(block, first, 0)
            continue
        count += 1
        if count > MOST_CUES:
            raise CaptionsError(
                _("There are more than 5,000 cues. Cut the video into several."), line=first
            )
        cue = _cue(block, first, count)
        if cue.start < last_start:
            raise CaptionsError(
                _("This cue starts before the one above it."), line=first, cue=count
            )
        last_start = cue.start
        if cue.text:
            yield cue


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines between blank ones, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip(" \t"):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(block: Sequence[str], line: int, number: int) -> Cue:
    # The line above the times may name the cue.
    named = int(_ARROW not in block[0] and len(block) > 1)
    times = _TIMES.fullmatch(block[named])
    if times is None:
        raise CaptionsError(
            _("The times of a cue are written 00:00:03.000 --> 00:00:06.500, on a line alone."),
            line=line + named,
            cue=number,
        )
    start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
    if end <= start:
        raise CaptionsError(_("This cue ends before it starts."), line=line + named, cue=number)
    said = block[named + 1 :]
    _refuse_arrow(said, line + named + 1, number)
    return Cue(start, end, _plain(said, line + named + 1, number))


def _refuse_arrow(lines: Sequence[str], first: int, cue: int) -> None:
    for number, line in enumerate(lines, first):
        if _ARROW in line:
            raise CaptionsError(
                _("An arrow (-->) stands inside a text: leave a blank line above each cue."),
                line=number,
                cue=cue,
            )


def _plain(lines: Sequence[str], first: int, cue: int) -> str:
    """Return what the lines of a cue say, without marks; a voice becomes the name before it."""
    said = []
    for number, line in enumerate(lines, first):
        text = _TAG.sub("", _VOICE.sub(r"\1: ", line))
        if "<" in text:
            raise CaptionsError(
                _("A mark is opened with < and not closed. Write &lt; for the sign itself."),
                line=number,
                cue=cue,
            )
        said += unescape(text).split()
    text = " ".join(said)
    if len(text) > LONGEST_CUE:
        raise CaptionsError(
            _("This cue has more than 1,000 characters, which nobody can read in time."),
            line=first,
            cue=cue,
        )
    return text


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


Doubt = Literal["past_end", "gaps"]


def doubts(cues: Sequence[Cue], duration: float) -> tuple[Doubt, ...]:
    """Return what is doubtful of the captions of a video of `duration` seconds (0: unknown).

    “past_end”: they go on after its end; “gaps”: they cover less than half of it.
    """
    whole = round(duration * 1000)
    if not whole:
        return ()
    covered = reached = 0
    for cue in cues:
        covered += max(0, cue.end - max(cue.start, reached))
        reached = max(reached, cue.end)
    found: list[Doubt] = []
    if reached > whole + END_TOLERANCE:
        found.append("past_end")
    if covered * 2 < whole:
        found.append("gaps")
    return tuple(found)


def as_text(cues: Sequence[Cue]) -> str:
    """Return the cues as plain text, each on a line after the time at which it starts."""
    return "".join(f"{cue.clock}  {cue.text}\n" for cue in cues)
