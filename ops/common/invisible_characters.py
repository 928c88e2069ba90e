"""The characters that steer a terminal, hide text or have no shape.

Sources: ECMA-48 (control functions), Unicode Technical Report 36 (bidirectional overrides), and the Unicode
Character Database, DerivedCoreProperties.txt, property Default_Ignorable_Code_Point
(https://www.unicode.org/Public/17.0.0/ucd/DerivedCoreProperties.txt).
`tests/ops/common/test_visible_text.py` compares the property with that of the library `regex`.
"""

import re
from typing import Final

#: Default_Ignorable_Code_Point of Unicode 17.0: nothing is drawn for it. First and last code point.
DEFAULT_IGNORABLE: Final = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors and vowel separator
    (0x200B, 0x200F),  # zero-width characters, marks of the writing direction
    (0x202A, 0x202E),  # embeddings and overrides of the writing direction
    (0x2060, 0x206F),  # word joiner, isolates of the writing direction
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # half-width Hangul filler
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE0FFF),  # tags, variation selectors supplement
)
# C0 but tab and line feed; DEL and C1; line and paragraph separators; the blank Braille pattern; interlinear
# annotations; lone surrogates, which no file can hold.
_OTHERS: Final = (
    (0x0000, 0x0008),
    (0x000B, 0x001F),
    (0x007F, 0x009F),
    (0x2028, 0x2029),
    (0x2800, 0x2800),
    (0xD800, 0xDFFF),
    (0xFFF9, 0xFFFB),
)
#: One such character; tab and line feed are not among them.
INVISIBLE: Final = re.compile(
    "[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in (*_OTHERS, *DEFAULT_IGNORABLE)) + "]"
)
