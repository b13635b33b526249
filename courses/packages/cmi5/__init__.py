"""cmi5 (AICC, Quartz 1st edition): course structures, launches, and what follows from them."""
