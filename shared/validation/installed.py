"""The validator of an installation: compiled rules are worth keeping for the next document."""

from functools import lru_cache
from pathlib import Path

from shared.packs import Packs
from shared.validation.validator import Validator


@lru_cache(maxsize=8)
def validator_for(packs: tuple[Path, ...], cache: Path) -> Validator:
    """One validator per set of folders; a pack that is added later is seen within a second."""
    return Validator(Packs(packs, cache), cache)
