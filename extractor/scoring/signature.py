"""The signature that stands on every number: what was scored, and how."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extractor.errors import ScoringError
from extractor.scoring.load import Figure
from extractor.scoring.matching import RULE, RULE_VERSION


class Signature(BaseModel):
    """Two numbers may be compared only if all but `version` of their signatures agree."""

    model_config = ConfigDict(frozen=True)

    gold: str
    split: str
    articles: int
    figures: int
    rule: str = f"{RULE}.v{RULE_VERSION}"
    resamples: int
    seed: int
    version: str

    def __str__(self) -> str:
        return (
            f"gold:{self.gold}|split:{self.split}|articles:{self.articles}|figures:{self.figures}"
            f"|rule:{self.rule}|bootstrap:{self.resamples}/{self.seed}|version:{self.version}"
        )

    @property
    def comparable(self) -> str:
        """The part that must be equal for two scores to be about the same thing."""
        return f"gold:{self.gold}|split:{self.split}|articles:{self.articles}|figures:{self.figures}|rule:{self.rule}"


def hash_files(paths: Sequence[Path]) -> str:
    """First 12 hex digits of the SHA-256 of the gold file; of several, over their sorted hashes."""
    try:
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    except OSError as e:
        raise ScoringError(f"cannot read gold: {e}") from e
    if len(digests) == 1:
        return digests[0][:12]
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:12]


def hash_figures(golds: Iterable[Iterable[Figure]]) -> str:
    """The same for gold that is in no file: over its content, in no order."""
    digests = sorted(
        hashlib.sha256(
            "\n".join(
                sorted(json.dumps(f.model_dump(mode="json", exclude_unset=True), sort_keys=True) for f in figures)
            ).encode()
        ).hexdigest()
        for figures in golds
    )
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:12]


def extractor_version() -> str:
    """The version of the package, without importing the pipeline (the scorer must not depend on it)."""
    return str(getattr(sys.modules.get("extractor"), "__version__", "unknown"))
