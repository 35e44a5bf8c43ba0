"""How a command ends: what people did wrong is told in a sentence, what broke on our side gets a number and a line in the log."""

from __future__ import annotations

import difflib
import errno
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer

from dashboard.catalogue import CatalogueError
from dashboard.domain.faults import Fault, UsageFault
from dashboard.settings import WorkspaceMissing, find_workspace

DONE, FAULTS, USAGE, BROKEN, STOPPED = 0, 1, 2, 3, 130
LOG = "chitieu.log"


class InputFault(Fault):
    """Something people gave us is wrong; the message is for them."""


def end(command: Callable[[], object]) -> int:
    """Runs the command; its exit status: 0 done, 1 faults in the input, 2 wrong usage, 3 broken on our side."""
    try:
        code = command()
    except typer.TyperException as error:
        tell(usage_sentence(error))
        return USAGE
    except UsageFault as error:
        tell(f"Lệnh không đúng: {error}")
        return USAGE
    except WorkspaceMissing as error:
        tell(f"Không thấy indicators.yaml trong «{error}». Hãy vào thư mục dự án, hoặc thêm --workspace DIR.")
        return USAGE
    except CatalogueError as error:
        tell_catalogue_faults(error)
        return FAULTS
    except Fault as error:
        tell(str(error))
        return FAULTS
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except OSError as error:
        tell(os_sentence(error))
        return FAULTS
    except Exception as error:  # noqa: BLE001  the one door where a bug becomes a number
        tell(report_bug(error))
        return BROKEN
    return code if isinstance(code, int) else DONE


def tell_catalogue_faults(error: CatalogueError) -> None:
    """Every fault of the catalogue, each on a line, and what follows from them."""
    for fault in error.faults:
        tell(str(fault))
    tell(f"Danh mục có {len(error.faults)} lỗi nên chưa được nhận; số liệu cũ giữ nguyên.")


_OS_FAULTS = {
    errno.ENOSPC: "đĩa đã hết chỗ",
    errno.EDQUOT: "đĩa đã hết chỗ",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EISDIR: "đây là thư mục, cần một tệp",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.ENOENT: "không có tệp hoặc thư mục này",
}


def os_sentence(error: OSError) -> str:
    """What the machine refused, at which path, and what to look at."""
    place = f"«{error.filename}»" if error.filename else "đầu ra"
    what = _OS_FAULTS.get(error.errno or 0, "máy không cho phép")
    return f"Không đọc hoặc ghi được {place}: {what}. Hãy kiểm tra đường dẫn, quyền và chỗ trống rồi làm lại."


def usage_sentence(error: typer.TyperException) -> str:
    """A wrong call in Vietnamese; the help itself when the command was called with nothing."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error)
    name = str(getattr(error, "option_name", "") or _parameter(error))
    known = getattr(error, "possibilities", None)
    if kind == "NoSuchOption":
        near = f" Có phải là {', '.join(sorted(known))}?" if known else ""
        said = f"không có tùy chọn {name}.{near}"
    elif kind == "MissingParameter":
        said = f"thiếu {name}."
    elif kind == "BadOptionUsage":
        said = f"tùy chọn {name} cần một giá trị theo sau."
    elif kind == "BadParameter":
        said = f"giá trị của {name} không hợp lệ."
    else:
        said = _command_or_extra(error)
    return f"Lệnh không đúng: {said} Xem: {_path(error)} --help"


def _parameter(error: typer.TyperException) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return ""
    return next((opt for opt in param.opts if opt.startswith("-")), param.metavar or param.name)


def _command_or_extra(error: typer.TyperException) -> str:
    commands = list(getattr(getattr(getattr(error, "ctx", None), "command", None), "commands", ()))
    if not commands:
        return "thừa tham số."
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    near = difflib.get_close_matches(asked, commands, n=1)
    return f"không có lệnh «{asked}»." + (f" Có phải là {near[0]}?" if near else f" Có: {', '.join(commands)}.")


def _path(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    words = context.command_path.split()[1:] if context else []
    words = [word for word in words if word not in ("-m", "dashboard.cli")]
    return " ".join(["chitieu", *words])


def report_bug(error: Exception) -> str:
    """Writes the traceback down under a number and gives the sentence for the terminal, without it."""
    number = f"L-{secrets.randbelow(10**6):06d}"
    handler = logging.FileHandler(_log_file(number), encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.Logger("chitieu.cli")
    log.addHandler(handler)
    log.error("reference %s", number, exc_info=error)
    handler.close()
    return (
        f"Có lỗi, mã {number}. Số liệu không bị thay đổi. Báo quản trị kèm mã này (chi tiết: {handler.baseFilename})."
    )


def _log_file(number: str) -> Path:
    """The log in the workspace's data folder; a file of its own among the temporary ones when there is no such folder."""
    try:
        folder = find_workspace(_asked_workspace()).root / "data"
    except WorkspaceMissing:
        folder = None
    if folder is not None and folder.is_dir() and os.access(folder, os.W_OK):
        return folder / LOG
    descriptor, path = tempfile.mkstemp(prefix=f"chitieu-{number}-", suffix=".log")
    os.close(descriptor)
    return Path(path)


def _asked_workspace() -> Path | None:
    """What `--workspace` says: the command may have broken before it was read."""
    words = sys.argv[1:]
    for place, word in enumerate(words):
        if word.startswith("--workspace="):
            return Path(word.partition("=")[2])
        if word == "--workspace" and place + 1 < len(words):
            return Path(words[place + 1])
    return None


def tell(text: str) -> None:
    """Writes a line for people on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
