"""The problems of lesson 07, scalping risk: a gap, a late hedge, a stop, and a floor."""

from __future__ import annotations

import numpy as np

from gammalab import black_scholes as bs
from gammalab.check import exercise


def _gap(options=lambda v0, v1: v1 - v0, shares=lambda hedge, s0, s1: hedge * (s1 - s0)):
    """What options and shares make of a gap; the arguments make mistakes."""
    return lambda v0, v1, hedge, s0, s1: options(v0, v1) + shares(hedge, s0, s1)


exercise(
    "7.1", "A gap, in two parts", "gap_result(v0, v1, hedge, s0, s1)",
    _gap(),
    inputs=dict(v0=(-900.0, 900.0), v1=(-900.0, 900.0), hedge=(-60.0, 60.0), s0=(80.0, 110.0),
                s1=(80.0, 120.0)),
    boundaries=[lambda case: dict(s1=case.s0), dict(v0=-686.0, v1=-1087.0, hedge=3.43, s0=100.0,
                s1=90.0), dict(hedge=0.0)],
    gives={"result": "currency"},
    mistakes=[
        (_gap(shares=lambda hedge, s0, s1: -hedge * (s1 - s0)),
         "`hedge` has its sign already: shares sold are negative"),
        (_gap(shares=lambda hedge, s0, s1: hedge * (s1 / s0 - 1)),
         "a share makes its move in currency; that is a return"),
        (_gap(shares=lambda hedge, s0, s1: 100 * hedge * (s1 / s0 - 1)),
         "a share makes its move in currency, not in per cent"),
        (_gap(shares=lambda hedge, s0, s1: 0.0), "the shares are missing"),
        (_gap(options=lambda v0, v1: 0.0), "the options are missing"),
        (_gap(options=lambda v0, v1: v1), "the options had a value before: take their change"),
        (_gap(options=lambda v0, v1: v0 - v1), "a change is the value after less the value before"),
        (_gap(shares=lambda hedge, s0, s1: hedge * s1),
         "the shares had a value before: take their change"),
        (_gap(options=lambda v0, v1: abs(v1) - abs(v0)),
         "options that were sold have a negative value: keep its sign"),
        (_gap(shares=lambda hedge, s0, s1: hedge * abs(s1 - s0)),
         "a fall is a negative move"),
        (lambda v0, v1, hedge, s0, s1: abs(v1 - v0 + hedge * (s1 - s0)),
         "who sold the options loses: keep the sign"),
    ],
    hints=(
        "Two parts: what the options make, and what the shares make.",
        "Options: value after less value before. A share: price after less price before.",
        "hedge * (s1 - s0), with its sign.",
    ),
    praise="no trade was made, and both sides have a result.",
)  # fmt: skip


def _since(after=lambda new, k, t, v: bs.price(new, k, t, v), before=None,
           shares=lambda q, s, new, k, t, v: -q * bs.delta(s, k, t, v),
           move=lambda new, s: new - s, q=lambda q: q):  # fmt: skip
    """The result since the last hedge; the arguments make mistakes."""

    def since(quantity, hedged_at, strike, years, vol, new):
        early = bs.price(hedged_at, strike, years, vol) if before is None else before
        made = q(quantity) * (after(new, strike, years, vol) - early)
        return made + shares(q(quantity), hedged_at, new, strike, years, vol) * move(new, hedged_at)

    return since


exercise(
    "7.2", "Since the last hedge", "since_hedge(quantity, hedged_at, strike, years, vol, new)",
    _since(),
    points=2, form="gaps",
    inputs=dict(quantity=[-100, -1, 10, 100], hedged_at=(90.0, 110.0), strike=[95.0, 100.0, 105.0],
                years=[0.02, 0.08, 0.25], vol=(0.15, 0.60), new=(80.0, 120.0)),
    boundaries=[lambda case: dict(new=case.hedged_at), lambda case: dict(new=case.strike)],
    gives={"result": "currency"}, rtol=1e-7,
    mistakes=[
        (_since(after=lambda new, k, t, v: np.maximum(new - k, 0.0)),
         "the calls are alive: they are worth more than what they would pay now"),
        (_since(shares=lambda q, s, new, k, t, v: q * bs.delta(s, k, t, v)),
         "the shares have the wrong sign: minus the delta of all the calls, times new less old"),
        (_since(shares=lambda q, s, new, k, t, v: -q * bs.delta(new, k, t, v)),
         "the hedge is that of the price at which it was set, not of the new one"),
        (_since(shares=lambda q, s, new, k, t, v: -bs.delta(s, k, t, v)),
         "that hedges one call, not all of them"),
        (_since(shares=lambda q, s, new, k, t, v: 0.0), "the shares are missing"),
        (_since(q=abs), "a negative quantity was sold: such a seller loses what an owner gains"),
        (_since(q=lambda q: 1), "that is one call, not all of them"),
        (_since(move=lambda new, s: new / s - 1), "a share makes its move in currency"),
        (lambda quantity, hedged_at, strike, years, vol, new: 0.5 * quantity
         * bs.gamma(hedged_at, strike, years, vol) * (new - hedged_at) ** 2,
         "that is what gamma says; value the calls again"),
        (lambda *case: max(0.0, _since()(*case)),
         "who sold the calls loses what an owner gains: keep the sign"),
        (_since(shares=lambda q, s, new, k, t, v: -q * (bs.delta(s, k, t, v) - 1)),
         "that is the delta of a put; these are calls"),
        (lambda quantity, hedged_at, strike, years, vol, new: _since()(
            1, hedged_at, strike, years, vol, new) - (quantity - 1)
         * bs.delta(hedged_at, strike, years, vol) * (new - hedged_at),
         "the options are one call and the shares are for all: times quantity, both"),
        (lambda quantity, hedged_at, strike, years, vol, new: _since(
            shares=lambda q, s, new, k, t, v: -bs.delta(new, k, t, v))(
            1, hedged_at, strike, years, vol, new),
         "that is one call, and its hedge is that of the new price, not of `hedged_at`"),
        (_since(before=0.0), "the calls had a value before: take their change"),
    ],
    hints=(
        "The calls are valued twice with one formula: at the old price and at the new one.",
        "The shares held are minus quantity times delta, at the price of the hedge.",
        "They make (new - hedged_at) each.",
    ),
    praise="never negative for the owner, never positive for the seller, whatever the way.",
)  # fmt: skip


def _targets(rng):
    """Holdings that were decided on, and a lateness: sometimes none, sometimes longer than all."""
    n = int(rng.integers(1, 7))
    return np.round(rng.uniform(-60, 60, n), 1), int(rng.choice([0, 1, 2, 3, 8]))


def _shifted(targets, late):
    n = min(late, len(targets))
    return np.r_[np.zeros(n), targets[: len(targets) - n]]


def _sent_first(targets, late):
    n = min(late, len(targets))
    return np.r_[np.full(n, targets[0]), targets[: len(targets) - n]]


def _ahead(targets, late):
    n = min(late, len(targets))
    return np.r_[targets[n:], np.zeros(n)]


exercise(
    "7.3", "What is held when orders are late", "held(targets, late)",
    _shifted,
    points=2, form="order", n=20,
    inputs=_targets,
    gives={"shares held": "shares"},
    mistakes=[
        (lambda targets, late: np.roll(targets, late),
         "the last orders come first: your hedge has seen the future"),
        (_ahead, "orders are filled later, not earlier: your hedge has seen the future"),
        (_sent_first, "until the first order is filled, no shares are held"),
        (lambda targets, late: np.asarray(targets, float), "that is a hedge on time"),
        (lambda targets, late: _shifted(targets, late + 1), "that is one step more than `late`"),
        (lambda targets, late: _shifted(targets, max(late - 1, 0)),
         "that is one step less than `late`"),
        (lambda targets, late: np.zeros(len(targets)), "orders are late, and then they are filled"),
        (lambda targets, late: np.where(np.arange(len(targets)) < late, np.nan,
                                        _shifted(targets, late)),
         "before the first fill you hold nothing: 0, not NaN"),
        (lambda targets, late: targets[:-late],
         "the steps before the first fill are missing: nothing is held in them, and they count"),
    ],
    hints=(
        "Which line needs nothing but the inputs?",
        "How many steps pass before the first fill? `late`, or all of them.",
        "`steps` first, then `waiting`; `nothing` and `filled` need it.",
    ),
    praise="the holdings are the decisions, moved to the right; nothing comes back round.",
)  # fmt: skip


def _a_run(rng):
    """Holdings wanted, holdings got, and one price more."""
    n = int(rng.integers(1, 7))
    spots = np.round(100 + np.cumsum(rng.normal(0, 2, n + 1)), 2)
    wanted = np.round(rng.uniform(-60, 60, n), 1)
    return wanted, np.r_[np.round(rng.uniform(-30, 30), 1), wanted[:-1]], spots


def _lost(gap=lambda w, h: w - h, moves=np.diff, total=np.sum):
    """What late fills lost; the arguments make mistakes."""
    return lambda wanted, got, spots: float(total(gap(wanted, got) * moves(spots)))


exercise(
    "7.4", "What lateness lost", "lost(wanted, got, spots)",
    _lost(),
    points=2, n=16,
    inputs=_a_run,
    gives={"loss": "currency"},
    mistakes=[
        (_lost(gap=lambda w, h: h - w), "a loss is positive here: what was wanted comes first"),
        (_lost(gap=lambda w, h: np.abs(w - h)), "a hedge that is off may gain as well: keep signs"),
        (lambda wanted, got, spots: abs(_lost()(wanted, got, spots)),
         "lateness may have brought something: then the loss is negative"),
        (_lost(moves=lambda s: np.diff(s) / s[:-1]), "shares make moves in currency, not returns"),
        (_lost(moves=lambda s: np.diff(s, prepend=s[0])[:-1]),
         "what is held in a step makes the move of that step, not of the one before"),
        (_lost(moves=lambda s: s[:-1]), "shares make the move of the price, not the price"),
        (_lost(moves=lambda s: s[1:]), "a step's move is the price after it less the price before"),
        (_lost(moves=lambda s: np.abs(np.diff(s))), "a fall is a negative move"),
        (_lost(gap=lambda w, h: h), "that is what the hedge made that you got"),
        (_lost(gap=lambda w, h: w), "that is what the hedge would have made that you wanted"),
        (_lost(total=np.mean), "all steps count: add them, no average"),
        (lambda wanted, got, spots: float(np.sum(wanted - got) * (spots[-1] - spots[0])),
         "each step has its own move, not the one from the first price to the last"),
        (lambda wanted, got, spots: float(np.sum(np.diff(wanted, prepend=0) * np.diff(spots))),
         "these are the shares traded; what makes money is what is held in each step"),
        (_lost(total=lambda x: x[-1]), "all steps count, not the last alone"),
        (_lost(total=lambda x: np.sum(x[:-1])), "the last step counts as well"),
        (lambda wanted, got, spots: max(0.0, _lost()(wanted, got, spots)),
         "lateness may have brought something: a negative loss, not 0"),
    ],
    hints=(
        "What would the shares wanted have made in one step, and what did those make that you got?",
        "In each step: (wanted - got) times the move of the price in it.",
        "np.diff(spots) has one entry for each step.",
    ),
    praise="measured against the decisions, lateness has a price, and it may be negative.",
)  # fmt: skip


def _fall(rng):
    """Prices that mostly fall to the level, sometimes touch it, sometimes never come near."""
    n = int(rng.integers(2, 9))
    spots = np.round(100 + np.cumsum(rng.normal(-0.8, 1.8, n + 1)), 1)
    if rng.integers(4) == 0:
        return spots, float(np.round(spots.min() - 1.0, 1))
    if rng.integers(2):  # exactly at a price that falls below all before it
        return spots, float(rng.choice(np.minimum.accumulate(spots)))
    return spots, float(np.round(spots.min() + 0.3, 1))


def _at(which=lambda below, spots: int(below.argmax()), under=np.less_equal, never=None):
    """The price of a stop's fill; the arguments make mistakes."""

    def fill(spots, level):
        below = under(spots, level)
        if not below.any():
            return float(spots[-1] if never is None else never(level))
        return float(spots[which(below, spots)])

    return fill


def _level(spots, level):
    return float(level) if np.any(spots <= level) else float(spots[-1])


exercise(
    "7.5", "Find the bug", "stop_fill(spots, level)",
    _at(),
    points=2, form="bug", n=24,
    inputs=_fall,
    gives={"price": "currency"},
    mistakes=[
        (_level, "a stop promises no price: it sells at the first one that is there"),
        (lambda spots, level: float(level), "it may never be reached"),
        (_at(which=lambda below, spots: int(np.argmin(spots))),
         "it does not wait for the lowest price: the first one at or below the level"),
        (_at(which=lambda below, spots: len(spots) - 1 - int(below[::-1].argmax())),
         "it goes off once, at the first price at or below the level, not at the last"),
        (_at(under=np.less), "a price exactly at the level sets it off, too"),
        (_at(which=lambda below, spots: min(int(below.argmax()) + 1, len(spots) - 1)),
         "it fills at the price that sets it off, not at the one after"),
        (_at(which=lambda below, spots: max(int(below.argmax()) - 1, 0)),
         "the price before was still above the level: nothing had happened yet"),
        (lambda spots, level: float(spots[-1]), "that is a hedge without a stop"),
        (_at(never=lambda level: level), "where the level is never reached, you sell at the end"),
        (_at(never=lambda level: np.nan),
         "where the level is never reached, you sell at the last price: no NaN"),
    ],
    hints=(
        "Which prices were there to trade at? Look at the example: was there ever a 95?",
        "The loop finds the right moment. What does it return?",
        "Return the price of that moment, `spot`.",
    ),
    praise="a level is where a stop wakes up, not where it fills.",
)  # fmt: skip


def _losses(rng):
    n = int(rng.integers(1, 9))
    gaps = np.round(rng.uniform(-500, 300, n), 1)
    return (
        float(rng.choice([0.0, 2.0, 6.0, 12.0, 50.0])),
        float(rng.choice([0.05, 0.25, 1.5])),
        gaps,
    )


def _floor(size=lambda gaps: np.mean(np.square(gaps)), count=lambda rate, years: rate * years,
           root=np.sqrt):  # fmt: skip
    """The floor that jumps leave; the arguments make mistakes."""
    return lambda per_year, years, gaps: float(root(count(per_year, years) * size(gaps)))


def _less_one(squares):
    """Their sum by one less than their number; of a single one it is no number, or infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(squares) / np.float64(len(squares) - 1)


exercise(
    "7.6", "The floor of jumps", "floor(per_year, years, gaps)",
    _floor(),
    points=2, n=20,
    inputs=_losses,
    gives={"floor": "currency"},
    mistakes=[
        (_floor(size=lambda gaps: np.mean(gaps) ** 2), "square each result, then take the mean"),
        (_floor(size=lambda gaps: np.mean(np.abs(gaps)) ** 2),
         "square each result; the mean size is smaller"),
        (_floor(size=np.var), "do not take the mean off: what a jump leaves is noise as a whole"),
        (_floor(size=lambda gaps: np.sum(np.square(gaps))),
         "take the mean of the squares: their number is not the number of jumps"),
        (_floor(root=lambda x: x), "that is the variance; asked is its root"),
        (_floor(count=lambda rate, years: rate), "only the jumps of these years count"),
        (_floor(count=lambda rate, years: years), "how many jumps come in a year is missing"),
        (_floor(count=lambda rate, years: 1.0), "that is one jump; how many come on average?"),
        (lambda per_year, years, gaps: float(per_year * years * np.sqrt(np.mean(np.square(gaps)))),
         "variances add, one for each jump: the number belongs under the root"),
        (_floor(count=lambda rate, years: rate * years / 365), "`years` are years"),
        (_floor(size=lambda gaps: np.max(np.square(gaps))), "not the worst jump: the mean square"),
        (_floor(size=lambda gaps: np.mean(np.square(np.minimum(gaps, 0)))),
         "gains are noise as well as losses: square all of them"),
        (_floor(size=lambda gaps: _less_one(np.square(gaps))),
         "no mean is taken off, so divide by their number, not by one less"),
        (_floor(size=lambda gaps: _less_one(np.square(gaps - np.mean(gaps)))),
         "do not take the mean off, and divide by their number, not by one less"),
        (lambda per_year, years, gaps: float(np.sqrt(len(gaps) * years * np.mean(gaps**2))),
         "those that you looked at are a sample: how many come is `per_year` times `years`"),
        (lambda per_year, years, gaps: float(per_year * years * np.std(gaps)),
         "take no mean off, and put the number of jumps under the root"),
    ],
    hints=(
        "How many jumps come on average?",
        "Each adds the mean square of what it leaves to the variance.",
        "np.mean(np.square(gaps)), times the number of jumps; then the root.",
    ),
    praise="no number of hedges is in it.",
)  # fmt: skip


def _late(law=lambda late: np.sqrt(2 * late + 1)):
    """The spread of a late hedge; the argument makes mistakes."""
    return lambda on_time, late: float(on_time * law(late))


exercise(
    "7.7", "The spread of a late hedge", "late_spread(on_time, late)",
    _late(),
    inputs=dict(on_time=(5.0, 300.0), late=[0, 1, 2, 5, 12]),
    boundaries=[dict(on_time=38.5, late=1), dict(late=0)],
    gives={"spread": "currency"},
    mistakes=[
        (_late(lambda late: np.sqrt(late + 1)),
         "each step of lateness adds twice the variance that a step has on time"),
        (_late(lambda late: np.sqrt(late + 0.5)),
         "it has half a unit on time: hold both against that half"),
        (_late(lambda late: 2 * late + 1), "variances add: take the root"),
        (_late(lambda late: late + 1), "variances add, and the spread is a root"),
        (_late(lambda late: np.sqrt(2 * late)), "who is on time has noise, too"),
        (_late(lambda late: np.sqrt(late)),
         "half a unit of variance is there without lateness: late = 0 leaves the spread"),
        (_late(lambda late: 1 + np.sqrt(2 * late)), "spreads do not add; their squares do"),
        (_late(lambda late: 1.0), "lateness is missing"),
        (_late(lambda late: np.sqrt(3)), "that is one step late; it may be more, or none"),
        (_late(lambda late: (2 * late + 1) ** 2), "a spread is a root, and this is a square"),
        (_late(lambda late: np.sqrt(2 * late + 2)), "a step has half a unit on time, not a whole"),
        (lambda on_time, late: float(np.sqrt(on_time**2 + 2 * late)),
         "the unit is the variance of a step, not 1: it grows with `on_time`"),
    ],
    hints=(
        "In the unit of the lesson a step has ½ on time. How much when it is late?",
        "Each step of lateness adds 1: late + ½ in place of ½.",
        "The spread is the root of that ratio, times the spread on time.",
    ),
    praise="one step late is as hedging every third step.",
)  # fmt: skip
