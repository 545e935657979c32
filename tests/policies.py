"""What tests send to other processes: each imports this file, and nothing of pytest's."""

import numpy as np


def gives_up(now):
    """A policy that has no answer when the price has moved a lot."""
    return np.where(np.abs(now.spot - 100) < 3, now.neutral, np.nan) if now.step == 2 else 0.0
