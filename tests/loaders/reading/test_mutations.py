"""Files changed at random: each ends with cells or with a reason that has its words; no traceback, no lost child, no hang."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable

import pytest

from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.unreadable import UNREADABLE
from tests.loaders.forms import bm01, so_hoa
from tests.loaders.reading.books import archive, book, strings_xml, styles_xml

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c><c r="C1" t="e"><v>#N/A</v></c></row>'
    '<row r="2" hidden="1"><c r="A2" t="b"><v>1</v></c><c r="B2" s="2"><f>TODAY()</f><v>45991</v></c></row>'
)
SEEDS = (
    bm01([so_hoa(1, 2), so_hoa(3, 4)]),
    book(ROWS, strings=strings_xml("<t>một</t>"), styles=styles_xml((9, 0), (14, 0), fonts=("Arial", ".VnTime"))),
    'don_vi;chi_tieu;ky;tu_so\nSKHCN;so-hoa;2025-11;"1\n2"\n03388;số hóa;2025-12;3,5\n'.encode(),
    "a,b\r\n1,2\r\n".encode("utf-16"),
)
VALUES = (
    "",
    "-1",
    "0",
    "99999999999999999999",
    "1e9",
    "ÿ",
    "A1:XFD1048576",
    "true",
    "../../etc/passwd",
    "&#65;",
    "NaN",
)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Some bytes are missing, at the end or inside."""
    first, last = sorted(chance.sample(range(len(content)), 2))
    return content[:first] if chance.random() < 0.5 else content[:first] + content[last:]


def flip(content: bytes, chance: random.Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def double(content: bytes, chance: random.Random) -> bytes:
    """A piece comes twice."""
    first, last = sorted(chance.sample(range(len(content)), 2))
    return content[:last] + content[first:]


def members(content: bytes) -> dict[str, bytes] | None:
    """The members of an archive; None for another file."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def swap_members(content: bytes, chance: random.Random) -> bytes:
    """Two parts of the workbook have each other's content."""
    parts = members(content)
    if parts is None:
        return double(content, chance)
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return archive(parts)


def damage_member(content: bytes, chance: random.Random) -> bytes:
    """One part is damaged before it is packed, so that its checksum is right."""
    parts = members(content)
    if parts is None:
        return flip(content, chance)
    name = chance.choice(sorted(parts))
    parts[name] = chance.choice((cut, flip, double))(parts[name], chance)
    return archive(parts)


def retype(content: bytes, chance: random.Random) -> bytes:
    """One attribute of one part has another value."""
    parts = members(content)
    if parts is None:
        return flip(content, chance)
    name = chance.choice([each for each in sorted(parts) if each.endswith((".xml", ".rels"))])
    pieces = parts[name].split(b'"')
    if len(pieces) > 2:
        pieces[chance.randrange(1, len(pieces), 2)] = chance.choice(VALUES).encode()
    parts[name] = b'"'.join(pieces)
    return archive(parts)


def drop_member(content: bytes, chance: random.Random) -> bytes:
    """One part is missing."""
    parts = members(content)
    if parts is None:
        return cut(content, chance)
    del parts[chance.choice(sorted(parts))]
    return archive(parts)


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, flip, double, swap_members, damage_member, retype, drop_member,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_file_changed_at_random_always_has_an_answer(child: ParserChild, way: Callable[..., bytes]) -> None:
    for number in range(48):
        chance = random.Random(f"{way.__name__} {number}")
        content = way(SEEDS[number % len(SEEDS)], chance)
        began = time.monotonic()
        found = child.read(content)
        assert time.monotonic() - began < 20
        if not isinstance(found, RawFile):
            assert found.reason in UNREADABLE.keys() - {"child_ended", "too_slow"}, (number, found)
