"""What answers of any API look like. Pure: OpenAPI documents are made of these same types."""

from msgspec import Struct


class Problem(Struct):
    """Why there is no other answer (RFC 9457)."""

    title: str
    status: int
    detail: str
