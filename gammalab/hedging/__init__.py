"""The hedge: policies, costs, venues, and the loop that replays them along paths."""
