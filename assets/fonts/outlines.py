"""Turns a font's cubic CFF outlines into quadratic TrueType ones: outlines.py IN OUT.
The PDF libraries read no CFF. The largest deviation is a thousandth of an em."""
import sys

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

MAX_DEVIATION = 1.0  # units of 1000 in an em

font = TTFont(sys.argv[1])
order, drawn = font.getGlyphOrder(), font.getGlyphSet()

glyphs = {}
for name in order:
    pen = TTGlyphPen(drawn)
    drawn[name].draw(Cu2QuPen(pen, MAX_DEVIATION, reverse_direction=True))
    glyphs[name] = pen.glyph()

font["loca"] = newTable("loca")
font["glyf"] = glyf = newTable("glyf")
glyf.glyphOrder, glyf.glyphs = order, glyphs
for name, glyph in glyphs.items():
    glyph.recalcBounds(glyf)
    advance, _ = font["hmtx"].metrics[name]
    font["hmtx"].metrics[name] = (advance, getattr(glyph, "xMin", 0))

font["maxp"] = maxp = newTable("maxp")
maxp.tableVersion = 0x00010000
maxp.maxZones, maxp.maxTwilightPoints, maxp.maxStorage = 1, 0, 0
maxp.maxFunctionDefs = maxp.maxInstructionDefs = maxp.maxStackElements = 0
maxp.maxSizeOfInstructions = maxp.maxComponentElements = 0
maxp.maxComponentDepth = 0

post = font["post"]
post.formatType = 3.0

for table in ("CFF ", "VORG"):
    if table in font:
        del font[table]
font.sfntVersion = "\x00\x01\x00\x00"
font["head"].glyphDataFormat = 0
font.recalcTimestamp = False
font.save(sys.argv[2])
