"""What every API of the academy for machines has in common: how it says that there is no answer."""
