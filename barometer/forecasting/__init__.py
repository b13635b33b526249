"""How a path goes on spreading: what `barometer.forecasts` is made of. Pure."""
