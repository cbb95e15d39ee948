#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the fixtures of this folder with Pillow 9.4.0. Run here to make them anew."""
import hashlib
from PIL import Image

FILTERS = {"BOX": Image.BOX, "BILINEAR": Image.BILINEAR, "BICUBIC": Image.BICUBIC, "LANCZOS": Image.LANCZOS}


def source(mode, w, h):
    bands = []
    for c in range(len(mode)):
        pixels = bytes((x * 37 + y * 101 + x * y * 7 + c * 53) % 256 for y in range(h) for x in range(w))
        bands.append(Image.frombytes("L", (w, h), pixels))
    return bands[0] if len(bands) == 1 else Image.merge("".join(mode), bands)


def planes(image):
    return b"".join(band.tobytes() for band in image.split())


with open("resize.txt", "w") as out:
    out.write("# filter channels width height -> width height: SHA-256 of the planes, first 12 bytes\n")
    for name, value in FILTERS.items():
        for mode in ("L", "RGB"):
            for w, h, tw, th in ((28, 28, 96, 96), (28, 28, 28, 28), (13, 9, 7, 5), (13, 9, 20, 17), (100, 75, 28, 28),
                                 (31, 17, 31, 5), (31, 17, 64, 17), (1, 1, 5, 5), (640, 3, 1, 1), (37, 211, 224, 224)):
                got = planes(source(mode, w, h).resize((tw, th), value))
                out.write(f"{name} {len(mode)} {w} {h} {tw} {th} {hashlib.sha256(got).hexdigest()} {got[:12].hex()}\n")

SIZE = (9, 6)
rgb = source("RGB", *SIZE)
alpha = source("L", *SIZE).rotate(180)
grey = source("L", *SIZE)
palette = rgb.quantize(16)
wide = Image.frombytes("I;16", SIZE, bytes((i * 73 + 11) % 256 for i in range(2 * SIZE[0] * SIZE[1])))
rgba, la = rgb.copy(), grey.copy()
rgba.putalpha(alpha)
la.putalpha(alpha)
smooth = Image.merge("RGB", [Image.linear_gradient("L").resize((24, 16)).rotate(90 * k).resize((24, 16)) for k in range(3)])
files = {
    "grey.png": (grey, {}), "rgb.png": (rgb, {}), "rgba.png": (rgba, {}), "grey-alpha.png": (la, {}),
    "palette.png": (palette, {}), "palette-transparent.png": (palette, {"transparency": 3}),
    "bilevel.png": (grey.point(lambda v: 255 * (v > 127)).convert("1"), {}), "grey16.png": (wide, {}),
    "grey.jpg": (smooth.convert("L"), {}), "rgb.jpg": (smooth, {"subsampling": 0}),
    "progressive.jpg": (smooth, {"subsampling": 0, "progressive": True}), "cmyk.jpg": (smooth.convert("CMYK"), {}),
}
smooth.convert("CMYK").save("ycck.jpg")
data = bytearray(open("ycck.jpg", "rb").read())
data[17] = 2  # the transform byte of the Adobe segment: the same samples, now to be read as YCCK
open("ycck.jpg", "wb").write(data)
files["ycck.jpg"] = None

with open("decoded.txt", "w") as out:
    out.write("# file width height: planes of convert('L'), planes of convert('RGB'); grey16 by its upper bytes\n")
    for name, made in files.items():
        if made:
            made[0].save(name, **made[1])
        if name == "grey16.png":
            l = Image.frombytes("L", SIZE, wide.tobytes()[1::2])
        else:
            l = Image.open(name)
        out.write(f"{name} {l.width} {l.height} {planes(l.convert('L')).hex()} {planes(l.convert('RGB')).hex()}\n")
