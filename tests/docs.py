"""Writes the generated parts of the documents: `python -m tests.docs`. `test_docs.py` compares them with what is committed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dashboard.app_pages.guide import EXAMPLES
from dashboard.domain.plan import Direction, Kind
from dashboard.text.formats import decimals_apart, format_date, format_number
from dashboard.text.sentences import why
from dashboard.text.words import STATUS_WORDS
from dashboard.worked_examples import CaseObservation, Cases, OwnCase, RollupCase, load_cases, run_case, run_rollup

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "domain" / "judgement_examples.yaml"
README = ROOT / "README.md"
BEGIN, END = "<!-- ví dụ: bắt đầu -->", "<!-- ví dụ: hết -->"
TITLES = ("Mã", "Mục tiêu", "Số liệu", "Xem ngày", "Kết quả", "Vì sao")
_SIGNS = {Direction.AT_LEAST: "≥ ", Direction.AT_MOST: "≤ ", Direction.EXACTLY: "= "}


def example_rows(cases: Cases) -> list[tuple[str, ...]]:
    """Every example in Vietnamese, worked out by the rules, under its titles."""
    own = [_own_row(case) for case in cases.own_cases]
    return [TITLES, *own, *(_rollup_row(case) for case in cases.rollup_cases)]


def as_csv(rows: list[tuple[str, ...]]) -> str:
    """The table as the guide reads it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_markdown(rows: list[tuple[str, ...]]) -> str:
    """The table as the README prints it."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(TITLES), *lines[1:]])


def readme_with(table: str, text: str) -> str:
    """The README with this table between its two marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def _own_row(case: OwnCase) -> tuple[str, ...]:
    asked, judgement = case.indicator, run_case(case)
    word = STATUS_WORDS[judgement.status]
    before = f" (trước đó: {STATUS_WORDS[case.prev_status].word})" if case.prev_status else ""
    seen = "; ".join(_observation(case, o) for o in case.observations) or "chưa có báo cáo"
    return (
        case.id,
        _goal(case),
        seen + before,
        format_date(case.as_of),
        f"{word.mark} {word.word}",
        why(judgement, asked.terms()),
    )


def _goal(case: OwnCase) -> str:
    asked = case.indicator
    if asked.kind is Kind.MILESTONE:
        goal = "hoàn thành"
    elif asked.range:
        goal = "–".join(_number(case, v) for v in asked.range)
    else:
        goal = "không có con số" if asked.target is None else _SIGNS[asked.direction] + _number(case, asked.target)
    baseline = (
        f"từ {_number(case, asked.baseline)} ngày {format_date(asked.start)}" if asked.baseline is not None else ""
    )
    due = f"đến {format_date(asked.due)}" if asked.due else "không có hạn"
    return ", ".join(part for part in (goal, baseline, due) if part)


def _observation(case: OwnCase, seen: CaseObservation) -> str:
    if isinstance(seen.value, tuple):
        value = "/".join(_number(case, v) for v in seen.value)
    elif case.indicator.kind is Kind.MILESTONE:
        value = "rồi" if seen.value else "chưa"
    else:
        value = _number(case, seen.value)
    received = f", nhận {format_date(seen.reported_at)}" if seen.reported_at else ""
    return f"{value} ({format_date(seen.date)}{received})"


def _number(case: OwnCase, value: float | None) -> str:
    if value is None:
        return "để trống"
    return format_number(
        value, 0 if float(value).is_integer() else decimals_apart(value, case.indicator.target, case.indicator.decimals)
    )


def _rollup_row(case: RollupCase) -> tuple[str, ...]:
    pooled = run_rollup(case)
    units = "; ".join(
        f"{format_number(n)}/{format_number(d)}" if n is not None else f"chưa nộp/{format_number(d)}"
        for n, d in case.units
    )
    sign = _SIGNS[case.direction]
    value = "chưa có số" if pooled.value is None else f"{format_number(pooled.value, 1)}%"
    reach = ""
    if pooled.silent and pooled.low is not None and pooled.high is not None:
        reach = f"Khi nộp đủ: {format_number(pooled.low, 1)}–{format_number(pooled.high, 1)}%. "
    cover = f"Đã nộp {format_number(100 * pooled.cover)}% mẫu số" + ("." if pooled.usable else ", chưa đủ để đánh giá.")
    return (case.id, f"{sign}{format_number(case.target)}%", units, "–", value, reach + cover)


def main() -> None:
    """Writes both documents anew."""
    rows = example_rows(load_cases(CASES))
    EXAMPLES.write_text(as_csv(rows), encoding="utf-8")
    README.write_text(readme_with(as_markdown(rows), README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
