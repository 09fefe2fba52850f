"""Who reuses what."""
