"""Files as received, under their content hash: written once, on disk before anything is acknowledged."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from dashboard.domain.faults import Fault
from dashboard.settings import Workspace

_PIECE = 2**20
_ABANDONED_SECONDS = 86_400
_SHA256 = re.compile(r"[0-9a-f]{64}")


class InboxDamaged(Fault):
    """A received file is gone or is no longer what was received."""

    def __init__(self, sha256: str, file_name: str) -> None:
        super().__init__(
            f"Tệp đã nhận «{file_name}» (mã {sha256[:12]}) trong data/inbox bị mất hoặc đã thay đổi; "
            "hãy khôi phục thư mục data/inbox từ bản sao lưu rồi chạy «chitieu rebuild»."
        )


class NotReadAgain(Fault):
    """A file in force could not be read this time, though nothing is wrong with it: the facts stay as they were."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            f"Chưa đọc lại được tệp đã nhận «{file_name}» (máy quá bận hoặc thiếu bộ nhớ); số liệu giữ nguyên. "
            "Hãy chạy lại «chitieu rebuild»."
        )


# Reasons for which a file that was read before is not read now, though nothing is wrong with it.
PASSING = ("child_ended", "too_slow")


def content_hash(content: bytes) -> str:
    """SHA-256 of the bytes."""
    return hashlib.sha256(content).hexdigest()


def inbox_file(workspace: Workspace, sha256: str) -> Path:
    """Where a file with this content lies. ValueError for anything that is not a hash."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return workspace.inbox / sha256


def keep_all(workspace: Workspace, contents: dict[str, bytes]) -> None:
    """Writes files by hash; all of them, and their names, are on disk when this returns. What is there already stays."""
    missing = {
        sha256: content for sha256, content in contents.items() if not _is_whole(workspace, sha256, len(content))
    }
    if not missing:
        return
    _make_inbox(workspace)
    for sha256, content in missing.items():
        target = inbox_file(workspace, sha256)
        descriptor, name = tempfile.mkstemp(prefix=".arriving-", dir=workspace.inbox)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    _sync_folder(workspace.inbox)


def _make_inbox(workspace: Workspace) -> None:
    """The folder, without what a killed process had begun to write there more than a day ago."""
    workspace.inbox.mkdir(parents=True, exist_ok=True)
    for begun in workspace.inbox.glob(".arriving-*"):
        with suppress(FileNotFoundError):
            if begun.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                begun.unlink()


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_kept(workspace: Workspace, sha256: str, file_name: str) -> bytes:
    """The bytes as received. Raises InboxDamaged when they are not there or not the same."""
    try:
        content = inbox_file(workspace, sha256).read_bytes()
    except OSError as error:
        raise InboxDamaged(sha256, file_name) from error
    if content_hash(content) != sha256:
        raise InboxDamaged(sha256, file_name)
    return content


def keep_file(workspace: Workspace, stream: BufferedReader, *, keeps: bool = True) -> str:
    """Copies an open file of any size into the inbox and gives the hash of the copy; it is on disk when this returns.

    Without `keeps` nothing is written: the hash is of what the file holds now.
    """
    if not keeps:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    _make_inbox(workspace)
    descriptor, name = tempfile.mkstemp(prefix=".arriving-", dir=workspace.inbox)
    try:
        whole = hashlib.sha256()
        with os.fdopen(descriptor, "wb") as copy:
            while piece := stream.read(_PIECE):
                whole.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        Path(name).replace(inbox_file(workspace, whole.hexdigest()))
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(workspace.inbox)
    return whole.hexdigest()


@contextmanager
def open_kept(workspace: Workspace, sha256: str, file_name: str) -> Iterator[BinaryIO]:
    """A received file of any size, open at its beginning. Raises InboxDamaged when it is not there or not the same."""
    try:
        stream = inbox_file(workspace, sha256).open("rb", buffering=0)
    except OSError as error:
        raise InboxDamaged(sha256, file_name) from error
    with stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
            raise InboxDamaged(sha256, file_name)
        stream.seek(0)
        yield stream


def _is_whole(workspace: Workspace, sha256: str, size: int) -> bool:
    target = inbox_file(workspace, sha256)
    return target.is_file() and target.stat().st_size == size
