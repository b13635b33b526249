"""What the record store takes and gives in a second, beside the bare database in the same run."""
