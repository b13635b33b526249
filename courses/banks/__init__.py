"""Question banks in the desk: who sees them, and their lists and forms."""
