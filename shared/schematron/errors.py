"""What can be wrong with rules (the operator's matter) and with one evaluation (a finding)."""

from typing import ClassVar

from shared.errors import QuaestorError, WhoActs
from shared.i18n import msg


class RulesUnusable(QuaestorError):
    """A rule file cannot be used at all; nothing of it is run."""

    code: ClassVar[str] = "rules-unusable"
    says: ClassVar[str] = msg("The rules {name} cannot be used: {found}")
    remedy: ClassVar[str] = msg("Import the official pack again, unchanged.")
    who: ClassVar[WhoActs] = WhoActs.OPERATOR


class UnknownConstruct(RulesUnusable):
    """The rules use something this product does not know: named, never skipped."""

    code: ClassVar[str] = "rules-unknown-construct"
    says: ClassVar[str] = msg("The rules {name} use {found}, which is not known here.")
    remedy: ClassVar[str] = msg("Report it to the maker; use the earlier release meanwhile.")


class RulesWithoutEnd(RulesUnusable):
    """The rules took too long, or too much memory, for one document and were ended."""

    code: ClassVar[str] = "rules-without-end"
    says: ClassVar[str] = msg("The rules {name} were ended after {seconds} s: they are too costly.")
    remedy: ClassVar[str] = msg(
        "Check with `quaestor packs verify` whether these are the official rules."
        " If they are, report it to the maker."
    )


class ExpressionError(Exception):
    """An expression that is no XPath 2.0, or uses a construct that is not known.

    `found` says what; the loader adds the place and raises UnknownConstruct or RulesUnusable.
    """

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


class XPathSyntaxError(ExpressionError):
    """Not XPath 2.0."""


class NotSupportedError(ExpressionError):
    """XPath or XSLT, but outside what official rules were ever seen to use."""


class DynamicError(Exception):
    """An XPath dynamic error; `code` is the W3C's (FORG0001, XPTY0004 ...)."""

    def __init__(self, code: str, found: str = "") -> None:
        self.code = code
        super().__init__(f"{code} {found}" if found else code)
