"""``python -m bench.typeface NotoSerifSC_600SemiBold.ttf`` makes the font of the headings, blog/typeface/serif.ttf.

It keeps what GB 2312 and European languages are written with, outlines alone: of the 15 MB of Noto Serif SC 3, with
7,650 glyphs. The whole font is the file of that name in the npm package ``@expo-google-fonts/noto-serif-sc``.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).resolve().parent.parent / "blog" / "typeface" / "serif.ttf"
MORE = "–—‘’“”…·•‹›«»€−×÷°　、。〈〉《》「」『』【】〔〕！（），：；？～"


def characters() -> set[int]:
    """Return the code points that the font has glyphs for."""
    found = {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, MORE)}
    for pair in itertools.product(range(0xA1, 0xF8), range(0xA1, 0xFF)):
        found.update(map(ord, bytes(pair).decode("gb2312", "ignore")))
    return found


def main() -> None:
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 13, 14], notdef_outline=True)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "gasp", "meta", "prep", "vhea", "vmtx"]
    font = subset.load_font(sys.argv[1], options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.save(TARGET)


if __name__ == "__main__":
    main()
