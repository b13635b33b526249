"""The format and the editor's blocks allow the same things."""

from wagtail import blocks

from courses.blocks import LessonBody
from courses.exchange.body import BLOCKS, MOST_SOURCES
from courses.exchange.rich_text import LONG, SHORT
from courses.exchange.schema import Flag, Items, OneOf, Record, Rich, Text

TAGS = {"h3": "h3", "h4": "h4", "bold": "b", "italic": "i", "ol": "ol", "ul": "ul", "link": "a"}


def check(block, shape, where):
    if isinstance(shape, Record):
        assert list(block.child_blocks) == list(shape.fields), where
        for name, field in shape.fields.items():
            check(block.child_blocks[name], field, f"{where}.{name}")
    elif isinstance(shape, Items):
        assert (block.meta.min_num or 0, block.meta.max_num) == (shape.least, shape.most), where
        check(block.child_block, shape.of, f"{where}[]")
    elif isinstance(shape, Rich):
        assert isinstance(block, blocks.RichTextBlock), where
        assert block.required == shape.required, where
        allowed = LONG if shape.headings else SHORT
        features = {TAGS[feature] for feature in block.features if feature in TAGS}
        assert features <= allowed, where
        assert allowed - features <= {"p", "br", "li"}, where
    elif isinstance(shape, Text):
        assert block.required == shape.required, where
        assert getattr(block.field, "max_length", None) == shape.longest, where
    elif isinstance(shape, OneOf):
        assert tuple(value for value, _label in block.field.choices if value) == shape.words, where
    elif isinstance(shape, Flag):
        assert isinstance(block, blocks.BooleanBlock), where


def test_every_block_has_the_limits_of_the_format():
    body = LessonBody()
    assert set(body.child_blocks) == set(BLOCKS)
    for name, shape in BLOCKS.items():
        check(body.child_blocks[name], shape, name)
    assert body.meta.block_counts == {"sources": {"max_num": MOST_SOURCES}}
