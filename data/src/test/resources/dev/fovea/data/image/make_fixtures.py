#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the fixtures of this folder with Pillow 9.4.0. Run here to make them anew."""
import hashlib
import struct
import zlib
from PIL import Image, ImageCms, ImageOps

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



# Two photographs in the public domain, cut from those that SciPy has as face() and ascent().
PHOTOGRAPHS = ("raccoon.png", "stairs.png")

with open("photographs.txt", "w") as out:
    out.write("# file filter mode width height: SHA-256 of the planes of the photograph made that large\n")
    for file in PHOTOGRAPHS:
        photo = Image.open(file)
        w, h = photo.size
        for name, value in FILTERS.items():
            for tw, th in ((224, 224), (192, 256), (96, 96), (32, 32), (500, 375), (w - 1, h + 1), (7, h), (28, 28)):
                got = hashlib.sha256(planes(photo.resize((tw, th), value))).hexdigest()
                out.write(f"{file} {name} STRETCH {tw} {th} {got}\n")
                rows, columns = min(h, round(w * th / tw)), min(w, round(h * tw / th))
                left, top = (w - columns) // 2, (h - rows) // 2
                crop = photo.crop((left, top, left + columns, top + rows)).resize((tw, th), value)
                out.write(f"{file} {name} CROP {tw} {th} {hashlib.sha256(planes(crop)).hexdigest()}\n")
                rows, columns = max(1, min(th, round(h * tw / w))), max(1, min(tw, round(w * th / h)))
                box = Image.new(photo.mode, (tw, th))
                box.paste(photo.resize((columns, rows), value), ((tw - columns) // 2, (th - rows) // 2))
                out.write(f"{file} {name} LETTERBOX {tw} {th} {hashlib.sha256(planes(box)).hexdigest()}\n")

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

for name, image in (("rgb", rgb), ("grey", grey), ("palette", palette)):
    files[name + ".bmp"] = (image, {})
    files[name + ".gif"] = (image, {})
    for kind in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        files[f"{name}-{kind}.tif"] = (image, {"compression": kind})
files["bilevel.bmp"] = (grey.point(lambda v: 255 * (v > 127)).convert("1"), {})
files["bilevel-g4.tif"] = (files["bilevel.bmp"][0], {"compression": "group4"})
files["rgba.tif"] = (rgba, {"compression": "tiff_lzw"})
files["cmyk.tif"] = (rgb.convert("CMYK"), {"compression": "tiff_lzw"})
files["grey16.tif"] = (wide, {})
files["jpeg.tif"] = (smooth, {"compression": "jpeg", "quality": 90})
files["lossless.webp"] = (rgb, {"lossless": True})
files["lossless-alpha.webp"] = (rgba, {"lossless": True, "exact": True})
files["lossy.webp"] = (smooth, {"quality": 90})

# sRGB with the red primary moved: who applies it changes every colour.
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
tag = profile.index(b"rXYZ")
red = struct.unpack(">I", profile[tag + 4:tag + 8])[0]
profile[red + 8:red + 12] = struct.pack(">i", int(0.6 * 65536))
profile[24:36] = bytes(12)  # when it was made
profile = bytes(profile)
files["profile.jpg"] = (smooth, {"subsampling": 0, "icc_profile": profile})
files["profile.webp"] = (rgb, {"lossless": True, "icc_profile": profile})
files["profile.png"] = (rgb, {"icc_profile": profile})
files["profile.tif"] = (rgb, {"icc_profile": profile})


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# Pillow writes no RGB of 16 bits and keeps the upper byte when it reads one.
rows = b"".join(b"\0" + b"".join(struct.pack(">HHH", *(v * 256 + 9 for v in rgb.getpixel((x, y)))) for x in range(SIZE[0]))
                for y in range(SIZE[1]))
with open("rgb16.png", "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0))
              + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
files["rgb16.png"] = None

for held in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = held
    kinds = ("jpg", "png", "webp", "tif") if held == 6 else ("png",)
    for kind in kinds:
        options = {"jpg": {"quality": 95, "subsampling": 0}, "webp": {"lossless": True}}.get(kind, {})
        files[f"held-{held}.{kind}"] = (smooth.resize((7, 4)), {"exif": exif, **options})

with open("decoded.txt", "w") as out:
    out.write("# file width height: planes of convert('L'), planes of convert('RGB'); grey16 by its upper bytes, all as EXIF holds them\n")
    for name, made in files.items():
        if made:
            made[0].save(name, **made[1])
        if name.startswith("grey16"):
            l = Image.frombytes("L", SIZE, wide.tobytes()[1::2])
        elif name == "held-6.tif":
            l = Image.open(name)  # Pillow turns TIFF when it loads it, and exif_transpose would turn it again
            l.load()
        else:
            l = ImageOps.exif_transpose(Image.open(name))
        out.write(f"{name} {l.width} {l.height} {planes(l.convert('L')).hex()} {planes(l.convert('RGB')).hex()}\n")
