"""Addresses that may continue on the next line, from their @ on."""

import pytest

from academy.core.templatetags.addresses import breakable


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anne.roy@b.ca", "anne.roy<wbr>@b.ca"),
        ("<b>@b.ca", "&lt;b&gt;<wbr>@b.ca"),
        ("no address", "no address"),
        ("@b.ca", "@b.ca"),
    ],
)
def test_a_line_may_end_before_the_at_sign(address, written):
    assert breakable(address) == written
