"""A colour for each speaker that can be read as text, on paper and in the dark.

Colours are picked in OKLCH (Ottosson 2020), where equal lightness looks equally light: every
speaker's words then stand out from the page alike, and only hue tells them apart.
"""

from __future__ import annotations

import math

PAPER, NIGHT = "#fdfcf9", "#16171a"
_HUES = (255, 30, 145, 320, 65, 200, 0, 110, 285, 45, 170, 345)
_GOLDEN_ANGLE = 137.508


def palette(n: int) -> list[tuple[str, str]]:
    """``n`` colours as (on paper, in the dark), ``#rrggbb``; the first dozen far apart."""
    out = []
    for i in range(n):
        if i < len(_HUES):
            hue, step = float(_HUES[i]), 0.0
        else:
            hue, step = (_HUES[0] + _GOLDEN_ANGLE * i) % 360, 0.04 * (1 - i % 3)
        out.append((_hex(0.46 + step, 0.14, hue), _hex(0.80 + step, 0.11, hue)))
    return out


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB; chroma goes down until the colour is one that a screen can show."""
    a, b = math.cos(math.radians(hue)), math.sin(math.radians(hue))
    while True:
        rgb = _linear(lightness, chroma * a, chroma * b)
        if chroma <= 0 or all(-0.0005 <= c <= 1.0005 for c in rgb):
            return "#" + "".join(f"{_encoded(c):02x}" for c in rgb)
        chroma -= 0.005


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(c: float) -> int:
    c = min(max(c, 0.0), 1.0)
    return round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055))
