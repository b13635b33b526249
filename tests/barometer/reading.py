"""Reading a page of the barometer as people do: its tables, as lists of text."""

import re


def table_of(page: str, figure: str) -> list[list[str]]:
    """Return the rows of a figure's table."""
    part = page.split(f'<figure class="figure" id="{figure}"')[1].split("</figure>")[0]
    body = part.split("<tbody>")[1].split("</tbody>")[0]
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        for row in body.split("<tr>")
        if row.strip()
    ]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip().replace("\xa0", " ") for cell in row] for row in rows
    ]
