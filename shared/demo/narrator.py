"""Tells the story in the terminal: acts, steps with their time, and what is being waited for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Narrator:
    """Prints one line per step; on a terminal a spinner turns while the step is at work."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self._began = time.perf_counter()
        self._steps = 0
        self._remarks: list[str] | None = None

    def act(self, title: str) -> None:
        self.console.print(f"\n[bold]{title}[/bold]")

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """One thing somebody does; the line shows how long it took."""
        started = time.perf_counter()
        self._remarks = []
        with self.console.status(sentence):
            yield
        self._steps += 1
        took = time.perf_counter() - started
        self.console.print(f"  [green]✓[/green] {sentence} [dim]{took:.1f} s[/dim]")
        remarks, self._remarks = self._remarks, None
        for said in remarks:
            self.remark(said)

    def remark(self, sentence: str) -> None:
        """A detail; said during a step it is printed beneath the step's line."""
        if self._remarks is None:
            self.console.print(f"    [dim]{sentence}[/dim]")
        else:
            self._remarks.append(sentence)

    def warn(self, sentence: str) -> None:
        self.console.print(f"  [yellow]![/yellow] {sentence}")

    def end(self) -> None:
        took = time.perf_counter() - self._began
        self.console.print(f"\n[bold]{self._steps} steps in {took:.0f} s.[/bold]")
