"""What the text of lesson 00, start here, calls: its lab, and one round trip."""

from .first_look import averages, first_look, month, premium, round_trip

__all__ = ["averages", "first_look", "month", "premium", "round_trip"]
