"""The bundled contract's types become classes in other languages: no name may occur twice or within itself there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from saglikclient.mhrs.contract import BUNDLED, LOCAL

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = [["datatypes.xsd", "wrapper.xsd", "payload.xsd", service.replace(".wsdl", ".xsd")] for service in (BUNDLED, LOCAL)]


def class_name(name: str) -> str:
    """The class that generators for Java make of a type, in lower case, since file systems may not tell cases apart."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("_", ".").split(".")).lower()


@pytest.mark.parametrize("files", SCHEMAS)
def test_no_two_types_become_one_class(files: list[str], bundle: Path) -> None:
    """`ProcessingCode` and `processingCode` are two types in XML Schema, and one class in Java: wsimport refuses such a contract."""
    roots = [etree.parse(bundle / name).getroot() for name in files]
    names = [str(kind.get("name")) for root in roots for kind in root.iterchildren("{*}complexType", "{*}simpleType")]

    assert len(names) > 50
    assert len({class_name(name) for name in names}) == len(names)


@pytest.mark.parametrize("files", SCHEMAS)
def test_no_type_is_nested_in_one_of_its_name(files: list[str], bundle: Path) -> None:
    """The type of an element without a named one becomes a class within the class around it, which must have another name."""
    for name in files:
        for element in etree.parse(bundle / name).getroot().iter("{*}element"):
            if element.find("{*}complexType") is None:
                continue
            around = [
                class_name(str(outer.get("name"))) for outer in element.iterancestors("{*}element", "{*}complexType") if outer.get("name")
            ]
            assert class_name(str(element.get("name"))) not in around
