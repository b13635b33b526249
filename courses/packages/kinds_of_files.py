"""Which files of a package are kept, and as what they are served. Pure.

Types come from this table and never from a file or from what a browser would guess.
"""

from pathlib import PurePosixPath

_TEXT = "; charset=utf-8"
# Texts say themselves in which encoding they are, where they are HTML or XML.
TYPES = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "css": "text/css",
    "csv": f"text/csv{_TEXT}",
    "cur": "image/x-icon",
    "eot": "application/vnd.ms-fontobject",
    "gif": "image/gif",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": f"text/javascript{_TEXT}",
    "json": f"application/json{_TEXT}",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "map": f"application/json{_TEXT}",
    "md": f"text/plain{_TEXT}",
    "mjs": f"text/javascript{_TEXT}",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "srt": f"text/plain{_TEXT}",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": f"text/plain{_TEXT}",
    "vtt": f"text/vtt{_TEXT}",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webm": "video/webm",
    "webmanifest": f"application/manifest+json{_TEXT}",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
}
# What a browser shows as a page in a closed frame: what a package may be launched with.
PAGES = frozenset({"htm", "html", "xhtml", "svg"})
# What authoring tools leave in packages for other tools, and that nobody misses.
NOT_MISSED = frozenset({"xsd", "dtd", "fla", "psd", "bak", "tmp", "log", "lock", "ini", "db"})


def ending(name: str) -> str:
    """Return the ending of a file's name in lower case, without its dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def content_type(name: str) -> str | None:
    """Return as what a file is served; None where it isn't."""
    return TYPES.get(ending(name))


def is_kept(name: str) -> bool:
    """Tell whether a file of a package is kept. What is hidden is not."""
    hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
    return not hidden and content_type(name) is not None
