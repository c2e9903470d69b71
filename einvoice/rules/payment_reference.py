"""The Belgian structured communication `+++nnn/nnnn/nnnnn+++`: its check digits, as advice."""

import re

from einvoice.rules.findings import Finding, Severity
from shared.i18n import msg

_FORM = re.compile(r"(?P<mark>\+\+\+|\*\*\*)?(\d{3})/?(\d{4})/?(\d{5})(?P<end>\+\+\+|\*\*\*)?")
_BASE_DIGITS = 10


def structured_communication(base: int) -> str:
    """The communication for a number of at most ten digits; raises ValueError beyond that."""
    if not 0 <= base < 10**_BASE_DIGITS:
        raise ValueError(f"{base} has more than ten digits")
    digits = f"{base:010d}{check_digits(base):02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def check_digits(base: int) -> int:
    """The number modulo 97, where 0 is written 97 (Febelfin, structured communication)."""
    return base % 97 or 97


def advise(reference: str) -> Finding | None:
    """Advice when a payment reference looks like a structured communication but is not one."""
    form = _FORM.fullmatch(reference.replace(" ", ""))
    is_marked = form is not None and ("/" in reference or bool(form["mark"]))
    if form is None or not is_marked:
        return None
    digits = "".join(form.group(2, 3, 4))
    expected = check_digits(int(digits[:_BASE_DIGITS]))
    if int(digits[_BASE_DIGITS:]) == expected:
        return None
    return Finding(
        code="einvoice-structured-communication",
        severity=Severity.ADVICE,
        says=msg("The payment reference {found} has wrong check digits: they should be {check}."),
        remedy=msg("Ask the supplier for the right reference before paying."),
        facts={"found": reference, "check": f"{expected:02d}"},
        found=reference,
        expected=structured_communication(int(digits[:_BASE_DIGITS])),
        term="BT-83",
        path="cac:PaymentMeans/cbc:PaymentID",
    )
