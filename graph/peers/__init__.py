"""Which organisations are alike, and whom to call there."""
