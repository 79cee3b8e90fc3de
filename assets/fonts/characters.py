"""Prints the code points of the sans faces, one U+XXXX a line: GB2312, Latin, the signs
the screens draw, and the characters of personal names that GB2312 lacks (names.txt)."""
import pathlib

HERE = pathlib.Path(__file__).parent

wanted = set()
for high in range(0xA1, 0xF8):
    for low in range(0xA1, 0xFF):
        try:
            wanted.add(ord(bytes([high, low]).decode("gb2312")))
        except UnicodeDecodeError:
            pass
kana_bopomofo_cyrillic_boxes = [(0x3040, 0x312F), (0x0400, 0x04FF), (0x2500, 0x257F)]
wanted = {c for c in wanted if not any(a <= c <= b for a, b in kana_bopomofo_cyrillic_boxes)}

for first, last in [
    (0x20, 0x7E), (0xA0, 0x17F),      # Latin
    (0x2B0, 0x2DD), (0x370, 0x3CF),   # tone marks, Greek
    (0x2010, 0x2027), (0x2030, 0x203B),
    (0x2070, 0x209F), (0x20A0, 0x20BF),
    (0x2103, 0x2116), (0x2160, 0x217B),
    (0x2190, 0x21FF),                 # arrows
    (0x2200, 0x22A5),                 # signs of mathematics, U+2212 among them
    (0x2460, 0x24FF),                 # circled digits
    (0x25A0, 0x25FF), (0x2605, 0x2642), (0x2713, 0x2717),
    (0x3000, 0x3029), (0x3200, 0x33FF),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFD),
]:
    wanted.update(range(first, last + 1))

wanted.update(ord(c) for c in (HERE / "names.txt").read_text("utf-8") if not c.isspace())
wanted.update(ord(c) for c in (HERE / "titles.txt").read_text("utf-8") if not c.isspace())
wanted.discard(0xB7)  # a full-width dot in the Chinese face; the screens never use it

print("\n".join(f"U+{c:04X}" for c in sorted(wanted)))
