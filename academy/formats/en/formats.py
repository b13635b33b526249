"""Dates in English, as public services in Canada write them: months in full."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, g:i a"
