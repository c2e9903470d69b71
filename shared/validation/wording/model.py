"""A sentence about a rule, what to do, and words that are translated with it."""

from collections.abc import Mapping
from typing import Self

import msgspec
from msgspec.structs import replace


class Word(str):
    """A fact that is itself an English text to be translated."""

    __slots__ = ()


class Named(msgspec.Struct, frozen=True):
    """A fact that has an official text in some languages, and `other` for the rest."""

    texts: Mapping[str, str]
    other: str

    def in_language(self, language: str) -> str:
        return self.texts.get(language) or self.texts.get("en") or self.other

    def with_ending(self, ending: str) -> Self:
        texts = {language: text + ending for language, text in self.texts.items()}
        return replace(self, texts=texts, other=self.other + ending)


class Wording(msgspec.Struct, frozen=True):
    """`says` and `remedy` are marked English texts; `facts` fill them besides found and expected.

    `needs` names facts without which the sentence would read badly: the rule's own text is used
    where one of them could not be established. `demands` says what the rule asks when nothing has
    failed yet, filled with `facts`; empty where `says` does it as well.
    """

    says: str
    remedy: str
    facts: Mapping[str, object] = msgspec.field(default_factory=dict)
    needs: tuple[str, ...] = ()
    demands: str = ""

    def with_facts(self, more: Mapping[str, object]) -> Self:
        return replace(self, facts={**self.facts, **more})
