"""What people send in: every field that cannot be used is named, not only the first one."""

from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, Field

from shared.codes import Cpv
from shared.party import EnterpriseNumber
from shared.web.forms import FormInvalid, read_form


def _number(text: str) -> str:
    return str(EnterpriseNumber.parse(text, "number"))


def _code(text: str) -> str:
    return str(Cpv.parse(text, "code"))


class _Form(BaseModel):
    number: Annotated[str, AfterValidator(_number)]
    code: Annotated[str, AfterValidator(_code)]
    name: str = Field(min_length=3)


GOOD = {"number": "0403.101.811", "code": "30192000", "name": "Papier"}


def test_a_good_form_becomes_its_value() -> None:
    assert read_form(_Form, GOOD).name == "Papier"


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"number": "1"}, {"number"}),
        ({"number": "1", "code": "x"}, {"number", "code"}),
        ({"number": "1", "code": "x", "name": "a"}, {"number", "code", "name"}),
        ({"number": "", "code": "x"}, {"number", "code"}),
    ],
)
def test_every_wrong_field_is_named_once(wrong: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(FormInvalid) as refused:
        read_form(_Form, GOOD | wrong)
    named = [error.field for error in refused.value.errors]
    assert (set(named), len(named)) == (fields, len(fields))
