"""Lesson 09's labs: against the engine and the formulas, on both sides, and what puzzles accept."""

import re
from itertools import product

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_09 import accounts, bridge, dated, funding, gas, labs, legs, pots

MONTH = 30 / 365
OPTIONS = {"call": gl.call(100, MONTH), "put": gl.put(100, MONTH)}


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


@pytest.mark.parametrize(("right", "side"), [*product(("call", "put"), (1, -1))])
def test_funding_is_that_of_a_replay_and_of_the_formula(right, side):
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=4)
    venue = gl.Perpetual(funding=gl.crypto.yearly(1e-4))
    run = gl.replay(side * OPTIONS[right], paths, paid_vol=0.60, venue=venue)
    pnl, edge, paid = labs.funded(right, side, sold_vol=0.60)
    np.testing.assert_allclose(paid, run.funding, atol=1e-9)
    np.testing.assert_allclose(pnl, run.pnl, atol=1e-9)
    mean, error = labs.mean_and_error(paid)
    assert edge == 0 and abs(mean - labs.funding_mean(right, side, sold_vol=0.60)) < 3 * error


def test_funding_in_the_price_is_carry():
    yearly = gl.crypto.yearly(1e-4)
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=4)
    run = gl.replay(
        -OPTIONS["call"], paths, paid_vol=0.60, carry=yearly, venue=gl.Perpetual(funding=yearly)
    )
    mean, error = labs.mean_and_error(run.pnl)
    assert abs(mean) < 3 * error


def test_the_means_of_round_1():
    assert labs.funding_mean("call") == pytest.approx(-0.2530, abs=5e-5)
    assert labs.funding_mean("put") == pytest.approx(0.6470, abs=5e-5)
    assert labs.funding_mean("call", 1) == pytest.approx(0.2530, abs=5e-5)
    gone = {r for r in funding.funding.controls[0].places if abs(labs.funding_mean(rate=r)) < 0.02}
    assert sorted(gone) == pytest.approx([5e-5])
    edge, untouched = funding.funding.puzzles
    for strike, right in product(funding.funding.controls[4].places, funding.RIGHTS):
        result = state(funding.funding, strike=strike, right=right)
        moved = np.abs(result.line - result.line.iloc[20]).max()  # on either side of no funding
        assert untouched.solved({}, result) == (moved <= 0.05)  # as the question says
        assert (moved <= 0.05) == ((strike, right) == (101.5, "straddle"))


def test_a_volatility_between_two_points_is_told_as_it_is():
    """ "Call sold at 63 %": the slider stood at 62.5."""
    for vol in funding.funding.controls[1].places:
        said = funding.funding.say(state(funding.funding, sold_vol=vol))
        assert float(re.search(r"sold at ([\d.]+) %", said)[1]) == pytest.approx(100 * vol)


@pytest.mark.parametrize(("side", "right"), [*product((1, -1), ("call", "put"))])
def test_a_leg_that_is_closed_all_the_same_is_told(side, right):
    """The picture had a cross, the words had not."""
    for path, collateral in product(range(1, 7), (5, 20)):
        given = dict(side=side, right=right, path=path, collateral=collateral)
        result = state(bridge.bridge, **given)
        hit = labs.topped(96, collateral, right, side)[0][path - 1]
        said = bridge.bridge.say(result)
        assert ("never closed" in said, "closed all the same" in said) == (hit == 0, hit > 0)
        assert not hit or f"on day {hit / 3:.1f}." in said


@pytest.mark.parametrize("side", (1, -1))
def test_a_leg_is_drawn_as_long_as_it_is_there(side):
    """Of the bridge's leg without money a line went on, far below zero, as if it were not closed;
    of the other lab's the maintenance of what was closed."""
    ended = 0
    for path, collateral, delay in product(range(1, 7), (5, 10), (8, 96)):
        given = dict(side=side, path=path, collateral=collateral, delay=delay)
        result = state(bridge.bridge, **given)
        whole = legs._months("call", side)
        least = 0.01 * np.abs(whole[3][path - 1]) * whole[0][path - 1, 1:]
        for equity, step in ((result.alone, result.step_alone), (result.equity, result.step)):
            assert len(equity) == (step or legs.STEPS) + 1
            short = equity[1:] < least[: len(equity) - 1]
            assert not short[:-1].any() and short[-1] == (step > 0)
            ended += step > 0
        assert len(result.line) == len(result.equity) - 1
        leg = state(legs.legs, side=side, path=path, collateral=collateral)
        assert (leg.step if leg.hit else legs.STEPS) == len(leg.line)
        assert result.step_alone == (leg.step if leg.hit else 0)  # the same month in both labs
    assert ended > 5


def sent_by_hand(side, path, collateral, delay):
    """One month of the bridge's lab, order by order: (sent, come before the end)."""
    spots, _, leg, hedge = (one[path - 1] for one in legs._months("call", side))
    sent, orders = 0.0, []  # the step at which each comes, and how much
    for k in range(1, legs.STEPS + 1):
        worth = abs(hedge[k - 1]) * spots[k]
        come = sum(amount for at, amount in orders if at <= k)
        equity = collateral + leg[k] + come
        if equity < 0.08 * worth and come == sent:
            orders.append((k + delay // 8, 0.10 * worth))
            sent += 0.10 * worth
        if equity < 0.01 * worth:
            break
    return sent, come


def test_money_that_comes_too_late_is_told():
    """ "9.8 sent, never closed": it was on its way when the month was over."""
    fates = set()
    for side, path, collateral, delay in product((1, -1), range(1, 7), (5, 10), (8, 16, 24, 32)):
        given = dict(side=side, path=path, collateral=collateral, delay=delay)
        result = state(bridge.bridge, **given)
        said = bridge.bridge.say(result)
        fates.add(bridge._fate(result))
        assert (result.sent, result.came) == pytest.approx(
            sent_by_hand(side, path, collateral, delay), abs=1e-8
        )
        assert ("still on its way" in said) == (result.sent > 0 == result.came), said
        assert ("nothing need be sent" in said) == (result.sent == 0), said
        assert (f"closed on day {result.step_alone / 3:.1f}." in said) == (
            result.step_alone > 0 < result.came
        ), said
    assert fates == set(bridge.PATH)


def test_the_hedges_of_round_2():
    assert np.round(labs.hedges()).tolist() == [-23287, -26713]
    assert np.round(labs.hedges("put")).tolist() == [26713, 23287]
    assert np.round(labs.hedges(side=-1)).tolist() == [23287, 26713]
    assert round(labs.hedges(coins=1.0)[1]) == -73287
    assert round(labs.hedges("put", -1, 1.0)[1]) == -76713


@pytest.mark.parametrize(
    ("right", "side", "coins"), [*product(("call", "put"), (1, -1), (None, 1.0))]
)
def test_a_flat_account_is_flat(right, side, coins):
    for k, contracts in enumerate(labs.hedges(right, side, coins)):
        up, down = (labs.account(contracts, right, side, coins, to=50_000 + h)[k] for h in (5, -5))
        unit = (1, 50_000)[k]
        assert abs(up - down) < 1e-8 * unit
        assert side * (up + down) > 0  # hedged, who bought it is never short gamma


def test_the_puzzles_of_round_2():
    coin, dollars = accounts.accounts.puzzles
    for whole, puzzle, answer in ((False, coin, -23_500), (True, dollars, -73_500)):
        stops = [s for s in accounts.accounts.controls[0].places if s < -20_000]
        solved = {
            s
            for s in stops
            if puzzle.solved(
                {"contracts": s, "right": "call", "side": 1, "whole": whole},
                state(accounts.accounts, contracts=s, whole=whole),
            )
        }
        assert solved == {answer}


@pytest.mark.parametrize(("right", "side"), [*product(("call", "put"), (1, -1))])
def test_the_leg_is_closed_where_the_engine_closes_it(right, side):
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=2)
    venue = gl.Perpetual(margin=gl.Margin(10, maintenance=0.01))
    run = gl.replay(side * OPTIONS[right], paths, paid_vol=0.60, venue=venue)
    hit, _, pnl, _ = labs.closed(10, right, side)
    assert (run.liquidated != hit).sum() <= 1
    assert (np.abs(run.pnl - pnl) > 1e-9).sum() <= 20  # orders that the margin does not cover


@pytest.mark.parametrize(("right", "side"), [*product(("call", "put"), (1, -1))])
def test_an_inverse_leg_is_closed_where_the_engine_closes_it(right, side):
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=2)
    venue = gl.InversePerpetual(margin=gl.Margin(10 / 100, maintenance=0.01))
    run = gl.replay(side * OPTIONS[right], paths, paid_vol=0.60, venue=venue)
    hit, _, pnl, _ = labs.closed(10, right, side, contract="inverse")
    assert (run.liquidated != hit).sum() <= 1
    assert (np.abs(run.pnl - pnl) > 1e-9).sum() <= 20
    linear = labs.closed(10, right, side)[0].mean()
    # A short's coins gain when it loses, a long's lose with it.
    short = (side > 0) == (right == "call")
    assert hit.mean() <= linear if short else hit.mean() >= linear
    for collateral in legs.COLLATERALS:  # at some it is far less: "a little" was wrong
        one, other = (
            labs.closed(collateral, right, side, contract=contract)[0].mean()
            for contract in ("inverse", "linear")
        )
        assert one <= other if short else one >= other


def test_the_shares_of_round_3():
    shares = {c: [labs.closed(c, side=s)[0].mean() for s in (1, -1)] for c in legs.COLLATERALS}
    assert shares[10] == pytest.approx([0.3555, 0.0015], abs=1e-9)
    safe, worse = legs.legs.puzzles
    found = {c: state(legs.legs, collateral=c) for c in legs.COLLATERALS}
    values = {"right": "call", "contract": "linear"}
    assert {c for c, r in found.items() if safe.solved(values, r)} == {10}
    assert {c for c, r in found.items() if worse.solved(values, r)} == {3, 5}


def test_a_liquidation_costs_the_hedger_nothing_and_the_fund_what_his_pot_lacks():
    for side, collateral in product((1, -1), (3, 10, 50)):
        hit, step, pnl, _ = labs.closed(collateral, side=side)
        equity = legs._equity(collateral, "call", side, "linear")[np.arange(legs.MONTHS), step]
        lacked = np.where(hit, np.maximum(-equity, 0), 0)
        mean, error = labs.mean_and_error(pnl - lacked)
        assert abs(mean) < 3 * error
        mean, error = labs.mean_and_error(lacked)
        assert mean > 3 * error or (side, collateral) in {(-1, 10), (-1, 50), (1, 50)}


@pytest.mark.parametrize("path", range(1, 7))
def test_an_inverse_leg_is_told_in_the_account_that_is_drawn(path):
    result = state(legs.legs, contract="inverse", collateral=50, path=path)
    assert not result.hit
    assert result.pnl == result.free == pytest.approx(result.option[-1] + result.equity[-1] - 50)


def solutions(lab, name, number=0, **given):
    """The places of one control at which a puzzle is solved, the others being given."""
    found = []
    for place in next(control for control in lab.controls if control.name == name).places:
        values = {**lab.defaults, **given, name: place}
        if lab.puzzles[number].solved(values, lab.compute(**values)):
            found.append(place)
    return found


def test_two_pots():
    for sign in (1, -1):
        one, two, either, both, pooled = labs.pots(0.8, sign)
        assert either == pytest.approx(one + two - both)
        assert both < pooled if sign == 1 else pooled < min(one, two) / 5
    assert labs.pots(0.8, 1)[4] > 10 * labs.pots(0.8, -1)[4]
    needed = [np.round(labs.capital(0.8, sign)).tolist() for sign in (1, -1)]
    assert needed == [[74, 62], [105, 33]]
    # With all prices frozen but one, a pot needs what that one has lost, and its maintenance.
    one, _, pooled = pots.needed(0.8, 1)
    assert (pooled <= one + pots.needed(0.8, 1)[1] + 1e-9).all()


def test_one_pot_saves_half_only_where_the_legs_offset():
    assert solutions(pots.one_pot, "correlation", sign=-1) == pytest.approx([0.8])
    assert solutions(pots.one_pot, "correlation", sign=1) == []


def test_little_money_lives_longer_in_one_pot_only_from_a_correlation_of_0_8_on():
    for correlation, less in ((0.5, False), (0.6, False), (0.7, False), (0.8, True), (0.9, True)):
        *_, both, pooled = labs.pots(correlation, -1, 20)
        assert (pooled < both) is less, correlation


def test_the_sellers_leg_seldom_loses_much_more_than_the_premium():
    premium = gl.call(100, MONTH).value(100, 0.60)
    lost = -legs._months("call", -1)[2].min(axis=1)
    assert np.mean(lost > premium) > 0.2  # a little more, often
    assert np.mean(lost > 1.25 * premium) < 0.01 and lost.max() > 1.4 * premium


def test_who_is_closed_at_once_is_told_of_hours():
    """ "Closed on day 0"."""
    step = legs._months("call", 1)[0]
    assert step.shape[1] == legs.STEPS + 1
    result = state(legs.legs, collateral=3, path=1)
    for step, words in ((1, "closed after eight hours at"), (2, "closed on day 1 at")):
        result.hit, result.step = True, step
        assert words in legs.legs.say(result)


@pytest.mark.parametrize("rate", [-5e-4, 0.0, 1e-4])
def test_the_parts_of_a_funded_month_add_up_as_told(rate):
    """ "Mean -0.24 (edge +0.23, funding -0.49)": they made -0.26."""
    for sold_vol, right in product((0.60, 0.62, 0.65), funding.RIGHTS):
        result = state(funding.funding, rate=rate, sold_vol=sold_vol, right=right)
        said = funding.funding.say(result).split("%: mean ")[1].replace("\u2212", "-")
        mean, edge, paid, luck = (float(x) for x in re.findall(r"[+-]?\d+\.\d+", said)[:4])
        assert mean == pytest.approx(edge + paid + luck, abs=1e-9), said


def test_what_the_coins_beside_the_call_need_is_told_apart():
    told = accounts.accounts.puzzles[1].told
    result = state(accounts.accounts, contracts=-73_500, whole=True)
    assert told(result).startswith("73,287 dollars sold, 26,713 of them for the call:")


def test_a_cascade_needs_an_impact():
    calm, fall = labs.cascade(4, 0.0), labs.cascade(4, 1.0)
    assert (calm.spot, calm.liquidated.sum()) == (96.0, 1)
    assert (fall.spot, fall.liquidated.sum()) == (91.0, 5)
    levels = gl.crypto.liquidation_price(100, pots.LEVERAGES, 0.01)
    assert fall.liquidated.tolist() == (levels > 91.0).tolist()


@pytest.mark.parametrize("right", ["call", "put"])
def test_dated_futures_and_perpetuals_are_fair(right):
    for venue, side in product(dated.NAMES, (1, -1)):
        mean, error = labs.mean_and_error(labs.hedged(venue, right=right, side=side))
        assert abs(mean) < 3 * error
    calm = [labs.spread(venue, 0.0, 0.0, right) for venue in dated.NAMES]
    assert calm == pytest.approx(3 * [calm[0]])
    loud = [labs.spread(venue, 0.40, 0.20, right) for venue in ("perpetual", "longer")]
    assert min(loud) > 1.8 * calm[0]


def test_funding_that_moves_is_that_of_a_replay():
    """At a spread of zero, the month is that of a replay with the usual funding in the price."""
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, 2000, seed=dated.SEED)
    for right, side in product(OPTIONS, (1, -1)):
        run = gl.replay(
            side * OPTIONS[right], paths, paid_vol=0.60, carry=dated.USUAL,
            venue=gl.Perpetual(funding=dated.USUAL),
        )  # fmt: skip
        np.testing.assert_allclose(labs.hedged("future", right=right, side=side), run.pnl)


def test_where_perpetual_and_longer_future_meet():
    assert solutions(dated.dated, "funding") == pytest.approx([0.32])
    assert solutions(dated.dated, "funding", side=-1) == pytest.approx([0.32])


def test_gas_is_that_of_a_replay_and_of_the_ratio():
    paths = gl.GBM(0.60).simulate(3000, MONTH, 720, gas.MONTHS, seed=gas.SEED)
    run = gl.replay(
        gas.STRADDLE, paths, paid_vol=0.60, policy=gl.EveryN(12), costs=gl.FixedFee(1.0),
        venue=gl.Perpetual(),
    )  # fmt: skip
    cost, spread = labs.month(12, 1.0)
    assert cost == run.cost.max() == 61
    assert spread == pytest.approx((run.pnl + run.cost).std(ddof=1))
    moved = run.setup.book.value(3000, 0.60), gl.straddle(3000, MONTH - 1 / 8760).value(3000, 0.60)
    assert labs.ratio(1.0, 1) == pytest.approx(1 / (moved[0] - moved[1]), rel=0.01)  # theta's rent
    assert labs.ratio(1.0, labs.hours_for(1.0)) == pytest.approx(0.10)
    assert solutions(gas.gas, "hours", side=-1) == [12]


def test_late_money_is_missing_money():
    for right in ("call", "put"):
        hit = labs.closed(10, right)[0]
        shares = [labs.share(delay, right=right) for delay in (*bridge.DELAYS, None)]
        assert shares == sorted(shares) and shares[-1] == hit.mean()
    assert max(labs.share(delay, side=-1) for delay in bridge.DELAYS) <= 0.0015
    poor = [labs.share(delay, 5, side=-1) for delay in bridge.DELAYS]
    assert poor[-1] > 0.1 > 10 * poor[1]  # the seller waits, too, if little is in his pot
    stopped, equity, sent = labs.topped(32)
    assert ((sent > 0) >= (stopped > 0)).all()  # who is closed had sent, in vain
    assert (equity[sent == 0] == 10 + legs._months("call", 1)[2][sent == 0]).all()
    assert solutions(bridge.bridge, "delay") == [32]


def test_late_hedges_are_noise():
    spreads = []
    for hours in (0, 8):
        owner, seller = (labs.filled_late(hours, side, 500) for side in (1, -1))
        np.testing.assert_allclose(owner, -seller)
        mean, error = labs.mean_and_error(owner)
        assert abs(mean) < 3 * error
        spreads.append(owner.std())
    assert spreads[1] > 1.8 * spreads[0]


def test_the_crash_goes_through_what_was_published():
    crash = labs.crash
    spots = crash.path().spots[0]
    assert spots[[*crash.PUBLISHED]] == pytest.approx([*crash.PUBLISHED.values()])
    steps = np.diff(np.log(crash.path(back=True).spots[0]))[45:780]
    assert steps.std() / np.sqrt(crash.MINUTE) == pytest.approx(crash.BETWEEN, rel=0.1)
    # The premium, and a funding of 3/8 % for each eight hours on the hedge.
    assert crash.STRADDLE.value(7353, 0.80) == pytest.approx(1343, abs=0.5)
    runs = {side: crash.account(crash.crash(side)) for side in (1, -1)}
    for part, dollars in runs[1].items():
        assert runs[-1][part] == pytest.approx(-dollars)
        assert dollars == pytest.approx(sum([*runs[1].values()][:3]) if part == "all" else dollars)
    assert runs[1]["funding"] > 0
    eight, two = (crash.crash(hours=hours).funding[0] for hours in (8, 2))
    assert two == pytest.approx(4 * eight)


def test_the_crash_closes_the_owner_and_takes_the_sellers_hedge():
    crash = labs.crash
    assert crash.crash(collateral=1471).liquidated[0]
    assert not crash.crash(side=-1, collateral=735).liquidated[0]
    taken = crash.crash(side=-1, taken=4800).ledger()
    after = taken["spot"].to_numpy() <= 4800
    first = int(np.argmax(after))
    assert (taken["hedge"].iloc[first:] == 0).all() and taken["hedge"].iloc[first - 1] < 0
