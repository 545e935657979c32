"""What the game says: whole sentences, to be translated here; `told.py` chooses among them.

A sentence has named places for what changes, and is never put together from pieces: where a verb,
a side or a clause changes, each form stands here in full. What is filled in is an amount, with its
unit where it has one, a name of a rule, or a list of such.
"""

LESS_THAN_A_TENTH = "less than 0.1"  # an amount

# ---- the turn -----------------------------------------------------------------------------------

# By (what is held: -1, 0 or 1; whether something is on its way; whether the delta is shown).
TURN = {
    (0, False, False): "{step} {turn} of {turns}: price {price}, you hold no {unit}.",
    (1, False, False): "{step} {turn} of {turns}: price {price}, you are long {held}.",
    (-1, False, False): "{step} {turn} of {turns}: price {price}, you are short {held}.",
    (0, True, False): (
        "{step} {turn} of {turns}: price {price}, you hold no {unit}, {on_way} on the way."
    ),
    (1, True, False): (
        "{step} {turn} of {turns}: price {price}, you are long {held}, {on_way} on the way."
    ),
    (-1, True, False): (
        "{step} {turn} of {turns}: price {price}, you are short {held}, {on_way} on the way."
    ),
    (0, False, True): (
        "{step} {turn} of {turns}: price {price}, you hold no {unit}; "
        "the options move like {delta}, together {net}."
    ),
    (1, False, True): (
        "{step} {turn} of {turns}: price {price}, you are long {held}; "
        "the options move like {delta}, together {net}."
    ),
    (-1, False, True): (
        "{step} {turn} of {turns}: price {price}, you are short {held}; "
        "the options move like {delta}, together {net}."
    ),
    (0, True, True): (
        "{step} {turn} of {turns}: price {price}, you hold no {unit}, {on_way} on the way; "
        "the options move like {delta}, together {net}."
    ),
    (1, True, True): (
        "{step} {turn} of {turns}: price {price}, you are long {held}, {on_way} on the way; "
        "the options move like {delta}, together {net}."
    ),
    (-1, True, True): (
        "{step} {turn} of {turns}: price {price}, you are short {held}, {on_way} on the way; "
        "the options move like {delta}, together {net}."
    ),
}
CLOSED = "The exchange has closed your hedge; you can only pass."
OVER = "The month is over, at {price}. Everything is closed."
BACK = "You are back at turn {turn}."

PASSED = "Passed."
REFUSED = "Refused: the account has too little for that."
BOUGHT = "Bought {amount} at {price}."
SOLD = "Sold {amount} at {price}."
ORDERED = "Ordered {amount}."
ORDERED_TO_BUY = "Ordered to buy {amount}."
ORDERED_TO_SELL = "Ordered to sell {amount}."

# ---- a move that is not taken -------------------------------------------------------------------

TOO_SMALL = (
    "Refused: the account has too little for that. With {there} in it you can open {most} at most."
)
TOO_SMALL_IN_COIN = (
    "Refused: the account has too little for that. With {there} coins in it you can open {most} "
    "at most."
)
TOO_LONG = (
    "You would be long {held} {unit}. At most {most}, long or short: here what you trade moves "
    "the price."
)
TOO_SHORT = (
    "You would be short {held} {unit}. At most {most}, long or short: here what you trade moves "
    "the price."
)

# ---- beside the chart ---------------------------------------------------------------------------

YOURS = "Your {unit}"
YOURS_BEFORE = "Your {unit} before the close"

# ---- the profit ---------------------------------------------------------------------------------

# By the sign of what was made. Nobody makes a minus.
SUM = {
    1: "You made {amount}: {parts}.",
    -1: "You lost {amount}: {parts}.",
    0: "You made nothing: {parts}.",
}
NOTHING_MOVED = "You made nothing: nothing moved."

# The picture of luck: beside its mark, and read out in its place.
MARK = {
    1: "made {amount}, {times} times typical luck",
    -1: "lost {amount}, {times} times typical luck",
    0: "made nothing, {times} times typical luck",
}
MARK_NONE = "none carried"
LABEL = {
    1: "Your net delta made {amount}; luck alone makes or loses {spread}.",
    -1: "Your net delta lost {amount}; luck alone makes or loses {spread}.",
    0: "Your net delta made nothing; luck alone makes or loses {spread}.",
}
LABEL_NONE = "No delta was carried."

CLOSED_YOURS = (
    "The exchange closed your hedge on {step} {turn}; from then on you had the options alone, and "
    "their delta is in your tilt."
)
REFUSED_ONE = (
    "Your account was too small for 1 order: the delta that you kept for it is in your tilt."
)
REFUSED_MANY = (
    "Your account was too small for {orders} orders: the delta that you kept for it is in your "
    "tilt."
)
CLOSED_RULES = "The exchange closed the hedge of {rules}."
CLOSED_RULE = "\u201c{rule}\u201d on {step} {turn}"  # one of the list

# ---- luck or skill ------------------------------------------------------------------------------

# By the sign of what was made.
TILT_MADE = {
    1: "Your tilt, the net delta that you carried, made {amount}.",
    -1: "Your tilt, the net delta that you carried, lost {amount}.",
    0: "Your tilt, the net delta that you carried, made nothing.",
}
NET_DELTA_MADE = {
    1: "The net delta that you really carried, tilt and late fills together, made {amount}.",
    -1: "The net delta that you really carried, tilt and late fills together, lost {amount}.",
    0: "The net delta that you really carried, tilt and late fills together, made nothing.",
}
LACKED = "What your pot lacked, {amount}, the insurance fund paid: it is not in that."
TYPICAL = (
    "With such positions luck alone makes or loses {spread} in a typical month: "
    "yours is {times} times that."
)
FAR_NEARLY_ALL = "As far, or further, luck alone goes in nearly every game."
FAR_ONE = "As far, or further, luck alone goes in about 1 game in {of}."
FAR_MANY = "As far, or further, luck alone goes in about {games} games in {of}."
FAR_HARDLY_ANY = "As far, or further, luck alone goes in fewer than 1 game in 1,000."

KNOWS = "Here a move knows of the last, so that is not luck alone."  # why no odds are told
KNOWN = "The many months tell what a rule makes in such a market."
KNOWN_FAR = (
    "The rule nearest to you, \u201c{rule}\u201d, was typically {off} away: what such a hand as "
    "yours makes on average, these months do not say."
)
KNOWN_NEAR = (
    "The rule nearest to you, \u201c{rule}\u201d, makes {mean} on average over {months} months "
    "(give or take {luck}), with a spread of {spread} from month to month."
)
SPREADS_AWAY = "Your {pnl} lies {times} spreads from that mean."

NO_DELTA = "You carried no delta."
# By (whether all moves are of one size, whether funding was paid).
LEFT = {
    (False, False): (
        "What is left, {left}, is what such a month brings on average, and the luck of how large "
        "moves were."
    ),
    (False, True): (
        "What is left, {left}, is what such a month brings on average, and the luck of how large "
        "moves were, and of funding."
    ),
    (True, False): (
        "What is left, {left}, is what such a month brings on average, and the luck of where the "
        "month ended."
    ),
    (True, True): (
        "What is left, {left}, is what such a month brings on average, and the luck of where the "
        "month ended, and of funding."
    ),
}
# By (whether costs were paid, whether funding was, whether months with an order refused or a hedge
# closed are left out of the mean).
AGAINST = {
    (False, False, False): (
        "What is left, {left}, stands against a mean of {mean} for \u201c{rule}\u201d (give or "
        "take {luck})."
    ),
    (False, False, True): (
        "What is left, {left}, stands against a mean of {mean} for \u201c{rule}\u201d where "
        "nothing was closed and no order refused (give or take {luck})."
    ),
    (True, False, False): (
        "What is left, {left}, is {pnl} after costs, and stands against a mean of {mean} after "
        "costs for \u201c{rule}\u201d (give or take {luck})."
    ),
    (True, False, True): (
        "What is left, {left}, is {pnl} after costs, and stands against a mean of {mean} after "
        "costs for \u201c{rule}\u201d where nothing was closed and no order refused (give or "
        "take {luck})."
    ),
    (False, True, False): (
        "What is left, {left}, is {pnl} after funding, and stands against a mean of {mean} after "
        "funding for \u201c{rule}\u201d (give or take {luck})."
    ),
    (False, True, True): (
        "What is left, {left}, is {pnl} after funding, and stands against a mean of {mean} after "
        "funding for \u201c{rule}\u201d where nothing was closed and no order refused (give or "
        "take {luck})."
    ),
    (True, True, False): (
        "What is left, {left}, is {pnl} after costs and funding, and stands against a mean of "
        "{mean} after costs and funding for \u201c{rule}\u201d (give or take {luck})."
    ),
    (True, True, True): (
        "What is left, {left}, is {pnl} after costs and funding, and stands against a mean of "
        "{mean} after costs and funding for \u201c{rule}\u201d where nothing was closed and no "
        "order refused (give or take {luck})."
    ),
}
# As LEFT.
REST = {
    (False, False): (
        "The rest, {rest}, is the luck of how large moves were: give or take {spread}."
    ),
    (False, True): (
        "The rest, {rest}, is the luck of how large moves were, and of funding: give or take "
        "{spread}."
    ),
    (True, False): (
        "The rest, {rest}, is the luck of where the month ended: give or take {spread}."
    ),
    (True, True): (
        "The rest, {rest}, is the luck of where the month ended, and of funding: give or take "
        "{spread}."
    ),
}

# ---- the marks ----------------------------------------------------------------------------------

CARRIED = "Typical net delta that you carried"
PRICE_OF_RISK = "Cost for each 1 of risk removed"
NO_RISK_REMOVED = "no risk removed"
TIMES_LUCK = "What it made, in units of typical luck"

# ---- other months -------------------------------------------------------------------------------

NEAREST = "Your hedges lay nearest to {rules} (typically {off} away from them)."
QUOTED = "\u201c{rule}\u201d"
UNSAID = "A rule that cannot be said cannot be tried on other months."
TRIED = (
    "\u201c{rule}\u201d on {months} months: {mean} on average, where luck alone gives or takes "
    "{luck}. Spread {spread}: one month proves nothing."
)
TRIED_NOTHING = (
    "\u201c{rule}\u201d on {months} months: {mean} on average, where luck alone gives or takes "
    "{luck}: it may as well be 0. Spread {spread}: one month proves nothing."
)
ITS_HEDGE_CLOSED = "The exchange closed its hedge in {share} of them."
ITS_ORDER_REFUSED = "An order of it was refused in {share}."

# ---- a drill ------------------------------------------------------------------------------------

SAID = "You said {yours}. It was {right}."
SAID_NOTHING = "You said {yours}. It was {right}. Of nothing, either is right."
OFF_BY = "You were off by {error}, in root mean square."
RIGHT_ON = "You were right on {right} of {turns}."
RIGHT_ON_WRONG = (
    "You were right on {right} of {turns}. Where you were wrong, it was about {missed} on average."
)

# ---- the record ---------------------------------------------------------------------------------

ASIDE_ONE = "A line of the record could not be read and was set aside in {file}."
ASIDE = "{lines} lines of the record could not be read and were set aside in {file}."
NOT_ASIDE_ONE = "A line of the record cannot be read, nor set aside: {error}."
NOT_ASIDE = "{lines} lines of the record cannot be read, nor set aside: {error}."
