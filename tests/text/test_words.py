"""Every status, badge and group has its word."""

from __future__ import annotations

import unicodedata

from dashboard.domain.periods import Frequency
from dashboard.domain.plan import Accumulation, Aggregation
from dashboard.domain.status import Confidence, Flag, Status
from dashboard.text import words


def test_every_status_has_a_mark_a_word_and_a_meaning() -> None:
    assert set(words.STATUS_WORDS) == set(Status)
    assert all(word.mark and word.word and word.meaning for word in words.STATUS_WORDS.values())


def test_the_marks_are_those_of_the_status_system() -> None:
    found = {word.word: word.mark for word in words.STATUS_WORDS.values()}
    assert found == {
        "Không đạt": "■", "Chậm tiến độ": "▼", "Có nguy cơ": "♦", "Quá hạn báo cáo": "!", "Đúng tiến độ": "►",
        "Đạt": "●", "Đạt muộn": "●", "Chưa đến kỳ": "–", "Chưa đủ căn cứ": "?", "Chưa có số liệu": "□",
    }  # fmt: skip


def test_every_member_of_a_closed_set_has_its_word() -> None:
    for members, known in (
        (Flag, words.FLAG_WORDS),
        (Confidence, words.CONFIDENCE_WORDS),
        (Frequency, words.FREQUENCY_WORDS),
        (Aggregation, words.AGGREGATION_WORDS),
        (Accumulation, words.ACCUMULATION_WORDS),
    ):
        assert set(known) == set(members)


def test_each_status_is_on_exactly_one_card() -> None:
    counted = [status for group in words.GROUPS for status in group.statuses]
    assert sorted(counted) == sorted(Status)


def test_each_status_is_under_exactly_one_pill() -> None:
    assert sorted(status for group in words.PILLS for status in group.statuses) == sorted(Status)


def test_all_words_are_in_composed_form() -> None:
    texts = [word.word + word.meaning for word in words.STATUS_WORDS.values()]
    texts += [group.word + group.note for group in (*words.GROUPS, *words.PILLS, *words.COMBINED)]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
