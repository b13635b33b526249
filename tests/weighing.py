"""What a page weighs as it is transferred, without media.

Counted: the HTML as the application sends it, and every file that it names or that its style sheets
do, as static files are compressed: styles, scripts, symbols, and all the fonts that French and
English take, italics too, whether the page has some or not.

Not counted: photographs, videos, the pictures of charts, and Vega, which draws them again once they
come into view; icons for home screens, which browsers fetch when the academy is installed.
"""

import gzip
import re
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders

from academy.core.static_storage import gathered

# Bytes.
MOST = 150_000
COMPRESSED = {"Accept-Encoding": "gzip, br"}
# What texts in other languages take: no word of the site or of its paths.
ELSEWHERE = "latin-ext"
_NAMED = re.compile(r'(?:src|href)="/static/([^"#?]+\.(?:css|js|svg|woff2))')
_URL = re.compile(r'url\("(?:\.\./)+([^"]+)"\)')


def html_of(reply):
    """Return the HTML of a reply, compressed or not."""
    content = reply.content
    return (gzip.decompress(content) if reply.has_header("Content-Encoding") else content).decode()


def _read(name):
    return Path(finders.find(name)).read_bytes()


def _sheet(name):
    return gathered(name, lambda part: _read(part).decode())


def files_of(reply):
    """Return the bytes of each static file that a page fetches, by name."""
    files, named = {}, set(_NAMED.findall(html_of(reply)))
    while named:
        name = named.pop()
        if name in files or ELSEWHERE in name:
            continue
        content = _read(name)
        if name.endswith(".css"):
            text = _sheet(name)
            content = text.encode()
            named |= set(_URL.findall(text))
        files[name] = len(content if name.endswith(".woff2") else brotli.compress(content))
    return files


def weight(reply):
    """Return the bytes of a page with all that it fetches."""
    assert reply.status_code == 200
    files = files_of(reply)
    # A measure that misses these would be light too.
    assert sum(name.endswith(".woff2") for name in files) == 3
    assert "css/site.css" in files
    return len(reply.content) + sum(files.values())
