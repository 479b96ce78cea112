# Draws src/preview/letters.ts, the letters of the labels of `imgpar preview`. Needs Debian's python3-pil and fonts-dejavu-core:
# python3 docs/pictures/letters.py

import base64
import pathlib
import zlib

from PIL import Image, ImageDraw, ImageFont

font = ImageFont.truetype('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 15)
texts = [chr(code) for code in range(32, 127)]
widths = [round(font.getlength(text)) for text in texts]
ascent, descent = font.getmetrics()
height = ascent + descent

strip = Image.new('L', (sum(widths), height))
at = 0
for text, width in zip(texts, widths):
    letter = Image.new('L', (width, height))
    ImageDraw.Draw(letter).text((0, 0), text, fill=255, font=font)
    strip.paste(letter, (at, 0))
    at += width

coded = base64.b64encode(zlib.compress(strip.tobytes(), 9)).decode()
lines = [coded[i : i + 120] for i in range(0, len(coded), 120)]
pathlib.Path('src/preview/letters.ts').write_text(
    '// Drawn by docs/pictures/letters.py from DejaVu Sans, 15 pixels.\n'
    '\n'
    '/** Pixels of a line of text. */\n'
    f'export const letterHeight = {height};\n'
    '\n'
    '/** Widths of the letters from space to ~, in pixels. */\n'
    f'export const letterWidths = {widths};\n'
    '\n'
    '/** The letters side by side: how much of each pixel they cover, 0..255, row by row; deflated, in base64. */\n'
    'export const letterCoverage =\n  ' + ' +\n  '.join(f"'{line}'" for line in lines) + ';\n'
)
