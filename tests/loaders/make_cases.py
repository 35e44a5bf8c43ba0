"""Writes the workbooks of `cases/` anew: `python -m tests.loaders.make_cases`. The files are committed; tests read only them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.loaders.forms import bm01, so_hoa
from tests.loaders.free_forms import BM02_ROWS, UNIT_ROWS, appendix, bm02, communes_across, unit_result

CASES = Path(__file__).with_name("cases")
PLAIN: list[list[Any]] = [
    so_hoa(3, 10, 30),
    [2, "phu-song", "Tỷ lệ phủ sóng", "%", None, None, 0.415, "Báo cáo số 5", "số ước"],
    [3, "ban-co-song", "Bản có sóng", "bản", None, None, "1.234.567", None, None],
    [4, "ban-hanh", "Ban hành kế hoạch", "kế hoạch", None, None, "Có", None, None],
    [5, "quy-mo", "Quy mô kinh tế số", "%", None, None, None, None, None],
]
FAULTY: list[list[Any]] = [
    so_hoa(3, 0),
    [2, "phu-song", "Tỷ lệ phủ sóng", "%", None, None, "1.234", None, None],
    [3, "ban-co-song", "Bản có sóng", "%", None, None, 12, None, None],
    [4, "ban-hanh", "Ban hành kế hoạch", "kế hoạch", None, None, "sắp xong", None, None],
    [5, "khong-co", "Chỉ tiêu lạ", "%", None, None, 5, None, None],
]


def main() -> None:
    """Writes every workbook."""
    books = {
        "bm01_plain": bm01(PLAIN, name="Sở Khoa học và Công nghệ", formats={(9, 7): "0.0%"}),
        "bm01_many_faults": bm01(FAULTY),
        "bm01_nothing_arising": bm01([so_hoa(0, 0)], unit=3388, name="Phường Đoàn Kết"),
        "bm02_plain": bm02(BM02_ROWS),
        "free_unit_result": unit_result(UNIT_ROWS),
        "free_communes_across": communes_across(),
        "free_unit_in_title": appendix(),
    }
    for name, content in books.items():
        (CASES / name).mkdir(parents=True, exist_ok=True)
        (CASES / name / "in.xlsx").write_bytes(content)


if __name__ == "__main__":
    main()
