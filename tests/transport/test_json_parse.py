"""
How strictly JSON is parsed: what can be read in two ways is not read at all, however it is laid out.
"""

from __future__ import annotations

import json
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import ProtocolError
from saglikclient._core.json_values import MAX_DEPTH, kept
from saglikclient._transport.json_call import parsed

if TYPE_CHECKING:
    from collections.abc import Callable

blanks = st.text(" \t\r\n", max_size=2)
texts = st.text(max_size=6) | st.sampled_from(['":', '" :', '\\":"', ' : "a":', '","a":', "\n:"])
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=12)


def laid_out(draw: st.DrawFn, document: Any) -> str:
    """
    A document as text, with blanks wherever JSON lets them stand.
    """
    if isinstance(document, dict):
        members = (f"{json.dumps(name)}{draw(blanks)}:{draw(blanks)}{laid_out(draw, value)}" for name, value in document.items())
        return "{" + ",".join(f"{draw(blanks)}{member}{draw(blanks)}" for member in members) + "}"
    if isinstance(document, list):
        return "[" + ",".join(f"{draw(blanks)}{laid_out(draw, item)}{draw(blanks)}" for item in document) + "]"
    return json.dumps(document, ensure_ascii=draw(st.booleans()))


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, Any]:
    """
    A document, and its bytes.
    """
    document = draw(documents)
    return laid_out(draw, document).encode(), document


@st.composite
def with_twins(draw: st.DrawFn) -> bytes:
    """
    A document in which one object somewhere says something twice, the second time perhaps with other blanks or escapes.
    """
    name = draw(texts)
    members = [f"{json.dumps(name)}{draw(blanks)}:{laid_out(draw, draw(documents))}" for _ in range(2)]
    members += [f"{json.dumps(other)}{draw(blanks)}:1" for other in draw(st.lists(texts, max_size=3, unique=True)) if other != name]
    within = "{" + ",".join(draw(st.permutations(members))) + "}"
    return laid_out(draw, [draw(documents), "HERE", draw(documents)]).replace('"HERE"', within, 1).encode()


@given(written())
def test_what_is_written_once_is_read(document: tuple[bytes, Any]) -> None:
    """
    A document is read for what it says, however it is laid out and whatever its texts look like.
    """
    body, said = document

    assert parsed(body) == said


@given(with_twins())
def test_a_name_that_stands_twice_is_refused(body: bytes) -> None:
    """
    An object that says a thing twice can be read in two ways, so it is not read.
    """
    with pytest.raises(ProtocolError):
        parsed(body)


@pytest.mark.parametrize(
    "body", [b'{"a":1,"a" :2}', b'{"a" :1,"a":2}', b'{"a":"\\":","a":2}', b'{"a":1,"\\u0061":2}', b'[{"a":{"b":1,"b":1}}]']
)
def test_no_trick_hides_a_twin(body: bytes) -> None:
    """
    Neither blanks, nor texts that look like names, nor escapes make up for a name that stands twice.
    """
    with pytest.raises(ProtocolError):
        parsed(body)


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_depth_ends_with_pythons_stack(opened: str, closed: str) -> None:
    """A document that is nested too deep for the parser is refused, not an exhausted stack."""
    assert parsed((opened * 200 + "1" + closed * 200).encode())
    with pytest.raises(ProtocolError):
        parsed((opened * 100_000 + "1" + closed * 100_000).encode())


@pytest.mark.parametrize("level", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_the_deepest_is_kept_and_deeper_is_not(level: Callable[[Any], Any]) -> None:
    """Of the members without a field exactly so many levels are kept, so that recursion over a model ends."""
    deepest = reduce(lambda inner, _: level(inner), range(MAX_DEPTH), 1)

    assert kept({"known": deepest, "new": deepest}, frozenset({"known"})) == {"new": deepest}
    with pytest.raises(ValueError, match="deep"):
        kept({"new": level(deepest)}, frozenset())


def test_half_a_character_costs_itself() -> None:
    """
    A text that was cut within an emoji ends in U+FFFD; whole pairs, and backslashes before a `u`, stay what they are.
    """
    body = rb'{"a":"x\ud83d","b":"\ud83d\ude00","c":"\\ud83d","d":"\udE00\uD83D"}'

    assert parsed(body) == {"a": "x\ufffd", "b": "\U0001f600", "c": "\\ud83d", "d": "\ufffd\ufffd"}


@pytest.mark.parametrize("charset", ["", "utf-8", "iso-8859-9", "iso-8859-1"])
def test_a_cut_byte_in_utf_8_does_not_change_the_other_texts(charset: str) -> None:
    """
    UTF-8 with a byte that was cut off stays UTF-8, whatever charset a gateway names: the damage is visible, and no other name is garbled.
    """
    whole = '{"a":"Göğüs Hastalıkları","b":"Şişli"}'.encode()

    assert parsed(whole.replace(b"li", b"l\xc4"), charset) == {"a": "Göğüs Hastalıkları", "b": "Şişl\ufffd"}
