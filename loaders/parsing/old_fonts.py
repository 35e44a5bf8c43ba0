"""Text in the fonts from before Unicode (TCVN3, VNI) and text an encoding has spoilt: found, named, converted. Never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from unicodedata import normalize

from loaders.reading.cells import CellKind, RawCell


class OldFont(StrEnum):
    """How a text is spoilt; the first two can be converted, the third too, the last has lost letters."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    MOJIBAKE = "mojibake"
    LOST = "lost"


# The letter each sign of a TCVN3 font (.VnTime) shows. Fonts whose name ends in H show capitals.
TCVN3_LETTERS = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# A VNI font writes most letters as a plain letter and a sign behind it, which carries tone and hat together.
_VNI_SIGNS = {
    "a": ("ùøûõïêéèúüëâáàåãä", "áàảãạăắằẳẵặâấầẩẫậ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}
_VNI_ALONE = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))
VNI_LETTERS = {
    written: letter
    for base, (signs, letters) in _VNI_SIGNS.items()
    for sign, small in zip(signs, letters, strict=True)
    for written, letter in ((base + sign, small), (base.upper() + sign, small.upper()), ((base + sign).upper(), small.upper()))
}  # fmt: skip
VNI_LETTERS |= _VNI_ALONE | {written.upper(): letter.upper() for written, letter in _VNI_ALONE.items()}
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, VNI_LETTERS), key=len, reverse=True)))

LONGEST_TOKEN = 40
LONGEST_LOOK = 2000
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONE_ON_CONSONANT = re.compile("[^aeiouy\u0302\u0306\u031b][\u0300\u0301\u0303\u0309\u0323]")
_FALLING_TONE = re.compile("[\u0300\u0303\u0309]")
_ONSET = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x"
_RIME = (
    "(?:uyê|iê|yê|uô|ươ|oă|uâ|ă|â)(?:ng|[cmnptk])|(?:oa|oe|uê|uy|uơ|a|e|ê|i|o|ô|ơ|u|ư|y)(?:ng|[cmnptk])?"
    "|(?:oa|uê|uy|a|ê|i|y)(?:ch|nh)"
    "|oai|oay|uây|uôi|ươi|ươu|iêu|yêu|uya|uyu|uêu|oao|oeo|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu"
)
_SYLLABLE = re.compile(f"(?P<onset>{_ONSET})?(?:{_RIME})")
# A syllable in which any letter that may carry a sign has become a question mark.
_LOST_SYLLABLE = re.compile(re.sub("[aăâeêioôơuưyđ]", r"[\g<0>?]", f"(?:{_ONSET})?(?:{_RIME})"))
# The tone stands on the main vowel: «thau» may be «thàu», never «thaù».
_TONE_ON_GLIDE = re.compile("(?:(?<![qg])[aăâeêioôơưy]|(?<=[^qg])u(?!y))[iouy][\u0300\u0301\u0303\u0309\u0323]$")
_BEYOND_LATIN = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")
_VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúý\u0102-\u01b0\u1ea0-\u1ef9“”‘’–—…]")
# A lead byte of UTF-8 and one that follows it, as Western code page 1252 shows them.
_WESTERN_PAIR = re.compile(
    "[Â-ô][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_ASCII_SPACE = re.compile(r"[ \t\r\n]+")
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
_QUOTE = re.compile(r"(?:^|[\s(“\"'])«")
_ASKED = re.compile(r"[^\W\d_]+(?:\?{1,2}[^\W\d_]+)+")
# Signs that also stand in right texts between letters or before them; alone they prove nothing.
_WEAK = re.compile(r"µ\w?|[A-Za-z]?[·×][A-Za-z]?")
# What no language writes: an accented capital or a sign behind a small letter («liÖu», «d©n»), a vowel and its hat apart («daân»).
_PROOFS = {
    OldFont.TCVN3: re.compile("[A-Za-z][¡-´¶¸-º¼-¿]|[a-z][À-ÖØ-Þ]"),
    OldFont.VNI: re.compile("a[âê]|[eo]â|[ôö][ùøûõï]", re.IGNORECASE),
}
# French writes «Thaï», «Moï»; VNI writes the same for «thạ», «mọ».
_FRENCH = re.compile(r"[^ï]*[aeo]ï", re.IGNORECASE)


def convert(text: str, font: str) -> str:
    """The text in Unicode, out of the font `tcvn3`, `tcvn3h` (its capitals), `vni`, or out of `mojibake`."""
    match font:
        case "tcvn3":
            return "".join(TCVN3_LETTERS.get(letter, letter) for letter in text)
        case "tcvn3h":
            return convert(text, "tcvn3").upper()
        case "vni":
            return _VNI_PARTS.sub(lambda found: VNI_LETTERS[found[0]], text)
        case "mojibake":
            pieces = re.split(r"([ \t\r\n]+)", text)
            return normalize("NFC", "".join(_unspoilt(piece) or piece for piece in pieces))
    raise ValueError(f"{font} is no old font")


def is_syllable(word: str) -> bool:
    """Whether a word has the build of a Vietnamese syllable: onset, vowels and last letter, and one tone where it may stand."""
    parted = normalize("NFD", word.lower())
    tones = _TONE.findall(parted)
    build = _SYLLABLE.fullmatch(normalize("NFC", _TONE.sub("", parted)))
    if build is None or len(tones) > 1 or _TONE_ON_CONSONANT.search(parted):
        return False
    if tones and word[-1:].lower() in "cptk" and _FALLING_TONE.match(tones[0]):
        return False
    return not (tones and build["onset"] != "gi" and _TONE_ON_GLIDE.search(_keep_tones_apart(word.lower())))


def _keep_tones_apart(text: str) -> str:
    """The word with each vowel and its hat in one letter and the tone behind it as a mark of its own."""
    letters: list[str] = []
    for letter in text:
        parts = normalize("NFD", letter)
        tone = "".join(_TONE.findall(parts))
        letters.append(normalize("NFC", _TONE.sub("", parts)) + tone)
    return "".join(letters)


def looks_garbled(text: str) -> str:
    """How a text without a telling font is spoilt, as a value of OldFont; empty for right text in any language.

    Spoilt are UTF-8 read as Western («á»§y ban»), TCVN3 and VNI without their fonts, letters lost to `?` inside words, and
    the replacement mark. A word counts only if it is no Vietnamese as it stands and is Vietnamese once converted.
    """
    text = text[:LONGEST_LOOK]
    if "\ufffd" in text:
        return OldFont.LOST
    if "?" in text and any(map(_has_lost_letter, text.split())):
        return OldFont.LOST
    if text.isascii():
        return ""
    if _QUOTE.search(text):
        text = text.replace("«", " ").replace("»", " ")
    if _WESTERN_PAIR.search(text) and any(map(_unspoilt, _ASCII_SPACE.split(text))):
        return OldFont.MOJIBAKE
    if _BEYOND_LATIN.search(text):
        return ""
    words = [word for word in _WORD.findall(text) if not word.isascii() and not is_syllable(word)]
    right = sum(not word.isascii() and is_syllable(word) for word in _WORD.findall(text))
    told = {font: [word for word in words if _is_told_by(word, font)] for font in _PROOFS}
    font = max(_PROOFS, key=lambda each: len(told[each]))
    is_proven = any(map(_PROOFS[font].search, told[font]))
    most = len(told[font]) > right and len(told[font]) * 2 >= len(words)
    return font if is_proven or most else ""


def _is_told_by(word: str, font: OldFont) -> bool:
    is_weak = _WEAK.fullmatch(word) if font is OldFont.TCVN3 else _FRENCH.fullmatch(word)
    return len(word) > 1 and not is_weak and is_syllable(convert(word, font))


def _has_lost_letter(token: str) -> bool:
    """Whether a syllable in a piece of text has a question mark for a letter; addresses have them for other reasons."""
    if "?" not in token or len(token) > LONGEST_TOKEN or any(mark in token for mark in "/=@"):
        return False
    plain = normalize("NFC", _TONE.sub("", normalize("NFD", token.lower())))
    return any(map(_LOST_SYLLABLE.fullmatch, _ASKED.findall(plain)))


def _unspoilt(word: str) -> str:
    """The word as it was before its UTF-8 was read as Western; empty when it was not."""
    if word.isascii():
        return ""
    try:
        raw = b"".join(bytes((ord(letter),)) if ord(letter) < 256 else letter.encode("cp1252") for letter in word)
        found = raw.decode("utf-8")
    except UnicodeError:
        return ""
    return found if _VIETNAMESE.search(normalize("NFC", found)) else ""


def old_font_of(cell: RawCell) -> str:
    """How the text of a cell is spoilt, by the font it is in or by how it reads; empty when it is right.

    Text of plain letters reads the same in every font. Text with letters beyond the Western ones was written in Unicode,
    whatever its font; so was text that is Vietnamese as it stands and is none when converted.
    """
    if cell.kind is not CellKind.TEXT:
        return ""
    if cell.font and not cell.text.isascii() and not _BEYOND_LATIN.search(cell.text):
        if converted_differs(cell.text, cell.font) and not _is_unicode_already(cell.text, cell.font):
            return cell.font.removesuffix("h")
        return ""
    return looks_garbled(cell.text)


def converted_differs(text: str, font: str) -> bool:
    """Whether the font shows other letters than stand there."""
    return convert(text, font) != (text.upper() if font == "tcvn3h" else text)


def _is_unicode_already(text: str, font: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return all(map(is_syllable, words)) and not all(is_syllable(convert(word, font)) for word in words)


def converted_text(cell: RawCell) -> str:
    """The cell's text in Unicode; as it stands when nothing is known to convert it from."""
    font = old_font_of(cell)
    if not font or font == OldFont.LOST:
        return cell.text
    return convert(cell.text, cell.font if cell.font.startswith(font) else font)


def font_of_all(cells: Iterable[RawCell]) -> str:
    """The old font most cells without a telling font are written in; empty when none is."""
    found = Counter(font for cell in cells if not cell.font and (font := old_font_of(cell)) in _PROOFS)
    return found.most_common(1)[0][0] if found else ""


def may_be_in(cell: RawCell, font: str) -> bool:
    """Whether a text that reads as right («líp») also reads as right in the font the rest of its file is in («lớp»)."""
    if cell.kind is not CellKind.TEXT or cell.font or _BEYOND_LATIN.search(cell.text):
        return False
    words = [word for word in _WORD.findall(cell.text) if not word.isascii()]
    return bool(words) and all(is_syllable(convert(word, font)) for word in words)
