"""The capstone's engine: the same score each time, ranks that hold, and policies that misbehave."""

import gc
import inspect
import os
import re
import signal
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from effort import THOROUGH, sampled, thorough

import gammalab as gl
from gammalab._validate import owned
from gammalab.check import sandbox
from gammalab.course.lesson_12 import (
    apart,
    capstone,
    child,
    contest,
    many,
    peeking,
    playing,
    ranks,
    rules,
    shared,
    worlds,
)
from gammalab.course.lesson_12.now import Present, Seat
from gammalab.course.lesson_12.playing import Ours, decisions, opening_of, play, play_abreast
from gammalab.hedging.policies import to_the_edge

FEW = 24


def scored(policy, **more):
    return capstone.score(policy, months=FEW, progress=False, **more)


@pytest.fixture(scope="module", autouse=True)
def few_rules():
    """Three of the course's rules in four worlds, for each takes its seconds; all when thorough."""
    if THOROUGH:
        yield
        return
    few = {name: rules.RULES[name] for name in (rules.TOLD, rules.BAND, "every third")}
    with pytest.MonkeyPatch.context() as patch:
        for module in (capstone, contest):
            patch.setattr(module, "RULES", few)
        patch.setattr(worlds, "NAMES", ("calm", "thin", "perpetual", worlds.REAL))
        capstone._course.cache_clear()
        yield
    capstone._course.cache_clear()


@pytest.fixture(scope="module")
def honest(few_rules):
    return scored(rules.band)


def test_the_same_seed_gives_the_same_score_to_the_bit(honest):
    worlds.forget()
    drawn = [worlds.world(name, FEW, 12) for name in reversed(worlds.NAMES)]  # in any order
    for world, before in zip(reversed(drawn), honest.played, strict=True):
        again = play(Seat(rules.band), world)
        assert np.array_equal(again.shares, before.shares) and again.cost == before.cost
    other = worlds.world("calm", FEW, 13)
    assert play(Seat(rules.band), other).score != honest.played[0].score


def test_the_scores_of_this_seed_on_any_machine(honest):
    table = {one.world: one.score for one in honest.played}
    assert table["calm"] == pytest.approx(-0.4064114450619771, rel=1e-9)
    assert table["real months"] == pytest.approx(-1.9111556981710724, rel=1e-9)


def test_a_policy_is_played_as_the_course_plays_its_own(honest):
    """The band is in the table twice: as ours, and as anybody's."""
    gap = honest.against_band()
    assert abs(gap.size) < 1e-12 and gap.verdict() == "level"
    assert honest.rank == ranks.rank_ranges(honest.table)[rules.BAND]
    said = str(honest)
    assert f"of {honest.rules}" in said and "level (394 months; not ranked)" in said


SIGNALS = {"thin", "perpetual"}  # with depth, and with a margin account


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[thorough] * (n not in SIGNALS)) for n in (*worlds.DRAWN, worlds.REAL)],
)
def test_rules_played_abreast_are_each_as_if_it_were_alone(name, monkeypatch):
    monkeypatch.setattr(playing, "ABREAST", 4 * 30 + 1)  # 4, 4, and 3 in the end
    world = worlds.world(name, 30, 12)
    abreast = play_abreast(rules.RULES, world)
    assert list(abreast) == list(rules.RULES)
    for rule, found in abreast.items():
        alone = play(Ours(rules.RULES[rule]), world)
        for what in ("shares", "bets", "months", "cost", "trades", "liquidated"):
            was = getattr(alone, what)
            assert getattr(found, what) == pytest.approx(was, rel=1e-12, abs=1e-12), (rule, what)


# ---- policies that misbehave --------------------------------------------------------------------


def raises(now):
    if now.step == 7:
        raise KeyError("no such key")
    return now.neutral


def interrupts(now):
    raise KeyboardInterrupt


def endless(now):
    while True:
        pass


class Counts:
    calls = 0

    def __call__(self, now):
        self.calls += 1
        return now.neutral + 1e-3 * self.calls


def writes(now):
    now.spot.flags.writeable = True
    now.spot[:] = 1.0
    return now.neutral


def the_world():
    """What a policy finds that walks up the calls that led to it."""
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("world"), "paths"):
        frame = frame.f_back
    return frame.f_locals["world"]


def walks_the_stack(now):
    up = the_world().paths.spots[:, now.step + 1] > now.spot
    return now.neutral + 0.5 * up


def draws_the_worlds_again(now):
    spots = worlds.world("calm", FEW, 12).paths.spots
    return now.neutral + (spots[:, now.step + 1] > now.spot)


def peeks_later(now):
    """Honest until the last step but one."""
    return walks_the_stack(now) if now.step == now.steps - 1 else now.neutral


def peeks_as_seller(now):
    return walks_the_stack(now) if np.mean(now.gamma) < 0 else now.neutral


def waits_for_depth(now):
    """Knows how deep the market will be a step later."""
    world = the_world()
    if world.depth is None:
        return now.neutral
    deeper = world.depth[:, now.step + 1] > now.depth
    return np.where(deeper & (now.step > 0), now.hedge, now.neutral)


def knows_the_truth(now):
    return now.at(the_world().true_vol).neutral


def looks_across(now):
    """What happens in other months is no news of this one."""
    return now.neutral + 1e-6 * now.spot.mean()


def knows_the_world_from_all_its_paths(now):
    """Which world it is, from the size of all paths' moves: more than one path can tell."""
    if now.step < 6:
        return now.neutral
    usual = np.reshape(now.paid_vol, (-1, 1)) * (now.time / now.step) ** 0.5
    happens = np.median(np.abs(now.moves / usual)) / 0.6745
    return now.at(owned(now.paid_vol * (0.75 if happens < 0.88 else 1.0))).neutral


class Remembers:
    """The worlds drawn before the score began, and each path looked up by its own past."""

    def __init__(self):
        self.next = {}
        for k, draw in enumerate(worlds.DRAWN.values()):
            own = np.random.SeedSequence(12, spawn_key=(k,))
            for row in draw(FEW, own).paths.spots:
                for step in range(1, len(row) - 1):
                    self.next[row[: step + 1].tobytes()] = row[step + 1]

    def __call__(self, now):
        after = [self.next.get(row.tobytes(), row[-1]) for row in now.past]
        return now.neutral + 0.3 * np.sign(after - now.spot)


class Copies(Remembers):
    """Each world is copied from the calls that led here as it begins, and looked up later: what is
    written into the arrays meanwhile is not seen."""

    def __init__(self):
        self.next = {}

    def __call__(self, now):
        if now.step == 0 and len(now.spot) == FEW:
            for row in the_world().paths.spots:
                for step in range(1, len(row) - 1):
                    self.next.setdefault(row[: step + 1].tobytes(), row[step + 1])
        return super().__call__(now)


def searches_memory(now):
    """What is about in this process, and begins as these paths did."""
    for one in gc.get_objects() if now.step > 1 else []:  # all begin at 100
        if type(one) is worlds.World and one.paths.n_steps == now.steps:
            spots = one.paths.spots[: now.spot.size]
            if np.array_equal(spots[:, : now.step + 1], now.past):
                return now.neutral + 0.5 * (spots[:, now.step + 1] > now.spot)
    return now.neutral


def asks_inspect(now):
    for call in inspect.stack():
        world = call.frame.f_locals.get("world")
        if isinstance(world, worlds.World):
            return now.neutral + 0.5 * (world.paths.spots[:, now.step + 1] > now.spot)


def changes_the_paths(now):
    spots = the_world().paths.spots
    spots.flags.writeable = True
    spots[:, now.step + 1] = 100.0
    return now.neutral


BAD = {
    "raises": (raises, "KeyError: 'no such key', at `raise KeyError(\"no such key\")`"),
    "where": (raises, "(world: calm, the owner, step 7)"),
    "nan": (lambda now: now.neutral * np.nan, "must be a finite number for every path"),
    "none": (lambda now: None, "is a `return` missing?"),
    "text": (lambda now: "buy", "one number per path"),
    "digits": (lambda now: "0.5", "no text"),
    "too far": (lambda now: now.neutral - 3, "the hedge must be within 2 units"),
    "paid": (lambda now: now.paid_vol.fill(0.1), "read-only"),
    "nameless": (interrupts, "KeyboardInterrupt, at `raise KeyboardInterrupt` (world: calm, the"),
    "complex": (lambda now: now.neutral + 0j, "real and not True or False"),
    "shape": (lambda now: now.neutral[:3], "one number per path, shape (24,)"),
    "endless": (endless, "in world calm. Whole arrays are quicker"),
    "counts": (Counts(), "asked again, it answers otherwise"),
    "draws": (lambda now: 0.1 * np.random.random(size=FEW), "asked again, it answers"),
    "writes": (writes, "it changed what it was given: now.spot"),
    "stack": (walks_the_stack, "it sees the future"),
    "again": (draws_the_worlds_again, "it sees the future"),
    "later": (peeks_later, "it sees the future: other prices after step 59"),
    "seller": (peeks_as_seller, "it sees the future"),
    "depth": (waits_for_depth, "it sees the future"),
    "truth": (knows_the_truth, "it sees what nobody is told"),
    "across": (looks_across, "changes with other paths"),
    "pools": (knows_the_world_from_all_its_paths, "changes with other paths"),
    "memory": (searches_memory, "it sees the future"),
    "inspect": (asks_inspect, "it sees the future"),
    "copies": (Copies, "it does far better on the seed that it may know"),
    "remembers": (Remembers, "it does far better on the seed that it may know"),
    "quits": (lambda now: sys.exit(), "SystemExit, at"),
}


@pytest.mark.parametrize("name", sampled(BAD, of=2))
def test_a_policy_that_misbehaves_gets_a_readable_report(name, honest):
    policy, words = BAD[name]
    policy = policy() if isinstance(policy, type) else policy
    report = scored(policy, seconds=0.5 if name == "endless" else 60)
    assert report.score is None and words in report.why, report.why
    assert str(report).startswith("no score: ")
    with pytest.raises(ValueError, match="no picture"):
        report.picture()


def test_nobody_elses_score_has_changed(honest):
    assert "it changed the paths" in scored(changes_the_paths).why
    again = [play(Seat(rules.band), world) for world in worlds.worlds(FEW, 12)]
    assert ranks.score(again) == honest.score


def test_a_report_says_what_one_far_behind_means():
    report = scored(lambda now: now.delta)
    assert report.score and "its hedge has the wrong sign" in str(report).split("level with")[0]
    assert "it adds to `now.hedge`" in scored(lambda now: now.hedge + now.neutral).why


def gives_abs_a_meaning(now):
    np.abs = lambda x: 0 * x
    return now.neutral


def scores_itself(now):
    playing.share = lambda x, cost: np.zeros(len(x))
    return now.neutral


def shows_all_another_hedge(now):
    type(now).neutral = property(lambda seen: 0 * seen.spot)
    return now.delta


def trades_for_nothing(now):
    gl.HalfSpread.__call__ = lambda self, *given: 0.0
    return now.neutral


def spoils_the_band(now):
    rules.RULES[rules.BAND] = lambda world: lambda seen: 0 * seen.spot
    return now.neutral


def calls_off_the_test(now):
    capstone.ask_again = lambda *given: None
    return now.neutral


SHARED = {
    "numpy.abs": gives_abs_a_meaning,
    "playing.share": scores_itself,
    "Now.neutral": shows_all_another_hedge,
    "HalfSpread.__call__": trades_for_nothing,
    "RULES.band": spoils_the_band,
    "capstone.ask_again": calls_off_the_test,
}


@pytest.mark.parametrize("name", sampled(SHARED))
def test_what_all_share_is_put_back(name, honest):
    said = scored(SHARED[name]).why
    assert f"{name}, which is everybody's" in said, said
    again = [play(Seat(rules.band), world) for world in worlds.worlds(FEW, 12)[:1]]
    assert again[0].score == honest.played[0].score
    assert shared.changed(shared.names()) == ""


def test_names_of_ones_own_change_nothing(honest):
    def adds(now):
        np.mine, gl.mine = 3, 4
        np.seterr(all="raise", under="ignore")  # far from the strike a gamma squared is 0
        return rules.band(now)

    try:
        assert scored(adds).score == honest.score
    finally:
        del np.mine, gl.mine


def test_a_flood_of_prints_is_cut(capsys):
    def floods(now):
        print("x" * 1000)
        return now.neutral

    assert scored(floods).score is not None
    assert len(capsys.readouterr().out) < 12_000


def test_a_report_says_what_level_is_and_each_worlds_own_score(honest):
    lines = str(honest).splitlines()
    (head,) = [line for line in lines if line.startswith("world")]
    (calm,) = [line for line in lines if line.startswith("calm")]
    for name, told in (("score", r"−0\.406"), ("trades", r"\d+")):
        end = head.index(name) + len(name)
        assert re.search(rf" {told}$", calm[:end]) and calm[end] == " "
    assert (
        f"level: the difference does not exceed {ranks.LEVEL}: too close, or not known well."
        in lines
    )


def test_the_page_of_a_report(honest):
    shown = honest._repr_html_()
    assert 'alt="Ranks that each rule may have: told' in shown and len(shown) > 20_000
    assert "<img" not in scored(lambda now: None)._repr_html_()


@pytest.mark.parametrize(
    "named, value", [("months", 25), ("months", 2), ("seed", -1), ("bps", 0), ("policy", 3)]
)
def test_a_bad_argument_is_named(named, value):
    given = {"policy": rules.band, "months": FEW} | {named: value}
    with pytest.raises(ValueError, match=named):
        capstone.score(given.pop("policy"), progress=False, **given)


def test_what_a_policy_sees_is_of_this_moment():
    """Of the perpetual, the world with the most to see."""
    seen = {}

    def looks(now):
        if now.step == 5 and now.funding:
            seen["left"], seen["past"], seen["moves"] = now.margin, now.past, now.moves
            seen["spread"], seen["spot"] = now.spread, now.spot
        return now.neutral

    play(Seat(looks), worlds.world("perpetual", FEW, 12))
    assert seen["past"].shape == (FEW, 6) and np.array_equal(seen["past"][:, -1], seen["spot"])
    assert seen["moves"] == pytest.approx(np.diff(np.log(seen["past"]), axis=1))
    assert seen["spread"] == pytest.approx(0.0005)
    assert np.all(seen["left"] > 0) and np.ptp(seen["left"]) > 0


def test_the_margin_that_a_policy_sees_is_the_replays():
    """One path, held against the ledger: what the hedge brought, less what it cost."""
    world = worlds.world("perpetual", FEW, 12).first(1)
    margins = []

    def looks(now):
        margins.append(now.margin[:1])
        return now.neutral

    policy = decisions(Seat(looks), world, 1, worlds.BPS, [])
    run = gl.replay(world.book, world.paths, policy=policy, **world.options())
    seen = np.ravel(margins)
    ledger = run.ledger(0)
    told = (ledger["settled"] + ledger["funding"] - ledger["cost"].shift(fill_value=0)).cumsum()
    assert seen == pytest.approx(worlds.COLLATERAL + told.to_numpy()[:-1], rel=1e-9)


def test_an_order_that_the_margin_does_not_bear_is_no_closing():
    """It leaves the hedge at 0, as a closing does; but the account keeps what is in it."""
    times, spots = np.arange(5) * 0.01, np.array([[100.0, 90.7, 90.7, 90.7, 90.7]])
    vol, venue = np.array([0.3]), worlds._perpetual_venue()
    world = worlds.World("falls", gl.Paths(times, spots), vol, vol, venue=venue)
    margins, wanted = [], [1.0, 0.0, 2.0, 0.5, 0.0]

    def asks(now):
        margins.append(float(now.margin[0]))
        return np.full(now.spot.shape, wanted[now.step])

    run = gl.replay(
        world.book, world.paths, policy=decisions(Seat(asks), world, 1, worlds.BPS, []),
        **world.options(),
    )  # fmt: skip
    ledger = run.ledger(0)
    assert not run.liquidated.any() and ledger["hedge"].tolist()[:4] == [1.0, 0.0, 0.0, 0.5]
    told = (ledger["settled"] + ledger["funding"] - ledger["cost"].shift(fill_value=0)).cumsum()
    n = len(times) - 1
    assert margins[:n] == pytest.approx(worlds.COLLATERAL + told.to_numpy()[:n], rel=1e-9)
    assert margins[3] > 0.4


# ---- the worlds, and what the score is made of -----------------------------------------------


def test_what_was_paid_names_no_world():
    """Each draws it from the one range; so the best guess of a world from it is a blind one."""
    drawn = [worlds.world(name, 2000, 5).paid_vol for name in worlds.DRAWN]
    low, high = worlds.PAID
    for paid in drawn:
        assert low <= paid.min() < low + 0.01 and high - 0.01 < paid.max() <= high
        assert abs(paid.mean() - (low + high) / 2) < 4 * paid.std() / 1000**0.5
    assert len({paid.tobytes() for paid in drawn}) == len(drawn)


@pytest.mark.parametrize("name", worlds.DRAWN)
def test_a_world_moves_as_it_says_and_its_mean_stays(name):
    world = worlds.world(name, 2000, 5)
    moved = world.paths.realised_vol() / world.true_vol
    assert np.mean(moved**2) == pytest.approx(1, abs=0.03)
    end = world.paths.spots[: 1000 if world.pairs else 2000, -1]
    assert abs(end.mean() - worlds.SPOT) < 4 * end.std() / end.size**0.5


@pytest.mark.parametrize("name", ["trending", "perpetual", "jumping"])
def test_profit_is_what_neutral_brings_less_costs_and_the_bet(name):
    """The sides' sum: what neutral brings drops out. A unit held all month earns what prices do."""
    world = worlds.world(name, 60, 5)
    one = play(Ours(lambda _: lambda now: now.neutral + 0.1), world)
    assert (one.months.mean(axis=0)).mean() == pytest.approx(one.bets.mean() - one.cost)
    assert one.score == pytest.approx(-one.cost - one.months.var(axis=1).mean() / 2)
    if world.venue is None:
        spots = world.paths.spots
        moved = 0.1 * (spots[:, -1] - spots[:, 0]) / world.noise
        assert one.bets.mean() == pytest.approx(moved.mean(), abs=1e-9)


def test_a_bettor_earns_and_is_not_paid():
    """Trending: half a unit on the next move brings a noise unit a month, and costs its risk."""
    table = league([rules.BAND, "bets on trends"], ["trending", "ranging"], 400, 5)
    bets = ranks.bet(table["bets on trends"])
    assert bets.size > 1 > 20 * bets.error
    assert ranks.gap(table["bets on trends"], table[rules.BAND]).verdict() == "behind"
    assert abs(ranks.bet(table[rules.BAND]).size) < 0.02


def test_the_venue_is_everybodys():
    """On a perpetual every world has an account, for the course's rules, too."""
    for venue, closed in (("stock", False), ("perpetual", True)):
        drawn = [worlds.world(name, FEW, 12, venue) for name in ("wild", "perpetual")]
        for world in drawn:
            assert (opening_of(world, 1).collateral is not None) == closed
    with pytest.raises(ValueError, match="venue"):
        scored(rules.band, venue="moon")


def test_the_question_is_put_to_the_last_step_but_one():
    """Which prices stay: each step is some path's last, on both sides."""
    world, asked = worlds.world("calm", FEW, 12), []

    class Honest:
        def opened(self, world, opening):
            asked.append([])

        def answer(self, present):
            asked[-1].append(present.spot)
            return 0 * present.spot

    before = world.paths.spots.copy()
    said: dict = {}
    play(Honest(), world, said=said)
    peeking.ask_again(Honest(), world, worlds.BPS, said)
    alone = [again for again in asked if len(again[0]) == peeking.ALONE]
    assert len(asked) == 6 and len(alone) == 2 and np.array_equal(world.paths.spots, before)
    for again in (asked[2], asked[4]):
        same = np.array(again) == before[:, :-1].T
        assert set(same.sum(axis=0) - 1) >= {0, 59} and len(set(same.sum(axis=0))) == FEW


def unborn(policy, of_world, months, seed):
    world = worlds.world(of_world, months, seed)
    before = world.paths.spots.copy()
    both = peeking.unborn(Seat(policy), Ours(rules.RULES[rules.BAND]), world, worlds.BPS)
    assert np.array_equal(world.paths.spots, before)  # nobody else's
    return both


def test_a_rule_and_its_rival_meet_the_same_unborn_months():
    for of_world in ("calm", "thin", "perpetual", "jumping"):
        mine, theirs = unborn(rules.band, of_world, FEW, 5)
        assert np.allclose(mine.shares, theirs.shares) and np.allclose(mine.bets, theirs.bets)


@pytest.mark.parametrize("of_world", ["calm", "trending", "ranging"])
def test_what_is_turned_is_as_likely_as_before(of_world):
    """Moves keep their size and what one tells of the next, and pairs stay mirrored. The coins are
    the system's: bounds are five errors wide."""
    world = worlds.world(of_world, 2000, 5).copied()
    drawn = world.paths.spots.copy()
    for step in range(world.paths.n_steps):
        past = world.paths.spots[:, : step + 1].copy()
        peeking.turned(world, step)
        assert np.array_equal(world.paths.spots[:, : step + 1], past)
    moves = [np.diff(np.log(spots), axis=1) for spots in (drawn, world.paths.spots)]
    size, again = (np.mean(one**2, axis=1) for one in moves)
    assert again.mean() == pytest.approx(size.mean(), rel=0.02)
    turned = moves[1]
    together = np.mean(turned[:, 1:] * turned[:, :-1]) / np.mean(turned**2)
    assert together == pytest.approx(peeking.TURNS[of_world], abs=5 / (1000 * 59) ** 0.5)
    assert np.allclose(turned[:1000], -turned[1000:])
    same = np.mean(np.isclose(moves[0], turned), axis=0)
    assert np.all(np.abs(same[1:] - 0.5) < 5 * 0.5 / 1000**0.5) or of_world != "calm"
    pairs = [playing.in_pairs(spots[:, -1], True) for spots in (drawn, world.paths.spots)]
    error = np.hypot(*[pair.std() / 1000**0.5 for pair in pairs])
    assert abs(pairs[1].mean() - pairs[0].mean()) < 5 * error


@pytest.mark.parametrize("name", ["calm", "perpetual"])
def test_an_honest_rule_does_as_well_where_nothing_is_known(name):
    """What is told of unborn months and of drawn ones is alike: else honest rules were accused."""
    drawn = worlds.world(name, 1000, 5)
    told = play(Seat(rules.measures), drawn), play(Ours(rules.RULES[rules.BAND]), drawn)
    hidden = unborn(rules.measures, name, 1000, 6)
    for what in ("shares", "bets"):
        here, there = (ranks.gap([mine], [theirs], what) for mine, theirs in (told, hidden))
        assert abs(here.size - there.size) < 4 * np.hypot(here.error, there.error)
    assert not peeking.known_seed(*[tuple([one] for one in both) for both in (told, hidden)])


# ---- ranks that noise does not turn -------------------------------------------------------------


def by_hand(now):
    width = (1.5 * 0.0005 * now.spot * now.gamma**2 / 0.75) ** (1 / 3)
    return now.neutral if now.step == 0 else to_the_edge(now, width)


def otherwise(now):
    """The band again: rims first, and the logarithm in place of the root."""
    if now.step == 0:
        return -now.delta
    tiny = np.maximum(np.abs(now.gamma), 1e-300)
    width = np.exp((np.log(0.001 * now.spot) + 2 * np.log(tiny)) / 3)
    return np.minimum(np.maximum(now.hedge, now.neutral - width), now.neutral + width)


def wobbles(now):
    return rules.band_at(now, rules.ww_width(now) * (1 + 0.02 * np.sin(now.spot)))


COPIES = {"by hand": by_hand, "otherwise": otherwise}
MORE = {
    "wobbles": wobbles,
    "all three": rules.all_three,
    "half as tolerant": gl.WhalleyWilmott(0.0005, 1.5),
    "wrong way": lambda now: rules.reads_trends(now, -1.0),
    "0.05 long": lambda now: now.neutral + 0.05,
    "never": gl.Never(),
    "bets on trends": rules.bets_on_trends,
}


def league(names, of_worlds, months, seed):
    """Rules by name, played."""
    all_rules = rules.RULES | {k: lambda _, v=v: v for k, v in (COPIES | MORE).items()}
    table = {name: [] for name in names}
    for name in of_worlds:
        world = worlds.world(name, months, seed)
        for rule in names:
            table[rule].append(play(Ours(all_rules[rule]), world))
        world.kept.clear()
    return table


def test_over_fresh_seeds_no_rank_is_turned_by_noise():
    """Twelve seeds of all worlds when thorough; otherwise two, of fewer of everything."""
    if THOROUGH:
        names, of_worlds = [*rules.RULES, *COPIES, *MORE], list(worlds.DRAWN)
        months, seeds = capstone.MONTHS, range(101, 113)
    else:
        names = [rules.TOLD, rules.BAND, "every third", *COPIES, "wobbles", "bets on trends"]
        of_worlds, months, seeds = ["calm", "trending"], 400, (101, 102)
    parted, turned = {}, 0
    for seed in seeds:
        table = league(names, of_worlds, months, seed)
        ranges = ranks.rank_ranges(table)
        said = ranks.verdicts(table)
        near = {name for name in names if said.get((rules.TOLD, name), "ahead") != "ahead"}
        assert near - {rules.TOLD} <= {"all three"}, (seed, near)  # the course's own are behind
        assert said["bets on trends", rules.BAND] == "behind"
        assert ranks.bet(table["bets on trends"]).size > 0.1  # it does earn, and is not paid for it
        assert len({ranges[name] for name in (rules.BAND, *COPIES)}) == 1, (seed, ranges)
        for pair, word in said.items():
            if word != "level":
                assert parted.setdefault(pair, word) == word, (seed, pair)
        order = ranks.in_order(table)
        turned += order != parted.setdefault("order", order)
    assert len(parted) > 10  # or nothing was ever parted, and nothing was tested
    assert turned or not THOROUGH  # the plain order does turn: that is what ranges are for


def test_verdicts_do_not_depend_on_those_who_failed():
    table = league([rules.TOLD, rules.BAND], ["calm"], 200, 1)
    assert ranks.rank_ranges(table, rules=30) == {rules.TOLD: (1, 1), rules.BAND: (2, 2)}
    assert ranks.errors_for(30) > ranks.errors_for(2)


def test_the_floor_keeps_a_copy_from_parting():
    """A rule against its copy differs by 1e-16, with an error as small: no difference."""
    assert ranks.Gap(1e-15, 1e-17).verdict() == "level"
    assert ranks.Gap(0.0100001, 0.0).verdict() == "ahead"
    assert ranks.Gap(-0.0399, 0.01).verdict() == "level"
    assert ranks.Gap(-0.0401, 0.01).verdict() == "behind"


def test_error_of_a_difference_is_its_spread_over_seeds():
    """The spread of a difference over many samples is what each of them states as its error."""
    sizes, errors = [], []
    for seed in range(40):
        world = worlds.world("calm", 60, seed)
        one, other = many.shares_of(world, *many.band_months(world, (1.0, 3.0)))
        sizes.append((one - other).mean())
        errors.append((one - other).std(ddof=1) / 30**0.5)
    assert 0.75 < np.std(sizes, ddof=1) / np.mean(errors) < 1.3


# ---- the contest --------------------------------------------------------------------------------

GOOD = """
import numpy as np
from gammalab.course.lesson_12 import rules
def policy(now):
    print("a flood" * 100)
    return rules.band(now)
"""


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contest")
    (folder / "ann.py").write_text(GOOD)
    (folder / "eve").mkdir()
    endless = "def policy(now):\n    while True:\n        pass\n"
    (folder / "eve" / "policy.py").write_text(endless)
    (folder / "two").mkdir()
    for name in ("one.py", "other.py"):
        (folder / "two" / name).write_text(GOOD)
    return folder


@pytest.fixture(scope="module")
def rows(handed_in):
    found = contest.contest(handed_in, months=FEW, seed=12, workers=2, step=1.0)
    return {row["name"]: row for row in found}


def test_a_submission_scores_apart_what_it_scores_here(rows, honest):
    assert rows["ann"]["score"] == honest.score.size  # to the bit
    assert rows["ann"]["rank"] == rows["[band]"]["rank"]


def test_no_submission_is_told_the_seed(tmp_path, capsys, monkeypatch):
    """Not on any command line, not in its surroundings, and not where the seed was read."""
    (tmp_path / "thief.py").write_text("""
import os, glob
found = [p for p in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ")
         if os.access(p, os.R_OK)]
seen = b""
for path in found + glob.glob(f"/proc/{os.getppid()}/fd/*"):
    try:
        if path.endswith(("cmdline", "environ")) or os.path.isfile(path):
            with open(path, "rb") as file:
                seen += file.read(1000)
    except OSError:
        pass
def policy(now):
    raise ValueError("seen" if b"914275" in seen else "unseen")
""")
    (tmp_path / "seed").write_text("914275")
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    with open(tmp_path / "seed") as told:
        monkeypatch.setattr(sys, "stdin", told)
        assert contest.main([str(tmp_path), "--ask-seed", "--months", str(FEW)]) == 0
    said = capsys.readouterr().out
    assert "unseen" in said and "Seed 914275" in said


@pytest.mark.skipif(not apart.POSIX, reason="nothing inherits the pipes there")
@pytest.mark.parametrize("leaves", ["", pytest.param("os.setsid()", marks=thorough)])
def test_one_that_forks_does_not_hold_the_contest(leaves, tmp_path):
    """It is ended in time, and what it started with it; what left its session holds no pipe up."""
    path, born = tmp_path / "forks.py", tmp_path / "born"
    path.write_text(f"""
import os, time
def policy(now):
    if os.fork() == 0:
        {leaves or "pass"}
        with open({str(born)!r}, "w") as file:
            file.write(str(os.getpid()))
        time.sleep(20)
        os._exit(0)
    while True: pass
""")
    begun = time.monotonic()
    done = contest.run(contest.Entry("forks", path), FEW, 12, step=1.0)
    assert "one answer took more than 1 seconds" in done.why
    child_of_it = int(born.read_text())
    if leaves:
        os.kill(child_of_it, signal.SIGKILL)
    else:
        end = time.monotonic() + 5
        while _runs(child_of_it) and time.monotonic() < end:
            time.sleep(0.05)
        assert not _runs(child_of_it)
    assert time.monotonic() - begun < 18


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


ANEW = {
    "hash": "def policy(now):\n    return now.neutral + 0.01 * (hash('a') % 7)",
    "set": "def policy(now):\n    return now.neutral * len(next(iter({'a', 'bb', 'ccc'}))) / 3",
    "process": "import os\ndef policy(now):\n    return now.neutral + 1e-6 * os.getpid()",
    "clock": "import time\nT = time.time()\ndef policy(now):\n    return now.neutral + T % 1",
    "chance": "import random\nU = random.random()\ndef policy(now):\n    return now.neutral + U",
    "folder": "F = hash(__file__) % 99\ndef policy(now):\n    return now.neutral + 0.01 * F",
}
ALIKE = {
    "seeded": "from random import Random\nU = Random(1).random()\n"
    "def policy(now):\n    return now.neutral + U / 50",
    "sum": "def policy(now):\n    return now.neutral * sum(float(x) for x in {'.1', '.2', '.7'})",
    "once": "seen = []\ndef policy(now):\n    seen.append(now.step)\n    return now.neutral",
}


OFTEN = ["hash", "clock", "sum"]  # each takes its seconds


@pytest.mark.parametrize(
    "name", [*OFTEN, *(pytest.param(n, marks=thorough) for n in ANEW | ALIKE if n not in OFTEN)]
)
def test_what_differs_from_process_to_process_has_no_score(name, tmp_path, monkeypatch):
    """Within one process it is the same, and another day or machine would bring another score."""
    path = tmp_path / f"{name}.py"
    path.write_text((ANEW | ALIKE)[name])
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    done = contest.run(contest.Entry(name, path), FEW, 12)
    if name in ANEW:
        assert peeking.ANEW in done.why and not done.played
    else:
        assert done.played, done.why
        again = contest.run(contest.Entry(name, path), FEW, 12)
        assert done.played[0].score == again.played[0].score  # to the bit


def test_no_object_of_a_submissions_process_leads_to_paths(tmp_path, monkeypatch):
    path = tmp_path / "thief.py"
    path.write_text("""
import gc, sys
def policy(now):
    if now.step == 3:
        calls, frame = [], sys._getframe()
        while frame:
            calls += [str(type(one)) for one in frame.f_locals.values()]
            frame = frame.f_back
        calls += [str(type(one)) for one in gc.get_objects()]
        found = [one for one in calls if one.endswith((".World'>", ".Paths'>", ".Setup'>"))]
        assert not found, found
    return now.neutral
""")
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    assert not contest.run(contest.Entry("thief", path), FEW, 12).why


def test_the_time_of_a_submission_is_the_processors(tmp_path, monkeypatch):
    """Who waits for others is not late: no score depends on how many workers there are."""
    path = tmp_path / "waits.py"
    path.write_text("""
import time
def policy(now):
    if now.step == 5:
        time.sleep(0.6)
    return now.neutral
""")
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    done = contest.run(contest.Entry("waits", path), FEW, 12, step=0.5)
    assert done.played or not apart.TOLD
    path.write_text("import time\ndef policy(now):\n    time.sleep(60)")
    begun = time.monotonic()
    done = contest.run(contest.Entry("waits", path), FEW, 12, step=0.3)
    assert "one answer took more than 0.3 seconds" in done.why
    assert time.monotonic() - begun < 55  # it would sleep for a minute


def test_one_far_behind_has_its_reason_beside_its_score(tmp_path, monkeypatch):
    path = tmp_path / "turned.py"
    path.write_text("def policy(now):\n    return now.delta")
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    rows = contest.contest(tmp_path, months=120, seed=12)
    (mine,) = [row for row in rows if row["name"] == "turned"]
    assert mine["rank"] and "it has the wrong sign" in mine["why"].replace("its hedge", "it")
    assert mine["why"] in contest.as_table(rows)


def test_one_that_fails_has_a_reason_and_changes_nobody(rows, honest):
    assert rows["eve"]["rank"] is None
    assert (
        "one answer took more than 1 seconds (world: calm, the owner, step 0)"
        in (rows["eve"]["why"])
    )
    assert rows["two"]["why"] == "2 files, and not one policy.py"
    told = contest.as_table(list(rows.values()))
    assert "one answer took more than" in told and "1–" in told


@pytest.mark.parametrize(
    "source, words",
    [
        ("x = 1 / 0", "ZeroDivisionError: division by zero, at line 1"),
        ("x = 1", "there is no function `policy`"),
        ("def policy(now):\n    return 'buy'", "one number per path"),
        ("def policy(now):\n    now.spot[:] = 1\n    return 0", "it changed what it was given"),
        ("def policy(now):\n    raise SystemExit", "SystemExit"),
    ],
)
def test_what_a_child_says_of_a_submission(source, words, tmp_path, monkeypatch):
    path = tmp_path / "mine.py"
    path.write_text(textwrap.dedent(source))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    ones = np.ones(4)
    with pytest.raises(BaseException) as fault:  # noqa: PT011
        seat = child._seat(str(path))
        seat.opened(None, opening_of(worlds.world("calm", FEW, 12), 1))
        child._answer(seat, Present(0, 100 * ones, 0 * ones, 100 * ones, ones, ones))
    assert words in child._told(fault.value)


def test_no_submission_reaches_anothers_file(tmp_path, honest, monkeypatch):
    """Whoever runs first may rewrite what was handed in beside it: all of it is read by then."""
    path = tmp_path / "ann.py"
    path.write_text(GOOD + 'import os\nassert os.listdir() == ["ann.py"]\n')
    (tmp_path / "eve.py").write_text(GOOD)
    entry, _ = contest.entries(tmp_path)
    path.write_text("def policy(now):\n    return now.neutral + 1")
    monkeypatch.setattr(worlds, "NAMES", ("calm",))
    found = contest.run(entry, FEW, 12)
    assert [one.score for one in found.played] == [honest.played[0].score], found.why


def test_each_file_has_a_name_of_its_own_or_a_reason(tmp_path):
    """None is lost, none takes another's name, and one that cannot be read stops nobody."""
    for name in ("ann.py", "[band].py", "line\nbreak.py", "LOUD.PY", "sheet.ipynb", "._ann.py"):
        (tmp_path / name).write_text(GOOD)
    for name in ("ann", "mine", "mine/.ipynb_checkpoints", "empty", "folder.py"):
        (tmp_path / name).mkdir()
    (tmp_path / "ann" / "policy.py").write_text(GOOD)
    (tmp_path / "mine" / "mine.py").write_text(GOOD)
    (tmp_path / "mine" / ".ipynb_checkpoints" / "mine-checkpoint.py").write_text(GOOD)
    (tmp_path / "marks.csv").write_text("none")
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.py")
    found = {one.name: one.why for one in contest.entries(tmp_path)}
    plays = {"(band)", "ann.py", "ann/", "line\N{REPLACEMENT CHARACTER}break", "mine"}
    assert {name for name, why in found.items() if not why} == plays
    assert {name: why.split(":")[0] for name, why in found.items() if why} == {
        "LOUD": "its name must end in .py, in small letters",
        "empty": "no Python file in it",
        "folder": "it is no file, or leads nowhere",
        "nowhere": "it is no file, or leads nowhere",
        "pipe": "it is no file, or leads nowhere",
        "sheet": "a notebook",
    }


def test_nobody_takes_the_bands_place(tmp_path):
    (tmp_path / "[band].py").write_text("def policy(now):\n    return now.neutral")
    rows = {row["name"]: row for row in contest.contest(tmp_path, months=FEW, seed=12)}
    assert rows["[band]"]["against the band"] == 0 != rows["(band)"]["against the band"]


@pytest.mark.parametrize("months", [2, 25, 0])
def test_a_contest_takes_the_months_that_a_score_takes(months, handed_in):
    with pytest.raises(ValueError, match="months must be"):
        contest.contest(handed_in, months=months)


def test_one_that_cannot_be_stopped_is_not_charged_to_the_next(monkeypatch):
    """What fills memory within numpy runs on for a while after its time."""
    monkeypatch.setattr(capstone, "PATIENCE", 30.0)
    freed = threading.Event()
    thread = threading.Thread(target=freed.wait, name=sandbox.NAME, daemon=True)
    thread.start()
    threading.Timer(0.3, freed.set).start()
    assert not scored(rules.band).why
    monkeypatch.setattr(capstone, "PATIENCE", 0.1)
    freed.clear()
    thread = threading.Thread(target=freed.wait, name=sandbox.NAME, daemon=True)
    thread.start()
    assert "an earlier policy could not be stopped" in scored(rules.band).why
    freed.set()
    thread.join()


def test_times_that_a_policy_writes_into_are_its_own():
    def writes(now):
        now._times.flags.writeable = True
        now._times[:] = 0
        return now.neutral

    before = [world.paths.times.copy() for world in worlds.worlds(FEW, 12)]
    scored(writes)
    for was, world in zip(before, worlds.worlds(FEW, 12), strict=True):
        np.testing.assert_array_equal(world.paths.times, was)


def test_the_line_that_is_named_is_the_policys_own():
    def forgets(now):
        del now.spot
        return now.neutral

    assert "del now.spot" in scored(forgets).why or "now.neutral" in scored(forgets).why


def test_a_folder_that_is_none_is_told(capsys, tmp_path):
    assert contest.main([str(tmp_path / "none")]) == 1
    assert contest.main([str(tmp_path)]) == 1
    assert "folder" in capsys.readouterr().err
