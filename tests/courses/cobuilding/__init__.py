"""Tests of what several organisms build together."""
