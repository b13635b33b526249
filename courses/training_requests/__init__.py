"""Training that organisms ask for: asking, joining, grouping what is alike, answering."""
