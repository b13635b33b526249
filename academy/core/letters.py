"""The site's own letters as files, for what is drawn and what is printed."""

from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Atkinson Hyperlegible Next"
HEADING_FAMILY = "Bricolage Grotesque"
