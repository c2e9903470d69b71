"""Text that may stand in XML: whatever a message quotes, a report can be written."""

import re

# XML 1.0, production 2: what is no Char
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """With the replacement character for what XML cannot hold, such as a NUL."""
    return _NO_CHARACTER.sub("\ufffd", text)
