"""The problems of lesson 05, hedging in discrete time: from a step to an interval."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

import gammalab as gl
from gammalab.check import exercise

from .makers import (
    a_path,
    daily_moves,
    hedged,
    mean_profit,
    needed,
    profits,
    seen_by,
    share,
    step,
    told,
    vega_times,
    worth,
)

exercise(
    "5.1", "One step", "step_profit(gamma, spot, vol, dt, z)",
    step(),
    inputs=dict(gamma=[-14.0, -0.07, 0.07, 7.0], spot=(20.0, 400.0), vol=(0.10, 0.80),
                dt=[1 / 365, 1 / 52, 1 / 730], z=[-2.5, -1.5, -0.5, 0.4, 2.0, 3.0]),
    boundaries=[dict(z=0.0), dict(z=1.0)],
    gives={"profit": "currency"}, atol=1e-10,
    mistakes=[
        (step(size=lambda z: z**2), "that is gamma's part alone: the clock takes 1 off Z squared"),
        (step(half=1.0), "gamma's term has a half in it, and so has its price"),
        (step(spot=1, vol=1), "the move is squared, and so are price and volatility in it"),
        (step(vol=1), "volatility belongs to the move, which is squared: so is it"),
        (step(spot=1), "the price belongs to the move, which is squared: so is it"),
        (step(spot=0), "that is the square of a return; gamma wants a move in currency"),
        (step(dt=np.sqrt), "a move goes with the root of dt, its square with dt"),
        (step(dt=lambda dt: dt / 365), "`dt` is in years already"),
        (step(dt=lambda dt: dt**2), "dt comes in once: the square of its root"),
        (step(size=lambda z: 1 - z**2), "that is the other side's: an owner gains on big moves"),
        (step(size=lambda z: (z - 1) ** 2), "Z is squared first, and then 1 is taken off"),
        (step(size=lambda z: abs(z) - 1), "the size of Z is not its square"),
        (step(size=lambda z: z**2 + 1), "the clock takes its part off: Z squared less 1"),
        (lambda gamma, spot, vol, dt, z: np.maximum(
            0.0, 0.5 * gamma * (spot * vol) ** 2 * dt * (z**2 - 1)),
         "a step may lose: nothing is cut off at zero"),
        (step(size=lambda z: 0.0 * z),
         "no z in the rent: the clock takes its part, however far the price moves"),
        (lambda gamma, spot, vol, dt, z: 0.5 * (gamma * z**2 - abs(gamma)) * (spot * vol)**2 * dt,
         "the rent has the sign of gamma: who sold is paid it"),
        (step(gamma=abs), "negative gamma, of sold options, turns the sign"),
        (lambda gamma, spot, vol, dt, z: 0.5 * gamma * (spot * vol) ** 2 * (dt * z**2 - 1 / 365),
         "the clock takes the rent of the step, and a step is not always a day"),
        (lambda gamma, spot, vol, dt, z: 0.5 * gamma * spot * vol * np.sqrt(dt) * (z - 1),
         "gamma's term has the square of the move in it"),
    ],
    hints=(
        "The move is vol * spot * sqrt(dt) * z. Half of gamma times its square is the income.",
        "With a rate of zero the clock takes half of gamma * spot**2 * vol**2 * dt.",
        "Both have a common factor. What is left in the bracket is z**2 - 1.",
    ),
    praise="at |Z| = 1 the step breaks even, for any option.",
)  # fmt: skip


exercise(
    "5.2", "How many steps lose?", "losing_share(paid, happened)",
    share(),
    points=2, form="gaps",
    inputs=dict(paid=(0.10, 0.50), happened=(0.10, 0.50)),
    boundaries=[dict(paid=0.20, happened=0.20), dict(paid=0.20, happened=0.30)],
    gives={"share": "as a decimal"},
    mistakes=[
        (share(edge=lambda paid, happened: 1.0 + 0 * paid),
         "68 % is right where the two volatilities are equal, and only there"),
        (share(edge=lambda paid, happened: happened / paid),
         "upside down: the more is paid, the more steps lose"),
        (share(chance=ndtr),
         "that counts all falls, too; a step loses where Z is near zero, on both sides"),
        (share(chance=lambda edge: 2 - 2 * ndtr(edge)), "that is the share of steps that gain"),
        (share(chance=lambda edge: 1 - ndtr(edge)), "that is the share of the large rises"),
        (share(chance=lambda edge: ndtr(edge) - 0.5),
         "that is one side of zero; small rises and small falls lose alike"),
        (share(edge=lambda paid, happened: (paid / happened) ** 2),
         "that is a ratio of variances; a move is held against a volatility"),
        (share(edge=lambda paid, happened: np.sqrt(paid / happened)),
         "no root: a move goes with its volatility"),
        (share(edge=lambda paid, happened: paid - happened),
         "the ratio of the two counts, not their difference"),
        (share(edge=lambda paid, happened: paid),
         "how large a move is, what happened says: `happened` is not used"),
        (share(edge=lambda paid, happened: np.minimum(paid / happened, 1)),
         "paid over happened may be above 1: then more than 68 % lose"),
        (share(edge=lambda paid, happened: 0.8 * paid / happened),
         "0.8 is the average size of a move; a step loses below the ratio itself"),
        (share(chance=lambda edge: 0.68 * edge),
         "68 % is for a ratio of 1, and a chance does not grow with it in proportion"),
        (share(chance=lambda edge: 1 - edge),
         "a ratio is no chance: ask how often |Z| is below it"),
        (share(chance=lambda edge: edge),
         "that is the |Z| below which a step loses; asked is how often it is smaller"),
        (lambda paid, happened: 100 * (2 * ndtr(paid / happened) - 1),
         "that is in per cent; asked is a decimal"),
    ],
    hints=(
        "A step loses when happened**2 * Z**2 is below paid**2.",
        "So |Z| is below paid / happened.",
        "ndtr(x) is the chance of Z below x. For |Z| below x: 2 * ndtr(x) - 1.",
    ),
    praise="with 20 % paid, 30 % brings it to a half: 49.5 %.",
)  # fmt: skip


exercise(
    "5.3", "Find the bug", "hedged_pnl(spots, times, strike, vol, every)",
    hedged(),
    points=3, form="bug", n=14,
    inputs=a_path,
    gives={"profit": "currency"},
    mistakes=[
        (hedged(charged="first"),
         "the first hedge alone is paid for: each re-hedge moves cash, too"),
        (hedged(charged="each"), "only what is new is traded: the target less what is held"),
        (hedged(at=lambda spots, k: spots[k + 1]), "a trade is done at the price of its own time"),
        (hedged(charged="none"), "no trade of the hedge moves any cash"),
        (hedged(sign=-1.0), "who buys shares pays: a trade takes target - held, at its price, out "
         "of the cash"),
        (hedged(close=-1.0), "what is held at the end is sold: it adds held times the last price"),
        (hedged(charged="first", close=-1.0),
         "the closing has the wrong sign, and a trade before it is still not paid for"),
        (hedged(charged="never held"), "`held` must become the target after each trade"),
        (hedged(at=lambda spots, k: spots[0]),
         "a trade is done at the price of then, not at the first one"),
        (hedged(at=lambda spots, k: spots[k] if k == 0 else 100.0),
         "a trade is done at the price of then, and that is seldom 100"),
        (hedged(bought=lambda spots: 100.0), "the call is bought at the first price, not at 100"),
        (hedged(clock="days"), "a step is not always a day: `times` says how long it is"),
        (hedged(charged="piled up"),
         "`target` is all that is to be held, not what comes on top of it"),
        (hedged(charged="added"), "after the trade the target itself is held: no += for `held`"),
        (hedged(charged="target"), "`held` changes only where a hedge is due"),
        (hedged(late=True), "the first hedge is due at step 0, and then every few steps"),
        (hedged(steps=-2), "a hedge is due up to the last step but one: the loop ends too early"),
        (hedged(payoff="put"), "a call pays when the price is above the strike"),
        (hedged(payoff="abs"), "a call pays above the strike only: that is a straddle's"),
        (hedged(payoff="bare"), "an option never pays less than nothing"),
        (hedged(close=0.0), "the closing trade is missing: the hedge is open at the end"),
        (hedged(payoff="none"), "what the call pays at the end is missing"),
        (hedged(every=lambda every: 1), "it hedges at every step; `every` says how often"),
        (hedged(every=lambda every: 10**9), "it hedges once and never again"),
        (hedged(look=1), "it hedges with the delta of the next price, which nobody knows yet"),
        (hedged(look=-1), "it hedges with the delta of the price before"),
        (hedged(clock="gone"), "`times` count from the start; the option takes the time left"),
        (hedged(clock="still"), "the time that is left shrinks from step to step"),
        (hedged(premium=0.0), "the price paid for the call is missing"),
        (hedged(premium=-1.0), "the call was bought: its price is paid, not received"),
        (hedged(hedge=1.0), "the hedge has the sign of the option: it doubles the bet"),
    ],
    hints=(
        "Follow the cash from 100 to 102 and back to 100. What does the second trade bring in?",
        "A trade is the target less what is held, at the price of then.",
        "The line that moves the cash must do so at every hedge, and for the new shares alone.",
    ),
    praise="each trade in the cash, the closing one included.",
)  # fmt: skip


exercise(
    "5.4", "Luck, in three numbers", "told(pnl)",
    told(),
    points=2, form="order", n=14,
    inputs=profits,
    gives={"mean": "currency", "error": "currency", "spread": "currency"},
    mistakes=[
        (told(share=lambda n: 1.0),
         "the mean of N months is steadier than one month: the root of N is missing"),
        (told(share=lambda n: 1 / np.sqrt(n - 1)),
         "N - 1 is in the spread already; the error takes the root of N"),
        (told(share=lambda n: 1 / n), "divide by the root of N, not by N"),
        (told(mean=np.median), "the mean is asked, not the median: a skew sets them apart"),
        (told(spread=lambda x: np.var(x, ddof=1)), "that is the variance: its root is missing"),
        (told(spread=lambda x: np.abs(x - x.mean()).sum() / (len(x) - 1)),
         "the root came before the sum: so it is an average size"),
        (told(spread=lambda x: np.sqrt((x**2).sum() / (len(x) - 1))),
         "the mean is taken off before the squares"),
        (told(spread=np.std), "with the mean from the same months, divide by one less than N"),
    ],
    hints=(
        "The spread is a root mean square of what the months differ from their mean.",
        "First the mean, then the differences, their squares, the sum over N - 1, the root.",
        "The error of the mean is the spread over the root of N: the last two lines.",
    ),
    praise="a mean without its error says little.",
)  # fmt: skip


exercise(
    "5.5", "How many hedges?", "hedges_needed(vega, vol, target)",
    needed(),
    inputs=dict(vega=(5.0, 40.0), vol=(0.10, 0.80), target=(0.05, 0.90)),
    boundaries=[dict(vega=5.0, vol=0.10, target=0.90)],  # a single hedge is enough
    gives={"number": "hedges"},
    mistakes=[
        (needed(count=np.floor), "rounded down: the spread stays above the target"),
        (needed(count=np.round), "rounded to the nearest: sometimes one hedge too few"),
        (needed(count=lambda n: n), "no part of a hedge can be made: round up"),
        (needed(more=1), "one hedge too many"),
        (needed(power=1, factor=np.sqrt(np.pi / 4)),
         "the square is missing: half the spread takes four times the hedges"),
        (needed(power=1), "vega, volatility and target are squared, too"),
        (needed(factor=4 / np.pi), "the factor is upside down: it is pi / 4"),
        (needed(factor=np.sqrt(np.pi / 4)), "square all of it, the root of pi / 4 too"),
        (needed(factor=1.0), "the factor pi / 4 is missing"),
        (needed(factor=(np.pi / 4)**2), "pi / 4 stands outside the square"),
        (needed(factor=0.785), "0.785 is pi / 4, rounded: let it be computed"),
        (needed(factor=np.pi / 2), "the factor is pi / 4"),
        (lambda vega, vol, target: np.ceil(np.pi / 4 * (vega * vol) ** 2 / target),
         "the target is squared with the rest"),
        (lambda vega, vol, target: np.ceil(np.pi / 4 * (target / (vega * vol)) ** 2),
         "upside down: a smaller target needs more hedges"),
        (needed(vega=lambda vega: 100 * vega),
         "`vega` is per 1.00 of volatility, not per point, and 0.20 of `vol` is 20 %"),
        (needed(vega=lambda vega: vega / 100), "`vega` is per 1.00 already: nothing to divide"),
        (needed(vol=lambda vol: 1.0), "vega times the volatility: `vol` is missing"),
    ],
    hints=(
        "The law: the root of pi/4, times vega, times the volatility, over the root of N.",
        "Set it equal to the target and square both sides.",
        "N is pi/4 times (vega * vol / target) squared; np.ceil rounds up.",
    ),
    praise="a spread half as wide takes four times the hedges.",
)  # fmt: skip


exercise(
    "5.6", "The volatility you see", "vol_seen(moves, n, days_per_year)",
    seen_by(),
    points=2,
    inputs=daily_moves,
    gives={"volatility": "as a yearly decimal"},
    mistakes=[
        (seen_by(first=lambda moves, n: moves, clock=lambda n, days: days),
         "that is what a daily hedger sees: add up the moves of each n days first"),
        (seen_by(clock=lambda n, days: days),
         "one such move takes n days: a year has fewer of them"),
        (seen_by(clock=lambda n, days: days * n), "a year has days / n such moves, not days * n"),
        (seen_by(first=lambda moves, n: moves[: len(moves) // n * n : n],
               clock=lambda n, days: days),
         "every n-th day's move is not the move of n days"),
        (seen_by(first=lambda moves, n: moves[::n]),
         "moves[::n] is every n-th day alone: add up the n days of an interval"),
        (seen_by(first=lambda moves, n: moves[::n], clock=lambda n, days: days),
         "moves[::n] leaves days out: the move of an interval is the sum of its days"),
        (seen_by(first=lambda moves, n: moves[len(moves) % n :].reshape(-1, n).sum(axis=1)),
         "the first interval begins with the first day: leave days out at the end"),
        (seen_by(first=lambda moves, n: moves[: len(moves) // n * n].reshape(n, -1).sum(axis=1)),
         "reshape(n, -1) makes n rows; asked are rows of n days: reshape(-1, n)"),
        (seen_by(first=lambda moves, n: moves[: (len(moves) // n - 1) * n].reshape(-1, n)
               .sum(axis=1)),
         "the last whole interval is left out"),
        (lambda moves, n, days_per_year: float(np.sqrt(
            (moves[: len(moves) // n * n].reshape(-1, n).sum(axis=1) ** 2).sum()
            / (len(moves) // n - 1) * days_per_year / n)),
         "no mean is taken off: divide by the number of intervals, not by one less"),
        (seen_by(first=lambda moves, n: np.prod(1 + moves[: len(moves) // n * n].reshape(-1, n),
                                              axis=1) - 1),
         "log moves add up; what is compounded are simple returns"),
        (seen_by(first=lambda moves, n: np.convolve(moves, np.ones(n), "valid")),
         "the intervals overlap: yours begin at each day, a hedger's where the last one ended"),
        (seen_by(first=lambda moves, n: np.add.reduceat(moves, np.arange(0, len(moves), n))),
         "the last days are no whole interval: leave them out"),
        (seen_by(each=np.abs, root=False),
         "that is an average size: square first, then average, then the root"),
        (seen_by(first=lambda moves, n: moves[: len(moves) // n * n].reshape(-1, n).mean(axis=1)),
         "the moves of an interval add up: no average over its days"),
        (seen_by(first=lambda moves, n: abs(moves[: len(moves) // n * n]).reshape(-1, n)
                 .sum(axis=1)),
         "up and down within an interval cancel: add up the moves, not their sizes"),
        (seen_by(first=lambda moves, n: moves[: len(moves) // n * n].reshape(-1, n).sum(axis=0)),
         "sum(axis=0) adds up columns; the days of an interval are a row: axis=1"),
        (seen_by(clock=lambda n, days: days // n),
         "a year need not hold a whole number of intervals: / and not //"),
        (seen_by(clock=lambda n, days: (days / n)**2),
         "squares grow with the time: days_per_year / n belongs under the root"),
        (seen_by(off=True), "no mean is taken off: a hedger is paid for the whole move"),
        (seen_by(first=lambda moves, n: np.expm1(moves[: len(moves) // n * n].reshape(-1, n)
                                               .sum(axis=1))),
         "keep to log moves; these are simple returns"),
        (seen_by(clock=lambda n, days: 1), "that is a move of n days: bring it to a year"),
        (lambda moves, n, days_per_year: float(np.sqrt(
            (moves[: len(moves) // n * n].reshape(-1, n).sum(axis=1) ** 2).sum()
            * days_per_year / len(moves))),
         "the days that are left over count for the time, and not for the squares"),
        (lambda moves, n, days_per_year: float(
            np.std(moves[: len(moves) // n * n].reshape(-1, n).sum(axis=1), ddof=1)
            * np.sqrt(days_per_year / n)),
         "a standard deviation takes the mean off; a hedger is paid for the whole move"),
        (lambda moves, n, days_per_year: float(
            (moves[: len(moves) // n * n].reshape(-1, n).sum(axis=1) ** 2).mean()
            * days_per_year / n),
         "that is the variance: its root is missing"),
    ],
    hints=(
        "First the log moves of whole intervals: the sums of n days each.",
        "moves[:whole].reshape(-1, n).sum(axis=1), with whole = len(moves) // n * n.",
        "Then the root of the mean square, times the root of days_per_year / n.",
    ),
    praise="at n = 1 it is the volatility of lesson 04.",
)  # fmt: skip


exercise(
    "5.7", "What an interval is worth", "mean_profit(paid, seen, days, quantity)",
    mean_profit(),
    points=2,
    inputs=dict(paid=(0.10, 0.60), seen=(0.10, 0.60), days=[7, 30, 90, 365],
                quantity=[-100, -1, 1, 10]),
    boundaries=[dict(paid=0.30, seen=0.30)],
    gives={"mean profit": "currency"}, atol=1e-7,
    mistakes=[
        (mean_profit(gap=lambda seen, paid: paid - seen), "what is seen less what was paid"),
        (mean_profit(book=gl.call), "a straddle is two options: a call and a put"),
        (mean_profit(gap=lambda seen, paid: seen), "what was paid for it is missing"),
        (mean_profit(size=abs), "who sold, a negative quantity, makes the opposite"),
        (mean_profit(size=lambda quantity: 1), "that is one straddle: `quantity` is not used"),
        (mean_profit(year=1), "`days` are days, and an expiry is in years"),
        (mean_profit(year=252), "the year has 365 days here"),
        (vega_times(lambda paid, seen: paid),
         "vega times the gap is near; asked is the difference of the two prices"),
        (vega_times(lambda paid, seen: seen),
         "vega at what is seen, times the gap, is near; asked is what two prices differ by"),
        (vega_times(lambda paid, seen: (paid + seen) / 2),
         "vega half way is very near; exact are the two prices, and their difference"),
        (vega_times(lambda paid, seen: paid, size=0.01),
         "vega is per 1.00 here, and the difference of the two prices is asked"),
        (lambda paid, seen, days, quantity: float(0.5 * quantity * gl.straddle(
            100, days / 365).greeks(100, paid, names=("gamma",))["gamma"]
            * 100**2 * (seen**2 - paid**2) * days / 365),
         "that is today's gamma for the whole life; asked is the difference of the two prices"),
        (lambda paid, seen, days, quantity: float(quantity * worth(seen, days) - worth(paid, days)),
         "all the straddles were paid for: `quantity` belongs to both prices"),
        (lambda paid, seen, days, quantity: float(
            quantity * worth(seen, days) - abs(quantity) * worth(paid, days)),
         "who sold was given the price paid: no abs"),
        (lambda paid, seen, days, quantity: float(
            quantity * np.sqrt(2 / np.pi) * 100 * (seen - paid) * np.sqrt(days / 365)),
         "0.8 of a standard deviation is near; asked is what the formula's prices differ by"),
        (lambda paid, seen, days, quantity: float(
            quantity * 80 * (seen - paid) * np.sqrt(days / 365)),
         "0.8 is a rule by heart; let the library find the two prices"),
        (lambda paid, seen, days, quantity: float(quantity * np.sign(seen - paid) * worth(
            np.sqrt(abs(seen**2 - paid**2)), days)),
         "no price at the gap of the variances: the two prices first, then their difference"),
        (lambda paid, seen, days, quantity: float(quantity * worth(abs(seen - paid), days)),
         "first the two prices, then their difference: a price is no straight line"),
        (lambda paid, seen, days, quantity: float(
            quantity * (seen - paid)),
         "that is a gap of volatilities; asked is what it is worth in currency"),
    ],
    hints=(
        "What is one straddle worth at the volatility that the hedger sees? What was paid?",
        "gl.straddle(100, days / 365).value(100, vol=seen) is the first.",
        "Their difference, times the quantity with its sign.",
    ),
    praise="it is an estimate: where moves go on for long, it can be half too high.",
)  # fmt: skip
