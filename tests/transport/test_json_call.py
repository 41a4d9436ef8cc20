"""
How a call that is answered in JSON is put on the wire, and what cannot be put there.
"""

from __future__ import annotations

import pytest

from saglikclient import InvalidRequest
from saglikclient._transport.json_call import as_list, as_object, encoded


@pytest.mark.parametrize(
    ("value", "sent"), [("a/b", "a%2Fb"), ("a b", "a%20b"), ("a+b&c=d", "a%2Bb%26c%3Dd"), ("ışık", "%C4%B1%C5%9F%C4%B1k")]
)
def test_parameters_are_encoded_whole(value: str, sent: str) -> None:
    """
    Nothing in a parameter has a meaning of its own in the address: slashes, blanks and plus signs are encoded too.
    """
    assert encoded({"x": value}) == f"x={sent}"


def test_an_unpaired_surrogate_is_refused() -> None:
    """
    A text with an unpaired surrogate is refused, and the error does not contain it.
    """
    with pytest.raises(InvalidRequest) as caught:
        encoded({"password": "gizli\ud800"})

    assert caught.value.rule == "a parameter contains an unpaired surrogate"
    assert caught.value.__context__ is None


@pytest.mark.parametrize("document", [None, 0, "", "text", True, 1.5])
def test_scalars_are_neither_object_nor_list(document: object) -> None:
    """
    An object is an object and a list is a list; everything else is neither.
    """
    assert as_object(document) is None
    assert as_list(document) is None
    assert (as_object([{}]), as_list({"a": 1})) == (None, None)
    assert (as_object({"a": 1}), as_list([{}])) == ({"a": 1}, [{}])
