"""Words of public notices, found by prefix and without accents, the same on both databases.

Texts are folded here (case, accents, ligatures) and stored as plain words in the full-text table of
each database, so SQLite and PostgreSQL find the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_MAX_WORDS = 20
_MAX_LETTERS = 60

_search = sa.table(
    "enot_search", sa.column("publication_id", sa.Uuid()), sa.column("words", sa.Text())
)


def folded_words(text: str) -> list[str]:
    """`Élèves & chaises-longues` -> eleves, chaises, longues."""
    plain = _decomposed(_decomposed(text).casefold()).translate(_LETTERS)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:_MAX_LETTERS] for word in re.findall(r"[^\W_]+", bare)]


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


async def index_publication(db: AsyncSession, publication_id: UUID, texts: Iterable[str]) -> None:
    """Make the texts of a publication findable."""
    words = sorted({word for text in texts for word in folded_words(text)})
    stored: Any = " ".join(words)
    if _is_postgresql(db):
        # the words as they are: the parser of to_tsvector depends on the server's locale
        stored = sa.func.array_to_tsvector(sa.cast(words, ARRAY(sa.Text)))
    await db.execute(sa.insert(_search).values(publication_id=publication_id, words=stored))


def found_by_words(db: AsyncSession, query: str) -> sa.Select[tuple[UUID]] | None:
    """The publications that hold a word beginning with each word asked; None asks nothing."""
    words = folded_words(query)[:_MAX_WORDS]
    if not words:
        return None
    chosen = sa.select(_search.c.publication_id)
    if _is_postgresql(db):
        # folded words hold letters and digits only: nothing in them ends the quotes
        asked = sa.cast(" & ".join(f"'{word}':*" for word in words), TSQUERY)
        return chosen.where(_search.c.words.op("@@")(asked))
    asked_text = " AND ".join(f'"{word}"*' for word in words)
    return chosen.where(sa.text("enot_search MATCH :asked").bindparams(asked=asked_text))


def _is_postgresql(db: AsyncSession) -> bool:
    return db.get_bind().dialect.name == "postgresql"
