"""What adopting paths saves: who reuses what, for how many people, and how much is adapted."""
