"""What surveys before and after a path say: counts in bands, of groups that are large enough."""
