"""Where the files of a figure are."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Downloads:
    """The addresses of a figure's files, which hold the same values."""

    csv: str
    xlsx: str
    json: str


def downloads_of(level: str, code: str, name: str, asked: str) -> Downloads:
    """Return where the files of a figure are; `asked` is what stands behind their address.

    `code` "" for the government, `name` "" where a page has one figure alone.
    """
    named = [part for part in (code, name) if part]

    def address(kind: str) -> str:
        return reverse(f"barometer:{level}-file", args=[*named, kind]) + asked

    table = reverse(f"barometer:{level}-table", args=named) + asked
    return Downloads(csv=table, xlsx=address("xlsx"), json=address("json"))
