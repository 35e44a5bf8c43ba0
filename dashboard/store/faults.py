"""What can go wrong in the store, each with a sentence a person can act on."""

from __future__ import annotations

import errno

from dashboard.domain.faults import Fault


class StoreBusy(Fault):
    """Another process has held the facts for too long."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"Một tiến trình khác (số hiệu {holder}) đang cập nhật số liệu; hãy đợi nó xong rồi thử lại.")


class StoreUnsafe(Fault):
    """A serving connection is not locked: nothing is served from it."""

    def __init__(self, settings: list[str]) -> None:
        super().__init__(
            f"Kết nối đọc số liệu chưa được khóa ({', '.join(settings)}); chương trình không phục vụ. "
            "Hãy cài lại đúng phiên bản các thư viện rồi khởi động lại."
        )


class FactsDamaged(Fault):
    """A version of the facts is missing, cut or altered."""

    def __init__(self, facts_id: str, reason: str) -> None:
        super().__init__(f"Phiên bản số liệu {facts_id} không dùng được: {reason}. Hãy chạy «chitieu rebuild».")
        self.facts_id = facts_id
        self.reason = reason


class FactsMoved(Fault):
    """The version to build on is no longer the current one; whoever builds holds the facts from reading to building."""

    def __init__(self, based_on: str, current: str | None) -> None:
        super().__init__(
            f"Số liệu đã được một lần nạp khác thay đổi (từ {based_on} sang {current or 'chưa có'}); hãy nạp lại tệp."
        )


def disk_words(fault: Exception) -> str:
    """Why a disk did not take or give what was asked, in words for people: never a path, never what the library says."""
    text = str(fault)
    if (isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}) or "No space left" in text:
        return "ổ đĩa đã đầy"
    if isinstance(fault, PermissionError) or "Permission denied" in text:
        return "không có quyền ghi"
    return "thiếu bộ nhớ" if "Out of Memory" in text else "lỗi đọc ghi"


class FactsNotWritten(Fault):
    """A new version could not be put on disk; the one before it stays the current one."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Không ghi được số liệu xuống đĩa ({reason}). Số liệu trước đó vẫn nguyên vẹn; "
            "hãy kiểm tra chỗ trống và quyền ghi của ổ đĩa rồi làm lại."
        )


class JournalUnavailable(Fault):
    """The journal cannot be read or written: locked for too long, disk full, or damaged."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"Không đọc hoặc ghi được nhật ký {path} ({reason}). Chưa có gì được ghi nhận; "
            "hãy kiểm tra ổ đĩa, hoặc đợi tiến trình khác xong rồi làm lại."
        )


class JournalDamaged(Fault):
    """A line of the journal was changed or taken out: nothing is shown or loaded until it is whole again."""

    def __init__(self, path: str, line_number: int) -> None:
        super().__init__(
            f"Nhật ký {path} không còn nguyên vẹn từ dòng số {line_number}: có dòng bị sửa hoặc bị xóa. "
            "Chương trình dừng để không dùng số sai; hãy khôi phục tệp này từ bản sao lưu."
        )
        self.line_number = line_number


class JournalCut(Fault):
    """Lines are gone from the journal's end: the mark beside it knows a later one."""

    def __init__(self, path: str, last: int, marked: int) -> None:
        super().__init__(
            f"Nhật ký {path} thiếu {marked - last} dòng cuối: đã ghi đến dòng {marked}, nay chỉ còn đến dòng {last}. Chương trình dừng "
            "vì các dòng mất có thể là tệp đã nhận, kỳ đã khóa, lần nhắc. Hãy khôi phục nhật ký từ bản sao lưu; nếu chấp nhận mất, "
            f"xóa tệp data/{path}-head và thư mục data/facts rồi chạy «chitieu rebuild»."
        )


class JournalShort(Fault):
    """The facts hold files that the journal does not know: its last lines are gone."""

    def __init__(self, path: str, file_names: list[str]) -> None:
        super().__init__(
            f"Nhật ký {path} thiếu {len(file_names)} tệp mà số liệu đang có ({', '.join(file_names[:3])}"
            f"{'…' if len(file_names) > 3 else ''}). Hãy khôi phục nhật ký từ bản sao lưu; nếu chấp nhận mất các tệp này, "
            "xóa thư mục data/facts rồi chạy «chitieu rebuild»."
        )


class AlreadyAccepted(Fault):
    """The journal has accepted a file with this content before."""

    def __init__(self, sha256: str, load_id: str) -> None:
        super().__init__(f"Tệp này (mã {sha256[:12]}) đã được nhận trước đó, ở lần nạp {load_id}.")
        self.sha256 = sha256
