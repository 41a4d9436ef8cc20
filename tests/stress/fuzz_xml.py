"""
What is done to the elements of a good answer.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from tests.stress.fuzz_values import NASTY

if TYPE_CHECKING:
    from random import Random


def changed(source: Random, body: bytes) -> bytes:
    """XML with one to three changes of its elements."""
    root = etree.fromstring(body)
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        source.choice(XML_WAYS)(source, root, source.choice(list(root.iter())))
    return etree.tostring(root, xml_declaration=source.random() < 0.8, encoding=source.choice(("utf-8",) * 8 + ("utf-16", "iso-8859-9")))


def _other(source: Random, root: etree._Element) -> etree._Element:
    return source.choice(list(root.iter()))


def _remove(_: Random, __: etree._Element, one: etree._Element) -> None:
    if (parent := one.getparent()) is not None:
        parent.remove(one)


def _repeat(source: Random, root: etree._Element, one: etree._Element) -> None:
    """An element once more, the same or with another value, beside itself or elsewhere."""
    twin = deepcopy(one)
    if source.random() < 0.6:
        _value(source, twin, source.choice(list(twin.iter())))
    where = one if source.random() < 0.7 else _other(source, root)
    if where.getparent() is not None:
        (where.addprevious if source.random() < 0.5 else where.addnext)(twin)
    else:
        where.append(twin)


def _swap(source: Random, root: etree._Element, one: etree._Element) -> None:
    """Two elements change their values."""
    other = _other(source, root)
    mine, theirs = dict(one.attrib), dict(other.attrib)
    one.attrib.clear()
    other.attrib.clear()
    one.attrib.update(theirs)
    other.attrib.update(mine)
    one.text, other.text = other.text, one.text


def _carry(source: Random, root: etree._Element, one: etree._Element) -> None:
    """An element goes elsewhere."""
    other = _other(source, root)
    if one.getparent() is not None and one is not other and not any(above is one for above in other.iterancestors()):
        other.insert(source.randrange(len(other) + 1), one)


def _rename(source: Random, root: etree._Element, one: etree._Element) -> None:
    name = etree.QName(one)
    one.tag = source.choice((_other(source, root).tag, f"{{urn:x}}{name.localname}", name.localname, f"{{{name.namespace}}}x"))


def _value(source: Random, _: etree._Element, one: etree._Element) -> None:
    nasty = source.choice(NASTY)
    if one.attrib and source.random() < 0.8:
        name = source.choice(list(one.attrib))
        if source.random() < 0.2:
            del one.attrib[name]
        else:
            one.set(name, nasty)
    else:
        one.text = nasty


def _wrap(source: Random, _: etree._Element, one: etree._Element) -> None:
    """An element sinks deeper."""
    parent = one.getparent()
    if parent is None:
        return
    outer = inner = etree.Element(source.choice((one.tag, "{urn:hl7-org:v3}x")))
    for _ in range(source.choice((0, 3, 300))):
        inner = etree.SubElement(inner, outer.tag)
    parent.replace(one, outer)
    inner.append(one)


XML_WAYS = (_remove, _remove, _repeat, _repeat, _swap, _carry, _rename, _value, _value, _value, _value, _wrap)
