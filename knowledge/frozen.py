"""The base of every model that is written to a file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A model that does not change and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
