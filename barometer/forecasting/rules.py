"""When a forecast or an effect may be shown, and how sure its band is meant to be. Pure."""

# How often the band is meant to hold the outcome.
LEVEL = 0.80
# Under these, an organism's own curve means nothing: the peers' is used.
FEWEST_PEOPLE, FEWEST_WEEKS, FEWEST_PASSES = 30, 6, 5
# A band wider than this says "too early" better than it says anything else.
WIDEST_BAND = 0.40
# Whose curve a forecast is from.
OWN, PEERS = "own", "peers"
# With fewer past forecasts than this, a class borrows the stretch of a wider one.
FEWEST_FORECASTS = 40
# By how much bands are stretched as long as too few forecasts came out: with the prior of a new
# academy, the bands of six simulated worlds then hold LEVEL of what comes half a year later
# (tests/barometer/test_forecast_trials.py, `-m bench`).
STARTING_STRETCH = 1.25
# With fewer units that began a campaign, or to compare with, nothing can be told from chance.
FEWEST_UNITS = 4
# With fewer past campaigns, how much they differ is unknown.
FEWEST_CAMPAIGNS = 3
