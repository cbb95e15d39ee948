#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes changes.txt with Pillow 9.4.0: what its own operations do to a small picture. Run here to make it anew."""
from PIL import Image, ImageEnhance, ImageOps

W, H = 12, 10
bands = [Image.frombytes("L", (W, H), bytes((x * 17 + y * 23 + x * y * (c + 1) + 40 * c) % 201 + 20 for y in range(H) for x in range(W)))
         for c in range(3)]
rgb = Image.merge("RGB", bands)
made = {"IDENTITY 0": rgb, "AUTOCONTRAST 0.5": ImageOps.autocontrast(rgb), "EQUALIZE 0.5": ImageOps.equalize(rgb)}
for strength in (-1, -0.5, 0.5, 1):
    for name, enhance in (("BRIGHTNESS", ImageEnhance.Brightness), ("COLOUR", ImageEnhance.Color),
                          ("CONTRAST", ImageEnhance.Contrast), ("SHARPNESS", ImageEnhance.Sharpness)):
        made[f"{name} {strength}"] = enhance(rgb).enhance(1 + 0.9 * strength)
for bits in (1, 2, 4):
    made[f"POSTERIZE {bits / 4}"] = ImageOps.posterize(rgb, 8 - bits)
for threshold in (51, 102, 204):
    made[f"SOLARIZE {1 - threshold / 255}"] = ImageOps.solarize(rgb, threshold)
with open("changes.txt", "w") as out:
    out.write("# change strength: planes\n")
    for name, image in made.items():
        out.write(f"{name} {b''.join(b.tobytes() for b in image.split()).hex()}\n")
