"""
Where the time of reading goes, step by step, and what other ways over the same bytes cost before they have read anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from answers import answer
from lxml import etree
from reading import floor, ours
from rounds import shortest

from saglikclient._transport.http import PIECE
from saglikclient.mhrs._hl7.answers import EVENT, SUBJECT, SubjectBuffer

COUNT = 2_000


def cut(body: bytes) -> list[bytes]:
    """
    The body in the pieces in which it comes from the network.
    """
    return [body[start : start + PIECE] for start in range(0, len(body), PIECE)]


def parsed(body: bytes, touch: Callable[[Any], object] | None = None) -> None:
    """
    Parse as the client does, drop each subject again, and touch it before if that is asked for.
    """
    parser = etree.XMLPullParser(events=("start",), tag=EVENT, resolve_entities=False, remove_comments=True, remove_pis=True)
    brought = SubjectBuffer()
    for piece in cut(body):
        parser.feed(piece)
        for subject in brought.complete(parser):
            if touch is not None:
                touch(subject)


def walk(element: Any) -> None:
    """
    Every element below one, and its tag.
    """
    for child in element[:]:
        _ = child.tag
        if len(child):
            walk(child)


def walk_and_take(element: Any) -> None:
    """
    The same, with a text or an attribute of each, as a reader takes them.
    """
    for child in element[:]:
        _ = child.tag
        if len(child):
            walk_and_take(child)
        else:
            _ = child.text or child.get("value")  # whether it is there or not, looking costs the same


def told_of_each(body: bytes) -> None:
    """
    The same parser with an event at the end of each subject.
    """
    parser = etree.XMLPullParser(events=("end",), tag=SUBJECT, resolve_entities=False, remove_comments=True, remove_pis=True)
    previous = None
    for piece in cut(body):
        parser.feed(piece)
        for _, element in parser.read_events():
            above = element.getparent()
            if above is not None and above.tag == EVENT:
                if previous is not None:
                    above.remove(previous)
                previous = element


def bare_expat(body: bytes) -> None:
    """
    The standard library's expat, without a handler.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    for piece in cut(body):
        parser.Parse(piece)


def appending_expat(body: bytes) -> None:
    """
    The same with handlers that put what they are given into a list.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = parser.buffer_text = True
    seen: list[object] = []

    def start(name: str, attributes: list[str]) -> None:
        seen.append(name)
        seen.append(attributes)

    parser.StartElementHandler = start
    parser.EndElementHandler = parser.CharacterDataHandler = seen.append
    for piece in cut(body):
        parser.Parse(piece)
        seen.clear()


class Target:
    """
    A target of lxml's parser that does nothing.
    """

    def start(self, tag: str, attributes: object) -> None:
        """
        An element begins.
        """

    def end(self, tag: str) -> None:
        """
        An element ends.
        """

    def data(self, text: str) -> None:
        """
        A text.
        """

    def close(self) -> None:
        """
        The end.
        """


def empty_target(body: bytes) -> None:
    """
    Lxml calls methods of ours instead of building a tree.
    """
    parser = etree.XMLParser(target=Target())
    for piece in cut(body):
        parser.feed(piece)
    parser.close()


STEPS: dict[str, Callable[[bytes], object]] = {
    "`lxml.etree.fromstring`, the floor": floor,
    "the parser as we use it, each appointment dropped unread": parsed,
    "… and a Python object of each element, a Python text of each tag": lambda body: parsed(body, walk),
    "… and a Python text of each value": lambda body: parsed(body, walk_and_take),
    "… typed, checked and made into models: ours": ours,
    "not taken: an event at the end of each `subject`, unread": told_of_each,
    "not taken: `xml.parsers.expat` without a handler": bare_expat,
    "not taken: the same with handlers that append to a list": appending_expat,
    "not taken: a parser target of lxml's with empty methods": empty_target,
}


def table() -> str:
    """
    Each way over the same bytes, in times the floor.
    """
    body = answer(COUNT)
    times = shortest({name: lambda way=way: way(body) for name, way in STEPS.items()}, 12)
    least = times[next(iter(STEPS))]
    lines = (f"| {name} | {time / COUNT * 1e6:.0f} | {time / least:.2f} |" for name, time in times.items())
    return "\n".join((f"| {COUNT:,} appointments | µs each | times the floor |", "| --- | --- | --- |", *lines, ""))
