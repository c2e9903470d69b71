"""Values that rules may trip over: code lists' outsiders, numbers, dates, zones, blanks, digits."""

import random
import re
from decimal import Decimal

# NaN and zones beyond 14:00 are left out: SaxonC 13 takes NaN for >= any number, against XPath 2.0,
# B.2, and such a zone for valid, against XML Schema 1.1 part 2, 3.3.9
# what occurs in rules as a value that means something, and what only looks like one
VALUES = [
    *(
        "",
        " ",
        "\t\n ",
        "0",
        "1",
        "-1",
        "2",
        "3",
        "0.00",
        "0.01",
        "-0",
        "00",
        "100",
        "99.99",
        "100.005",
    ),
    *(
        "12.3",
        "12.345",
        "1e3",
        "1E2",
        "+5",
        "5.",
        ".5",
        "INF",
        "-INF",
        "0x10",
        "1,5",
        "1_000",
    ),
    *(
        "123456789012345678901234567890.123456789012345678901",
        "0.0000000001",
        " 7 ",
        "\u0667\u0668",
    ),
    *("S", "E", "Z", "AE", "K", "G", "O", "L", "M", "B", "VAT", "LOC", "GST", "EUR", "SEK", "DKK"),
    *("XXX", "eur", "BE", "NO", "DK", "IT", "SE", "DE", "GR", "EL", "NL", "IS", "FR", "ZZ", "be"),
    *("380", "381", "384", "389", "30", "58", "48", "59", "49", "9", "42", "true", "false", "abc"),
    *("2024-02-30", "2024-02-29", "2024-01-01", "2026-11-21Z", "2026-11-21+14:00", "20240101"),
    *("2024-01-01T00:00:00", "12:00:00", "12:00:00Z", "12:00:00+02:00", "24:00:00", "-0001-01-01"),
    *("12024-01-01", "2024-1-1", "0000-01-01", "2023-12-31", "2030-01-01"),
    *("0208", "0088", "0192", "9925", "0007", "0184", "0201", "9906", "0106", "0151", "GLN"),
    *("BE0123456749", "BE0671516647", "0671516647", "0123456789", "5790000435951", "7300010000001"),
    *("NO123456785MVA", "DE123456789", "SE556677889901", "IT:IT123", "x", " x ", "x y", "é", "É"),
    *("\u00a0", "\u2003x", "a\u0301", "\U0001d7d9", "ß", "ı", "<&>\"'", "]]>", "{0}", "$1", "\\"),
    *("#ABC#", "#AAM#", "a@b.cc", "a@b", "@", "+4512345678", "1234567890123456789", "A" * 200),
    *("urn:cen.eu:en16931:2017", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "http://x/", "NA"),
]
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
_CENTS = [Decimal(text) for text in ("0.01", "-0.01", "1", "-1", "0.001", "0.5", "100", "0.005")]
_ODD = [
    "{}.",
    "+{}",
    " {} ",
    "{}e0",
    "{}0",
    "{}.0000000000000001",
    "-{}",
    "0{}",
    "{}\u00a0",
    "{} {}",
]


def another(value: str, rnd: random.Random) -> str:
    """A value near the one there, or a strange one."""
    dice = rnd.random()
    if _NUMBER.match(value.strip()) and dice < 0.6:
        if dice < 0.4:
            return str(Decimal(value.strip()) + rnd.choice(_CENTS))
        return rnd.choice(_ODD).replace("{}", value.strip())
    if value and dice < 0.75:
        return near(value, rnd)
    return rnd.choice(VALUES)


def near(value: str, rnd: random.Random) -> str:
    """The same text with one thing changed."""
    at = rnd.randrange(len(value))
    return rnd.choice(
        [
            value[:at] + value[at + 1 :],
            value[:at] + rnd.choice("x0 9-é") + value[at + 1 :],
            value.swapcase(),
            f" {value}\n",
            value + rnd.choice("x 0Z"),
            f"{value} {value}",
            value[:at],
        ]
    )


def matching(pattern: str, rnd: random.Random) -> str:
    """A text that may match a simple regular expression."""
    text = pattern.strip("^$")
    text = re.sub(r"\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)", r"\1", text)
    text = re.sub(r"\\d|\[0-9\]", "1", text)
    text = re.sub(r"\[([^\]\\^])[^\]]*\]", r"\1", text)
    text = re.sub(r"(\\?.)\{(\d+)(?:,\d*)?\}", lambda m: m[1] * min(int(m[2]), 50), text)
    text = re.sub(r"\\s|\\n", " ", text)
    text = re.sub(r"[\\+*?]", "", text)
    return text.replace(".", rnd.choice("a1"))[:200]
