"""What the capstone says of a policy: a table in words, a picture, and a rank that holds."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass, field

from gammalab.lab import style

from . import ranks
from .picture import draw
from .playing import Played
from .ranks import Gap
from .rules import BAND, MINE

WIDE = {"score": 7, "mean": 7, "spread": 8, "1 % tail": 10, "cost": 6, "bet": 7, "trades": 8}
SHOWN = "{verdict} ({months} months; not ranked)"


@dataclass(frozen=True, eq=False)
class Report:
    """What came of a policy. Print it, or leave it as the last line of a cell.

    why: what went wrong, in words; "" where nothing did. note: what a rule that is far behind the
    band seems to mean by its answers, or "". Without fault there are also score (a Gap: size and
    error), bet (likewise), rank (best, worst), rules (how many were ranked), gaps (against the
    band, world by world, a Gap each), against_band(), and played (a Played for each world).
    """

    why: str = ""
    table: dict = field(default_factory=dict, repr=False)
    note: str = ""

    @property
    def played(self) -> list[Played]:
        return self.table.get(MINE, [])

    @property
    def score(self) -> Gap | None:
        return ranks.score(self.played) if self.table else None

    @property
    def rules(self) -> int:
        return len(self.table)

    @property
    def rank(self) -> tuple[int, int] | None:
        return ranks.rank_ranges(self.table)[MINE] if self.table else None

    @property
    def bet(self) -> Gap | None:
        """What delta beyond neutral earned, noise units a month: not scored."""
        return ranks.bet(self.played) if self.table else None

    @property
    def gaps(self) -> dict[str, Gap]:
        pairs = zip(self.played, self.table.get(BAND, []), strict=True)
        return {mine.world: ranks.gap([mine], [theirs]) for mine, theirs in pairs}

    def against_band(self, name=MINE) -> Gap | None:
        """A rule of the table against the band, over the worlds that count."""
        if not self.table:
            return None
        return ranks.gap(ranks.ranked(self.table[name]), ranks.ranked(self.table[BAND]))

    def __str__(self):
        if self.why:
            return f"no score: {self.why}"
        return "\n".join([*self._head(), "", *self._rows(), "", *self._foot()])

    __repr__ = __str__

    def _head(self):
        said = ranks.verdicts(self.table)
        level = [name for name in self.table if name != MINE and said[MINE, name] == "level"]
        apart = self.against_band()
        first = f"score {signed(self.score.size)} ± {self.score.error:.3f}"
        yield f"{first}    rank {range_in_words(self.rank)} of {self.rules}"
        yield f"against the band {signed(apart.size)} ± {apart.error:.3f}: {apart.verdict()}"
        if self.note:
            yield f"why so far behind: {self.note}"
        yield f"level with: {', '.join(level) if level else 'nobody'}"
        bet = f"bet {signed(self.bet.size)} ± {self.bet.error:.3f}"
        yield f"{bet}: what delta beyond neutral earned, and what liquidation left; not scored"

    def _rows(self):
        row = "".join(f"{head:>{wide}}" for head, wide in WIDE.items())
        yield f"{'world':12s}{row}  against the band"
        for one, (name, apart) in zip(self.played, self.gaps.items(), strict=True):
            said = apart.verdict()
            if not one.ranked:
                said = SHOWN.format(verdict=said, months=one.months.shape[1])
            if one.liquidated:
                said += f"; liquidated {100 * one.liquidated:.1f} %"
            told = (
                signed(one.score), signed(one.mean, 2), f"{one.spread:.2f}", signed(one.tail, 1),
                f"{one.cost:.2f}", signed(one.bets.mean(), 2), f"{one.trades:.0f}",
            )  # fmt: skip
            row = "".join(f"{cell:>{wide}}" for cell, wide in zip(told, WIDE.values(), strict=True))
            yield f"{name:12s}{row}  {signed(apart.size):>7s} ± {apart.error:.3f}  {said}"

    def _foot(self):
        yield f"level: the difference does not exceed {ranks.LEVEL}: too close, or not known well."
        yield f"In the rank it is {ranks.errors_for(self.rules):.1f} errors: {self.rules} rules."
        yield "1 % tail: one month in a hundred is worse. All but trades in noise units a month."

    def picture(self):
        """A matplotlib Figure: where each rule is ahead of the band, and its possible ranks."""
        if not self.table:
            raise ValueError(f"report has no picture: {self.why}")
        return draw(self.table)

    def _repr_html_(self):
        """The words, and below them the picture with its own words for screen readers."""
        said = f'<pre style="line-height: 1.35">{html.escape(str(self))}</pre>'
        if not self.table:
            return said
        file = io.BytesIO()
        with style.settings():
            self.picture().savefig(file, format="png", dpi=110)
        png = base64.b64encode(file.getvalue()).decode()
        alt, width = html.escape(self.alt()), "max-width: 100%"
        return f'{said}<img alt="{alt}" style="{width}" src="data:image/png;base64,{png}">'

    def alt(self) -> str:
        """What the picture shows, in words."""
        ranges = ranks.rank_ranges(self.table)
        names = ranks.in_order(self.table)
        told = "; ".join(f"{name} {range_in_words(ranges[name])}" for name in names)
        return f"Ranks that each rule may have: {told}."


def range_in_words(ends) -> str:
    """(2, 3) is "2–3"; (2, 2) is "2"."""
    best, worst = ends
    return str(best) if best == worst else f"{best}–{worst}"


def signed(value, digits=3) -> str:
    """A number with its sign, a real minus; 0.000 has none."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text if any(mark in text for mark in "123456789") else text[1:]
