"""Versions of the facts on disk: their files, the pointer to the current one, and who may change them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.settings import Workspace
from dashboard.store.faults import StoreBusy

OLDER_VERSIONS_KEPT = 2
LOCK_PATIENCE_SECONDS = 30.0
_LOCK_POLL_SECONDS = 0.05
_FACTS_ID = re.compile(r"[0-9a-f]{16}")
_POINTER_LINE = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{64})")
_held = threading.local()


@dataclass(frozen=True)
class Version:
    """A version: its id and, when known, the hash of its file's bytes."""

    facts_id: str
    file_sha256: str | None


def facts_file(workspace: Workspace, facts_id: str) -> Path:
    """Where a version lies. ValueError for anything that is not a facts id."""
    if not _FACTS_ID.fullmatch(facts_id):
        raise ValueError(facts_id)
    return workspace.facts / f"facts-{facts_id}.duckdb"


def pointer_file(workspace: Workspace) -> Path:
    """The pointer: the current version on the first line, the ones before it below."""
    return workspace.facts / "current"


def published_versions(workspace: Workspace) -> list[Version]:
    """The current version and those before it, newest first. Empty when none was published or the pointer is damaged."""
    try:
        lines = pointer_file(workspace).read_bytes().decode("ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    matches = [match for line in lines if (match := _POINTER_LINE.fullmatch(line))]
    return [Version(match[1], match[2]) for match in matches] if len(matches) == len(lines) else []


def versions_on_disk(workspace: Workspace) -> list[Version]:
    """What a damaged pointer leaves to choose from, newest file first. Empty when there is no pointer: nothing was published."""
    if not pointer_file(workspace).exists():
        return []
    files = sorted(workspace.facts.glob("facts-*.duckdb"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    ids = [file.stem.removeprefix("facts-") for file in files]
    return [Version(facts_id, None) for facts_id in ids if _FACTS_ID.fullmatch(facts_id)]


def current_facts_id(workspace: Workspace) -> str | None:
    """The id of the current version; None when there is none. Reads the pointer only."""
    versions = published_versions(workspace)
    return versions[0].facts_id if versions else None


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync_path(path: Path) -> None:
    """Returns when the file, or the folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(workspace: Workspace, version: Version) -> None:
    """Moves the pointer to a version whose file is on disk, and drops versions no longer kept. Call while holding the facts."""
    before = [known for known in published_versions(workspace) if known.facts_id != version.facts_id]
    kept = [version, *before[:OLDER_VERSIONS_KEPT]]
    pointer = pointer_file(workspace)
    moving = pointer.with_name("current.moving")
    with moving.open("w", encoding="ascii") as stream:
        stream.writelines(f"{known.facts_id} {known.file_sha256}\n" for known in kept)
        stream.flush()
        os.fsync(stream.fileno())
    moving.replace(pointer)
    sync_path(workspace.facts)
    names = {facts_file(workspace, known.facts_id).name for known in kept}
    for file in workspace.facts.glob("facts-*.duckdb*"):
        if file.name not in names:
            file.unlink(missing_ok=True)


def _write_holder(stream_descriptor: int) -> None:
    os.ftruncate(stream_descriptor, 0)
    os.pwrite(stream_descriptor, str(os.getpid()).encode("ascii"), 0)


@contextmanager
def hold_facts(workspace: Workspace, patience: float = LOCK_PATIENCE_SECONDS) -> Iterator[None]:
    """Keeps other processes and threads from changing the facts; may be nested.

    Whoever loads holds them from reading the current version until the new one is published. Raises StoreBusy, which names
    the process that holds them, after `patience` seconds.
    """
    workspace.facts.mkdir(parents=True, exist_ok=True)
    path = workspace.facts / ".lock"
    depths: dict[Path, int] = _held.__dict__.setdefault("depths", {})
    if depths.get(path):
        depths[path] += 1
        try:
            yield
        finally:
            depths[path] -= 1
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for_lock(descriptor, patience)
        _write_holder(descriptor)
        depths[path] = 1
        try:
            yield
        finally:
            del depths[path]
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int, patience: float) -> None:
    give_up = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= give_up:
                raise StoreBusy(os.pread(descriptor, 20, 0).decode("ascii") or "không rõ") from None
            time.sleep(_LOCK_POLL_SECONDS)
