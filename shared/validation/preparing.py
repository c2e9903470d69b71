"""On a terminal: how far rules have been compiled, which happens once and may take long."""

import os
import sys
from typing import TYPE_CHECKING

import click

from shared.i18n import Catalogue, msg

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_LABEL = msg("Compiling, once: {name}")


class PreparingBar:
    """A bar per rule set, drawn by the process that made this and by no other."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._label = catalogue.gettext(_LABEL)
        self._process = os.getpid()
        self._bar: ProgressBar[int] | None = None

    def __call__(self, name: str, share: float) -> None:
        """`share` is 1 when it has ended, well or not."""
        if os.getpid() != self._process:
            return
        if share < 1 and self._bar is None:
            label = self._label.format(name=name)
            self._bar = click.progressbar(
                length=100, label=label, file=sys.stderr, show_eta=False
            ).__enter__()
        if self._bar is not None:
            self._bar.update(round(share * 100) - self._bar.pos)
            if share >= 1:
                self._bar.__exit__(None, None, None)
                self._bar = None
