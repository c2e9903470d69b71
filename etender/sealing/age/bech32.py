"""Bech32 (BIP 173) without a limit of length: how age writes its keys."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


class NotBech32(ValueError):
    """The text is not Bech32, or a letter of it was mistyped."""


def encode(prefix: str, data: bytes) -> str:
    """Lower case; age writes secret keys in upper case."""
    values = _regroup(data, 8, 5, pad=True)
    body = "".join(_LETTERS[value] for value in values + _checksum(prefix.lower(), values))
    return f"{prefix.lower()}1{body}"


def decode(text: str) -> tuple[str, bytes]:
    """Prefix in lower case and data. Raises NotBech32."""
    if text not in {text.lower(), text.upper()} or "1" not in text:
        raise NotBech32("mixed case, or no separator")
    prefix, _, body = text.lower().rpartition("1")
    if not prefix or len(body) < _CHECKSUM_SIZE or not set(body) <= set(_LETTERS):
        raise NotBech32("letters that do not belong")
    values = [_LETTERS.index(letter) for letter in body]
    if _checksum(prefix, values[:-_CHECKSUM_SIZE]) != values[-_CHECKSUM_SIZE:]:
        raise NotBech32("the checksum does not fit")
    return prefix, bytes(_regroup(values[:-_CHECKSUM_SIZE], 5, 8, pad=False))


def _checksum(prefix: str, values: list[int]) -> list[int]:
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    state = 1
    for value in [*spread, *values, *([0] * _CHECKSUM_SIZE)]:
        top, state = state >> 25, (state & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate(_GENERATOR):
            state ^= factor if top >> bit & 1 else 0
    state ^= 1
    return [state >> 5 * (_CHECKSUM_SIZE - 1 - place) & 31 for place in range(_CHECKSUM_SIZE)]


def _regroup(values: bytes | list[int], size: int, into: int, *, pad: bool) -> list[int]:
    pool = bits = 0
    groups: list[int] = []
    for value in values:
        pool, bits = (pool << size | value) & 0xFFFF, bits + size
        while bits >= into:
            bits -= into
            groups.append(pool >> bits & ((1 << into) - 1))
    rest = pool << (into - bits) & ((1 << into) - 1)
    if pad and bits:
        groups.append(rest)
    elif not pad and (bits >= size or rest):
        raise NotBech32("padding that is not zero")
    return groups
