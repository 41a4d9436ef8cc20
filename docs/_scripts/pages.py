"""
Writes the pages that are made from code: `python docs/_scripts/pages.py`. A test fails when one is out of date.
"""

from __future__ import annotations

from pathlib import Path

import errors_page
import fields_hl7
import fields_rest

DOCS = Path(__file__).parents[1]

FIELDS = """# Wire fields

Every field that goes over MHRS' wires: where it stands, as what, and how that is known. The tables that encode requests and read
answers wrote this page.

## How a place is known

{sources}

## Table 1: HL7 v3 over SOAP

The messages' wrapper is published; what stands here is the payload below it. *Needed* says when a field has to be there: always, in
answers, or never (optional).

{hl7}

## REST

No official document of this service is public. Names, verbs and paths were observed in one public client; for some members the
meaning or the values are inferred, or not known. Every request with a body also carries `islemYapilanKurumKodu` and
`islemYapanTcKimlikNo`, which the client fills in.

Answers are read in any spelling that the same rule makes a Python name of, and members without a field here are kept in `extra`, as
is `sira` of `telefonTipi`. *Needed* says whether a request must, or an answer has to, hold it.

{calls}

{rest}
"""


def pages() -> dict[str, str]:
    """
    The pages by file name.
    """
    fields = FIELDS.format(sources=fields_hl7.sources(), hl7=fields_hl7.section(), calls=fields_rest.calls(), rest=fields_rest.section())
    return {"fields.md": fields, "errors.md": errors_page.page()}


def write() -> None:
    """
    Write them.
    """
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
