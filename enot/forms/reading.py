"""From what a browser posts to an answer: dotted names made a tree, every language present."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from enot.forms.answers import ALL_QUESTIONS, Answer
from shared.errors import NotFound
from shared.i18n import msg
from shared.web.forms import FieldError, FormInvalid, read_form

Given = TypeVar("Given", bound=Answer)
Tree = dict[str, Any]

_MAX_ROWS = 50
_TEXTS = re.compile(r"(^|\.)(title|description|terms|urgency|quality\.\d+\.name)$")
"""Names of fields that are one text per language."""
_FILL_IN = msg("Fill in this field.")


def read_answer(
    question: type[Given], sent: Mapping[str, Any], languages: Iterable[str] = ()
) -> Given:
    """The answer in what was sent, as a form or as JSON.

    Raises FormInvalid with one error per field; so too when a text lacks one of the languages.
    """
    tree = nested(sent)
    wanted = tuple(languages)
    try:
        answer = read_form(question, tree)
    except FormInvalid as invalid:
        errors = [placed for error in invalid.errors for placed in _placed(error, wanted)]
        raise FormInvalid(errors, flat(tree)) from invalid
    lacking = [
        FieldError(f"{name}.{language}", _FILL_IN, {})
        for name, texts in answer.texts()
        for language in wanted
        if not texts.get(language)
    ]
    if lacking:
        raise FormInvalid(lacking, flat(tree))
    return answer


def read_one(question: str, sent: Mapping[str, Any], languages: Iterable[str] = ()) -> Answer:
    """The answer to a question named in words; raises NotFound and FormInvalid."""
    if question not in ALL_QUESTIONS:
        raise NotFound("question", found=question)
    return read_answer(ALL_QUESTIONS[question], sent, languages)


def read_answers(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """Several answers at once, the languages' first, for the others must keep to it.

    Raises NotFound and FormInvalid, whose fields begin with the question's name.
    """
    chosen = given.get("languages", {}).get("notice", ())
    languages = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    answers: dict[str, Answer] = {}
    for question, sent in given.items():
        try:
            answers[question] = read_one(question, sent, languages)
        except FormInvalid as invalid:
            errors = [
                FieldError(f"{question}.{error.field}", error.text, error.facts)
                for error in invalid.errors
            ]
            raise FormInvalid(errors, sent) from invalid
    return answers


def _placed(error: FieldError, languages: tuple[str, ...]) -> Iterator[FieldError]:
    """An error of a whole text belongs to its field in each language."""
    if not _TEXTS.search(error.field):
        yield error
        return
    for language in languages:
        yield FieldError(f"{error.field}.{language}", _FILL_IN, {})


def nested(sent: Mapping[str, Any]) -> Tree:
    """`{"lots.0.title.nl": "x"}` as `{"lots": [{"title": {"nl": "x"}}]}`; blanks are left out."""
    tree: Tree = {}
    for name, value in sent.items():
        clean = value.strip() if isinstance(value, str) else value
        if clean not in ("", None, []):
            _plant(tree, name.split("."), clean)
    return {name: _lists(branch) for name, branch in tree.items()}


def _plant(tree: Tree, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        branch = tree.setdefault(step, {})
        if not isinstance(branch, dict):
            return  # a name that is both a value and a group: the value stands, the form refuses
        tree = branch
    tree[path[-1]] = value


def _lists(branch: Any) -> Any:
    """Groups whose names are all numbers become lists, gaps closed."""
    if not isinstance(branch, dict):
        return branch
    inner = {name: _lists(value) for name, value in branch.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)[:_MAX_ROWS]]
    return inner


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The other way: a stored answer as form values, to be shown in the fields again."""
    values: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            values |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            rows = {str(number): item for number, item in enumerate(value)}
            values |= flat(rows, f"{prefix}{name}.")
        else:
            values[f"{prefix}{name}"] = value
    return values
