"""Real processes that are killed, or run out of room, in the middle of a build: the old dataset stays as it is."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import dataset_fakes
import pytest
from dataset_fakes import ARTICLES, contents, make, write_corpus

from extractor.dataset import folder
from extractor.dataset.folder import NewFolder
from extractor.dataset.manifest import problems

ROOT = Path(__file__).resolve().parent.parent
CODE = """
import sys
from pathlib import Path
from dataset_fakes import make
from extractor.errors import ExtractorError
try:
    make(Path(sys.argv[1]), Path(sys.argv[2]), force=True)
except ExtractorError as e:
    sys.exit(f"error: {e}")
"""
MORE = [*ARTICLES, *({"id": f"n{n}", "text": f"slow. {n} killed in Lima."} for n in range(40))]


def start(corpus: Path, out: Path, **options: object) -> subprocess.Popen[bytes]:
    path = os.pathsep.join((str(Path(dataset_fakes.__file__).parent), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-c", CODE, str(corpus), str(out)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        **options,
    )


def hidden(parent: Path) -> list[Path]:
    return [p for p in parent.iterdir() if p.name.startswith(".set.")]


@pytest.fixture
def old(tmp_path):
    make(write_corpus(tmp_path / "a.jsonl", ARTICLES), tmp_path / "set")
    return contents(tmp_path / "set")


def test_a_killed_build_leaves_the_old_dataset_and_the_next_one_cleans_up(tmp_path, old):
    process = start(write_corpus(tmp_path / "b.jsonl", MORE), tmp_path / "set")
    try:
        until = time.monotonic() + 120
        while (
            not (spools := list(tmp_path.glob(".set.*.tmp/.scratch/spool.sqlite"))) or spools[0].stat().st_size < 4096
        ):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
    assert len(hidden(tmp_path)) == 1
    assert contents(tmp_path / "set") == old
    assert problems(tmp_path / "set") == []
    assert make(tmp_path / "a.jsonl", tmp_path / "set").read == 0
    assert hidden(tmp_path) == []
    assert contents(tmp_path / "set") == old


@pytest.mark.parametrize("limit", [2_000, 20_000, 60_000, 300_000, 1_000_000])
def test_no_room_for_a_file_leaves_the_old_dataset(tmp_path, old, limit):
    # As on a full disk, `write` fails at some point: in the spool, in a table, in the database.
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    corpus = write_corpus(
        tmp_path / "b.jsonl", [*ARTICLES, *({"id": f"n{n}", "text": f"{n} killed in Lima."} for n in range(40))]
    )
    process = start(corpus, tmp_path / "set", preexec_fn=no_room)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert told.decode().splitlines()[-1].startswith("error: ")
    assert "cannot be written" in told.decode()
    assert contents(tmp_path / "set") == old
    assert problems(tmp_path / "set") == []
    assert hidden(tmp_path) == []


def test_a_replacement_in_two_steps_that_was_killed_between_them(tmp_path, old):
    # Where two folders cannot be exchanged in one step, the old one stands aside for a moment.
    (tmp_path / "set").rename(tmp_path / ".set.old.tmp")
    assert make(tmp_path / "a.jsonl", tmp_path / "set").reused == 4
    assert contents(tmp_path / "set") == old
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_folder_takes_the_place_of_the_old_one(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(folder, "_exchange", lambda a, b: False)
    for content in ("1", "2", "3"):
        with NewFolder(tmp_path / "set") as new:
            (new.path / "x").write_text(content)
            new.place()
        assert (tmp_path / "set" / "x").read_text() == content
        assert [p.name for p in tmp_path.iterdir()] == ["set"]


def test_a_folder_that_is_not_placed_leaves_nothing_behind(tmp_path):
    with NewFolder(tmp_path / "set") as new:
        (new.path / "x").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_what_a_running_build_works_on_is_left_alone(tmp_path):
    # The process that runs this test is alive, and so is its parent.
    theirs = tmp_path / f".set.{os.getppid()}.tmp"
    theirs.mkdir()
    other = tmp_path / ".set.notes.tmp"
    other.mkdir()
    with NewFolder(tmp_path / "set") as new:
        new.place()
    assert theirs.is_dir()
    assert other.is_dir()
