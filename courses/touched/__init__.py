"""Whom a publication touches, and what happens to them (docs/explanation/versions.md)."""
