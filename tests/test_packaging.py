"""What a fresh machine installs: pinned by hash, from wherever that machine's client is set up to look."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-kb.lock")
_PIN = re.compile(r"([a-z0-9-]+)==(\S+)( ; [^\\]+)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for m in _PIN.finditer((ROOT / name).read_text()):
        found.setdefault(m[1], set()).add(m[2])
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[; ]", r)[0].lower().replace("_", "-") for r in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_a_pin_or_its_hash(name):
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if not _PIN.fullmatch(line) and not _HASH.fullmatch(line)] == []
    # A pin is followed by a hash, and what follows a pin's last hash is the next pin.
    kinds = ["pin" if _PIN.fullmatch(line) else "hash" for line in lines]
    assert ("pin", "pin") not in set(pairwise(kinds))
    assert kinds[0] == "pin"
    assert kinds[-1] == "hash"


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.lock", ["build"]),
        ("requirements-dev.lock", ["build", "dev", "train"]),
        ("requirements-kb.lock", ["build", "kb"]),
    ],
)
def test_a_lock_holds_what_the_project_names(name, extras):
    wanted = names(PROJECT["dependencies"])
    for extra in extras:
        wanted |= names(PROJECT["optional-dependencies"][extra])
    assert wanted - set(pins(name)) == set()


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_locks_agree(name):
    ours, others = pins("requirements.lock"), pins(name)
    assert {key: (ours[key], others[key]) for key in ours if ours[key] != others.get(key)} == {}


def test_ci_runs_what_a_developer_runs():
    script = (ROOT / ".ci" / "run").read_text()
    assert "make test" in script
