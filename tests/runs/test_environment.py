"""A run knows its code, its libraries and its machine, and nothing that names the user."""

from __future__ import annotations

import getpass
import platform
import subprocess

import mtqa
from mtqa.runs.environment import machine, revision, versions


def test_the_revision_says_whether_the_tree_was_dirty(tmp_path):
    assert revision(tmp_path) is None
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "file").write_text("one")
    subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
    subprocess.run([*git, "commit", "-qm", "one"], cwd=tmp_path, check=True)
    clean = revision(tmp_path)
    assert len(clean.commit) == 40
    assert not clean.dirty
    (tmp_path / "new").write_text("two")
    assert revision(tmp_path).dirty


def test_versions_and_machine():
    assert versions()["mtqa"] == mtqa.__version__
    assert versions()["python"] == platform.python_version()
    assert machine().cores >= 1
    assert machine().memory_gib > 0
    text = machine().model_dump_json()
    assert platform.node() not in text
    assert f'"{getpass.getuser()}"' not in text
