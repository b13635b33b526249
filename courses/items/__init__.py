"""How well the questions of a course measure what people know (docs/explanation/items.md)."""
