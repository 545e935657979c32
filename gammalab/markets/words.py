"""What the readers say where one of several sentences is said: each stands here whole."""

# ---- prices -------------------------------------------------------------------------------------

TWICE = (
    "{one} and {two}: {day} is there twice, with {before!r} and {spot!r}; give keep='first' or "
    "keep='last'"
)
TWICE_THE_HOUR = (
    "{one} and {two}: {day} is there twice, with {before!r} and {spot!r}; give keep='first' or "
    "keep='last', or tz= if the hour came twice at the end of daylight saving"
)
TWICE_OFTEN = (
    "{one} and {two}: {day} is there twice, with {before!r} and {spot!r}; give keep='first' or "
    "keep='last'. {rows} rows have a day of another row: if they are of hours within the day, "
    "write day and hour in one column, or name that of the hours 'time'"
)
A_HOLE = "a hole, which no window should cross: {first}"
HOLES = "{count} holes, which no window should cross: {first}"
MANY_HOLES = "{count} holes, which no window should cross: {first}, ..."
ABOVE = (
    "{place}, close = {spot!r} on {day}: {times:.3g} times its neighbour; give spikes='drop' to "
    "leave it out, or spikes='keep'"
)
BELOW = (
    "{place}, close = {spot!r} on {day}: {times:.3g} times below its neighbour; give spikes='drop' "
    "to leave it out, or spikes='keep'"
)
MOSTLY_BLANK = "column {name}: most of it blank or zero"
OFTEN_BLANK = "column {name}: {count} of its cells blank or zero"
LEFT_EMPTY = "{name} blank or zero: left empty"
EXTREME = "{name} blank or zero: the other prices' extreme"

# ---- dates and stamps ---------------------------------------------------------------------------

COUNT_AHEAD = "is its year another calendar's? If it is right, give unit=, of its counts"
YEAR_AHEAD = (
    "is its year another calendar's? If it is right, give dates='year first', or the order that "
    "it has"
)
ENDS_OF_MONTHS = (
    "stamp = 'start': most dates are like {day}, the last of a month: bars do not begin there; "
    "give stamp='end', or the first day of each"
)
FRIDAYS = (
    "stamp = 'start': most dates are like {day}, a Friday: bars do not begin there; give "
    "stamp='end', or the first day of each"
)

# ---- funding ------------------------------------------------------------------------------------

IN_PER_CENT = "rates are per cent: {rate}, the usual one, is the most frequent"
IN_FRACTIONS = "rates are fractions: {rate}, the usual one, is the most frequent"
WHICH = (
    "{place}, funding = {rate!r}: a fraction of the price, or per cent? Give scale='fraction' or "
    "scale='percent'"
)
WHICH_LARGE = (
    "{place}, funding = {rate!r}: a fraction of the price, or per cent? Give scale='fraction' or "
    "scale='percent', if it is no yearly rate and no amount of money"
)

# ---- quotes -------------------------------------------------------------------------------------

AT_MIDNIGHT = "quotes without an hour are of midnight"
WHOLE_DAYS = "options expire at the hour of the quotes: whole days are counted"
STRIKES_ABOVE = (
    "strikes are around {strike:g}, spot around {spot:g}: they do not belong together; give "
    "strikes='thousandths', or spot= in the same currency"
)
STRIKES_BELOW = (
    "strikes are around {strike:g}, spot around {spot:g}: they do not belong together; give "
    "strikes times spot, or spot= in the same currency"
)
NONE_READ = {  # by what no row has
    "strike": "{place}{value}: no row has a strike that can be read; {such}",
    "right": "{place}{value}: no row has a right that can be read; {such}",
    "expiry": "{place}{value}: no row has an expiry that can be read; {such}",
}

# ---- windows ------------------------------------------------------------------------------------

WINDOWS = "{count} windows of {bars} bars, entered {first} to {last}; {out} left out"
WINDOWS_WITH_GAPS = (
    "{count} windows of {bars} bars, entered {first} to {last}; {out} left out; weekdays missing "
    "in a window: {gaps} at most"
)
PACE_GIVEN = (
    "near {rate}, the bars a year that the dates show; if days are missing, take a file that has "
    "them"
)
PACE_ASSUMED = (
    "near {rate}, the bars a year that the dates show ({assumed:.4g} was assumed); if days are "
    "missing, take a file that has them"
)
TOO_FEW = "enough for one window of {bars} bars"
TOO_FEW_WHY = "enough for one window of {bars} bars: {why} ({of} of {out}, {first} first)"
