"""Made-up rows for tests, one file a part of the academy."""
