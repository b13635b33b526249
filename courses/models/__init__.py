"""Rows about what is taught, to whom."""

from .media import AcademyDocument, AcademyImage, AcademyMedia, AcademyRendition

__all__ = ["AcademyDocument", "AcademyImage", "AcademyMedia", "AcademyRendition"]
