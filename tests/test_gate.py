"""The quality gate on our own gold: no score under its floor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_no_score_is_under_its_floor() -> None:
    command = [sys.executable, "-m", "extractor.cli", "gate", "--split", "dev"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
