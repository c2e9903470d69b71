"""The refusal of a notice that breaks a rule."""

from typing import ClassVar

from enot.drafting import Examination
from shared.errors import Conflict, WhoActs
from shared.i18n import msg


class NoticeUnlawful(Conflict):
    """One or more checks found a breach; `examination` holds all of them."""

    code: ClassVar[str] = "notice-unlawful"
    says: ClassVar[str] = msg("The notice does not keep the rules ({found}).")
    remedy: ClassVar[str] = msg("Check the notice: the check says what to change and why.")
    who: ClassVar[WhoActs] = WhoActs.AUTHORITY

    def __init__(self, examination: Examination) -> None:
        self.examination = examination
        codes = sorted({verdict.code for verdict in examination.breaches})
        super().__init__("notice", found=", ".join(codes))
