"""Real texts that stay outside the repository: tests that need them are skipped where the folder is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED = SHARED / "seed" / "asharq-al-awsat-sohr-toll.txt"
REAL_DEV = SHARED / "real-dev"

needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the seed article is not in ../shared/seed")
needs_real_dev = pytest.mark.skipif(not REAL_DEV.exists(), reason="the real articles are not in ../shared/real-dev")


def real_articles(split: str) -> list[dict[str, Any]]:
    """The real articles of one split."""
    lines = (REAL_DEV / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["split"] == split]
