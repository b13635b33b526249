"""Adopted paths in the designers' desk."""
