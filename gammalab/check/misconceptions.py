"""The bank of misconceptions: what learners really hold, what is so, and where it is taught.

Questions, exercises and the statistics of a class use the ids. M1 to M31 come from public forums
and from pages that teach them wrongly; from M32 on they were named while lessons were written. A
lesson takes a range of numbers, so two that are written at one time do not meet; some stay free.
"""

from typing import NamedTuple


class Misconception(NamedTuple):
    """One idea that is not so: its id, what people think, what is so, the lessons it meets."""

    id: str
    thought: str
    truth: str
    lessons: tuple[str, ...]


_BANK = """
M1 | 01 | delta is the probability to finish in the money | it is a hedge ratio, N(d1); the risk-neutral probability is N(d2)
M2 | 01 11 | long gamma and long vega are the same thing | gamma pays on moves that happen, vega on their price; a calendar spread parts them
M3 | 02 | the sign or the quantity of the options is dropped | the delta of a position is its signed quantity times delta
M4 | 00 02 | each re-hedge locks in a profit; the scalps are the profit | the shares are one leg; in a one-way move they lose what the option gains
M5 | 02 05 | hedging more often earns more | with independent moves and no costs only the noise shrinks
M6 | 03 | the day's profit does not match the variance formula | put in that day's squared return, not a yearly average
M7 | 03 | the Greeks of day one explain a fortnight | expand again every day; what is left is information
M8 | 03 | if the volatilities agree, gamma should pay theta each day | only on average, and for a rate of zero; the day's gap goes with Z² − 1
M9 | 04 | the daily breakeven is the straddle's price, 0.8 σ | the hedged profit goes with the square: one σ; 0.8 σ is the unhedged straddle
M10 | 01 04 | volatility is the average size of a day's move | root mean square: four still days and one of 5 % are 35 %, not 16 %
M11 | 04 | the straddle's price is a 68 % range | it is about 0.8 of a standard deviation: some 58 %
M12 | 04 | there is no decay on weekends | some variance has to be priced, or gamma would be free
M13 | 00 04 | theta is income | it is the price of gamma; the edge is implied minus realised
M14 | 04 05 | realised equals implied: zero, whatever the path | weighted by ΓS²: when and where the moves come decides
M15 | 00 03 05 | the price closed unchanged, so hedging within the day cannot matter | you earn variance at the frequency at which you sample it
M16 | 04 05 | the formula survives re-marking the implied volatility each day | exact for one fixed hedging volatility; otherwise vega and other deltas enter
M17 | 04 05 | there is one right volatility for the delta | the true one: a known end and a rough way; the implied one: a smooth way and an uncertain size
M18 | 05 | scalping needs chop, and trends hurt | it depends on the hedging interval: who hedges slowly gains from trends
M19 | 06 | costs always eat it | costs grow like the root of N, noise falls like one over it: choose a band
M20 | 06 | there is one right frequency | it depends on cost, gamma and appetite for risk
M21 | 06 | hedge at support and resistance | that is a bet on direction: book it as delta
M22 | 07 | gaps are bad for the owner | they are the owner's best case and the seller's worst
M23 | 07 | not hedging was right: the price came back | judge the rule on many paths, not on one
M24 | 07 | it is a rather safe way to learn trading | theta bleeds every day, and the stock leg needs margin
M25 | 08 | gamma exposure knows which side dealers are on | the sign is an assumption
M26 | 09 | an exchange's two deltas are the same thing | one account, one currency: in coin it is Δ − V/S
M27 | 09 | a long inverse call has negative delta in coin | positive: at the money about 0.53 − 0.07
M28 | 09 | delta-neutral cannot be liquidated | engines look at legs
M29 | 09 | a perpetual and a dated future hedge alike | funding risk stands against basis risk
M30 | 10 | implied above realised makes selling safe | a small mean pays for rare losses that may come together
M31 | 11 | hedging delta with options instead is the same | it adds gamma, vega and wider spreads
M32 | 02 | delta is a price | it is a slope: how much the price of the option moves when the share moves by 1
M33 | 02 | quoted theta is what one day takes | it is a rate; near expiry, at the money, the last day takes about twice as much
M34 | 02 | decay is even over an option's life | at the money it grows as the end comes nearer
M35 | 02 | typical moves of days add up | their variances add: thirty days move like the root of thirty days
M36 | 02 | a month's typical move is a day's | moves that do not know of each other spread with the root of time
M37 | 02 | the hedge's sales minus its purchases are the profit | the option's own loss, the price paid, stands against them
M38 | 02 | long gamma wins on any big move | what counts is how the price went and the gamma on its way, against what was paid
M39 | 00 02 | neutral means flat: nothing to gain, nothing to lose | neutral holds for a small move, now; gamma and theta are still there
M40 | 02 | hedging protects from losing months | it takes away noise; an edge that is bad shows all the more
M41 | 02 | what is fair for each move is even in each month | the share of losing months goes with the edge against the noise
M42 | 02 | the most famous day made the money | it depends on the gamma that is left on that day
M43 | 02 | mean and spread shrink together | hedging moves no mean; only the spread shrinks
M44 | 02 | the owner always loses to the clock | it depends on the price paid, and on the moves
M45 | 00 | there is no rule in it: all is luck | luck has a size, and days that move more than was paid for win over many months
M60 | 03 | half gamma times the square of the move is what any move pays | it is the promise of a small move; gamma changes on the way
M61 | 03 | gamma fades on the way, so a move always pays less than promised | towards the strike gamma grows, and the move pays more
M62 | 03 | a put's delta is read as a call's | each option has its own delta; a put's is the call's less one
M63 | 03 | noise falls like one over the number of hedges | the errors of the steps add in variance: the spread falls like one over its root
M64 | 03 | the biggest term is the profit | terms cancel; what counts is their sum
M65 | 03 | a move is small below some number of per cent | it is small against what is left to move until expiry
M66 | 03 | four times the time leaves four times the room | what is left to move grows with the root of time
M67 | 03 | the longer an option lives, the sooner its parabola fails | gamma changes more slowly when more is left to move
M68 | 03 | a month's profit comes in equal daily parts | a few days with large moves near the strike make most of it
M69 | 03 | half the move, half the error | what a parabola leaves is of third order in general: an eighth
M70 | 03 | the parabola's error shrinks with the square | that is the tangent's; the parabola has the square in it
M71 | 03 | the order of an error depends on the direction of the move | the sign of the error does; halving shrinks both sides alike, where the move is small
M72 | 03 | one more term always makes an expansion better | terms come in groups: charm without speed can make it worse
M73 | 03 | all terms of second order together beat a few of them | in time and price together a squared move counts like a step of time; charm needs speed
M74 | 03 | gamma pays for theta on two days of three | a fair day loses on two of three: most moves are smaller than the root of the mean square
M80 | 04 | a bigger theta needs a bigger move | gamma is bigger in the same proportion; near the money the breakeven hardly knows the days left
M81 | 04 | the breakeven goes with the root of theta | it goes with the root of theta over gamma, and near the money that ratio is the same
M82 | 04 | less gamma needs a bigger move | theta is smaller in the same proportion
M83 | 04 | the gap of two volatilities settles the sign, the path only the size | each square is weighted by the gamma of its day: a month can lose although more happened than was paid
M84 | 03 04 | in a large move at the money gamma is soon gone | it fades slowly: one remaining standard deviation still delivers most of the parabola
M85 | 03 04 | a large move always pays more than the parabola | towards the strike it may; away from the strike it pays less
M86 | 04 | the same average move is the same volatility | squares count: a few big moves are worth more than many small ones
M87 | 04 | a month pays vega times the gap | that is the mean, with no drift; one month may pay several times as much, or lose
M88 | 04 | hedging at the volatility that happens makes the way smooth | it makes the end known; the way is rough, marked at the price paid
M89 | 04 | the volatility hedged with is the one paid | it is chosen anew at each hedge: paid, hedged with, marked at and happened are four numbers
M90 | 04 | a day is 1/252 of the year, whatever the clock of theta | rent and volatility must run on one clock; where all days count it has 365
M91 | 04 | an option needs its yearly volatility in each day | a day has the root of its share of the year
M92 | 04 | an owner's gamma beats theta, so a seller loses | that depends on what happens against what was paid
M100 | 01 | what a sale brings in is profit | what was sold has to be bought back, or delivered
M101 | 00 01 | both sides of one trade can win | what one side makes the other loses, before costs
M102 | 01 | a volatility is the size of the day in the middle | it is a root mean square: every day counts, by its square
M103 | 01 | worth 100 on average means above 100 half of the time | a few very high ends hold the average up: more than half end below it
M104 | 01 | a volatility is a chance | it is the size of a typical move of a year, as a share of the price
M105 | 01 | on the last day nothing is left to lose | at the strike the whole price of the last day is time value, and goes in that day
M106 | 01 | one option bought and one sold cancel | only if their Greeks are alike; a near one has more gamma and less vega than a far one
M107 | 01 | the mean of the squares is the volatility | that is the variance; the volatility is its root
M108 | 01 | the option that ends first decides everything | it leads in gamma; in vega the later one does
M109 | 01 | time value is gone long before the end | at the strike it goes with the root of the time left: a quarter of the time still holds half
M120 | 05 | an edge shows on nearly every day | it shows in the sum: most days are small, and many of them lose
M121 | 05 | the rule of 68 % turned round: with more than was paid, a third of the days lose | a short step loses when its move is below paid over happened, in standard deviations
M122 | 05 | 68 % of the days lose, whatever was paid | that is the fair case; the share goes with paid over happened
M123 | 05 | noise falls like one over the root of N, whatever the hedge is at | so it is for the delta at the volatility that happens; otherwise it falls to a floor
M124 | 05 | enough hedges remove all risk, whatever the delta | where the two volatilities differ, a floor stays
M125 | 05 | a trend pays who owns gamma, at any interval | moves of equal size, hedged at each of them, pay about nothing in both worlds
M126 | 05 | without the price's drift nothing can be said of a hedged profit | the hedge takes out what a moderate drift would earn, if it follows often enough
M127 | 05 | a fair price means that half of the days win | the owner wins rarely and much: about one day in three
M128 | 05 | nothing about the hedge moves the mean | with independent moves and no costs; where moves go on or turn back, the interval does
M129 | 05 | still days do not count in a volatility | it is an average over all days, of squares
M130 | 05 | many months prove a mean above zero | a mean is off by its standard error: the spread over the root of their number
M131 | 05 | a mean of many months strays as much as one month | it strays by the spread over the root of their number
M132 | 05 | more months make a single month surer | they make the mean surer; a month keeps its spread
M140 | 06 | hedging often chops gamma up, so it brings less | with independent moves the mean does not depend on how often one hedges
M141 | 06 | the owner's hedge follows the price: it buys rises and sells falls | that is the seller's; the owner's sells rises and buys falls
M142 | 06 | the cost counts trades | a spread counts what is traded, so many small trades may cost less than a few large ones; a fee counts trades
M143 | 06 | many small trades cost what one large trade does | only if all go one way; moves to and fro do not cancel, and the cost grows with the root of their number
M144 | 06 | the cost goes with a root, so the best number of hedges does | cost and noise both go with roots of the number; their ratio goes with the number itself
M145 | 06 | going back to neutral is cheaper: fewer trades | where costs go with size, back to the rim is; where each trade has a fee, back to the centre
M146 | 06 | a range brings no gamma income | each move brings gamma its square, whichever way the last one went
M147 | 06 | the best number of hedges depends on the size of the book | where costs go with size, both cost and noise do, and it drops out
M148 | 06 | rules are compared by the mean result of a hundred months | luck hides the gap; on equal paths their costs are known much better
M149 | 06 | costs have to be less than theta | they have to be less than gamma's income and theta together
M150 | 06 | costs eat up a range, because it goes to and fro | what part of gamma's income they take depends on the size of a move between two hedges
M160 | 07 | who has hedged is neutral, however old the hedge is | a hedge is neutral at the price at which it was set
M161 | 07 | late fills average out | their mean does; the spread stays, and grows with the lateness
M162 | 07 | one step late is hedging every second step | it spreads like hedging every third: twice the lateness, and one
M163 | 07 | a late hedge loses on average | where moves are independent its mean is that of a punctual one; only a market with a memory pays one side
M164 | 07 | noise falls like the root of the number of hedges in any market | each jump leaves its part whole: a floor
M165 | 07 | jumps make more hedging half as useful | the part of the small moves falls like the root, the jumps' part not at all
M166 | 07 | in a wild market more hedging makes more noise | it takes away what it can, and leaves what jumps do
M167 | 07 | a stop saves money on average, it cuts losses | with no drift it moves no mean; it trades many small savings for rare large losses
M168 | 07 | a stop costs money on average, it sells the low | with no drift it moves no mean, and it helps more often than not
M169 | 07 | a stop-loss limits the loss | the hedge is closed, and the option stays, naked
M170 | 07 | nothing can be earned or lost where nobody can trade | an option is worth what the price says, traded or not
M171 | 07 | a gap hurts or helps by its direction | who is neutral has no direction: size counts, and the sign of gamma
M172 | 07 | small jumps make hedging useless | their floor is low: at jumps of 2 % much of the noise is still there to take away
M180 | 08 | short gamma is the mirror image of long | sold gamma makes wilder by more than the same gamma, owned, calms: 1 / (1 + x)
M181 | 08 | a hedge moves the price once | the move that it makes calls for the next hedge: a series
M182 | 08 | hedgers only react, they do not move the price | their trades are trades; with impact they are a part of the move
M183 | 08 | a late hedge is the same hedge, only later | late, a calming hedge turns into a swing, and the clock decides what is seen
M184 | 08 | a late hedge does nothing | its trades still come, and add to what is measured at short intervals
M185 | 08 | lateness turns long gamma into short | the hedge still goes against the move before; over long intervals it still calms
M186 | 08 | the flip level moves when the sides change | it is where the sum is zero; with all signs turned it stays, and calm and wild change places
M187 | 08 | open interest nets itself | it counts contracts; each has an owner and a seller, and the file does not name them
M188 | 08 | every cascade runs to its end | below a density of one over impact each round is smaller than the one before
M189 | 08 | gamma exposure says where the price will go | at best it says how far it may move
M190 | 08 | an edge does not depend on size | a desk that is large against the market changes what it trades on
M200 | 09 | who is delta-neutral has no funding, it nets out | the hedge pays or gets it, the option does not
M201 | 09 | a hedger receives funding | the side of the hedge decides: long perpetuals pay where funding is positive
M202 | 09 | funding is paid on the whole notional | on what the hedge holds: delta times it
M203 | 09 | in coin the premium is added to delta | it is taken off: the coins that the option is worth lose their own delta
M204 | 09 | liquidation threatens both sides alike | the seller's leg seldom loses much more than the premium, the owner's many times that
M205 | 09 | the short-gamma side is the one that is liquidated | its leg gains when the option loses; the owner's leg can lose many premiums
M206 | 09 | every hedge pays funding | a put's hedge is short for its seller, and receives it
M207 | 09 | the dangerous move is the one in which the option loses | the engine looks at the leg, and it loses when the option gains
M208 | 09 | a future's delta needs its own model | it moves one for one, apart from carry
M209 | 09 | one option's delta hedges the whole position | the hedge is the quantity times delta
M220 | 10 | a market's price is the forecast, so buyers get back what they paid | on average they pay for insurance: 3.2 points a month in 2014 to 2018
M221 | 10 | the crashes pay the owner for the quiet months | they came too seldom, and August 2015 had its largest days far from the strike
M222 | 10 | a hedge that buys a fall all the way down loses the fall | the options gain what the shares lose, and the size of the moves decides
M223 | 10 | the worst of a sample is nearly the worst there is | 59 months need not hold one of the months that come once in ten years
M224 | 10 | more rows are more data | windows that share days repeat each other; the error must know it
M225 | 10 | twice the trades, each half as large: the cost stays | each is smaller by the root of 2 only
M226 | 10 | the error falls with the number of rows itself | with its root, and only where the rows are new
M227 | 10 | a sample that says little of the worst says nothing of the average | an average is known by its standard error
M228 | 10 | who sells options is ruined, whatever the size | the size decides which month ruins; a small one bears the worst of 33 years
M240 | 11 | a longer option has more of everything | more vega, less gamma: one goes with the root of time, the other with one over it
M241 | 11 | a book whose Greeks are zero has no risk | they are zero at this price, on this day; the next order and the next price are not in them
M242 | 11 | the delta of an option is one number | it depends on what its volatility does when the price moves
M243 | 11 | netting always saves most of the costs | it saves where the legs trade against each other; legs of one gamma trade the same way
M244 | 11 | volatility rises when the market rises, so a call needs more shares | an index's falls, so a call needs fewer
M245 | 11 | one vega answers every move of volatility | the total answers a parallel move; short volatilities often move more
M246 | 11 | a move one way hurts, the other helps, also after the hedge | what is left after the delta is curvature: it may have one sign on both sides
M247 | 11 | netting changes nothing, the spread is paid on each option | it is paid on what is traded, and opposite trades need not be done
M248 | 11 | what has expired leaves the rest of the book as it was | its gamma goes with it, and the book may turn round
M249 | 11 | quotes in the middle that break a rule are free money | most of them lie inside the spread
M260 | 12 | the better rule makes more money in nearly every month | month by month luck decides; over many months the rule does
M261 | 12 | a record of five years tells two good rules apart | close rules need thousands of months, and hundreds on equal paths
M262 | 12 | the lead of the best of many rules stands | the best of many equal rules leads by luck, and the lead is gone on fresh months
M263 | 12 | error bars that overlap mean that two rules are level | on equal paths look at the bar of their difference: most of the luck is shared
M264 | 12 | the winner of many tries is now the worst | luck has no debt: on fresh months it is where the others are
M265 | 12 | trying more rules makes the winner surer | the more are tried, the further the luckiest leads
M266 | 12 | risk need not be charged: only the mean counts | then who does not hedge is as good as who hedges
M267 | 12 | a difference that is many errors wide matters, however small | a rule and its copy differ by rounding, many errors wide: a floor is needed
M268 | 12 | who reads spread and depth gains most | only where depth varies, in one world of nine; a volatility that was not paid for is worth more
M269 | 12 | of two rules the one with the higher score is the better one | noise puts them into some order, too: look at the error of their difference
"""  # noqa: E501

BANK = {
    id: Misconception(id, thought, truth, tuple(lessons.split()))
    for id, lessons, thought, truth in (
        tuple(part.strip() for part in line.split("|")) for line in _BANK.strip().splitlines()
    )
}


def misconception(id: str) -> Misconception:
    """The misconception of that id; ValueError, naming the range, if there is none.

    >>> misconception("M5").truth
    'with independent moves and no costs only the noise shrinks'
    """
    if not isinstance(id, str) or id not in BANK:
        raise ValueError(f"misconception must be one of M1 to {[*BANK][-1]}, got {id!r}")
    return BANK[id]
