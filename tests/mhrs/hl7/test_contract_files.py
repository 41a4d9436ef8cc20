"""
The files of the bundled contract: rendered from the tables, named as the guide names, and readable for other SOAP stacks.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
import zeep
from lxml import etree
from suds.client import Client
from xsdata.codegen.parsers import DefinitionsParser, SchemaParser

from saglikclient.mhrs.contract import BUNDLED, LOCAL
from saglikclient.mhrs.interactions import TABLE_1
from tools import render_contract as render

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from tests.support.hl7_golden import Row

WSDL, XSD, SOAP = "{http://schemas.xmlsoap.org/wsdl/}", "{http://www.w3.org/2001/XMLSchema}", "{http://schemas.xmlsoap.org/wsdl/soap/}"
ENDPOINT = "https://mhrsws.sagliknet.saglik.gov.tr/PRSC_AR001001TR01"
SCHEMAS = ("datatypes.xsd", "wrapper.xsd", "payload.xsd", "PRSC_AR001001TR.xsd", "LOCAL_AR001001TR.xsd")
PUBLISHED = tuple(row for row in TABLE_1 if row.interaction_id)
OPERATIONS = {f"PRSC_AR001001TR_{row.local_id[:-2]}" for row in PUBLISHED}

both = pytest.mark.parametrize(("name", "rows"), [(BUNDLED, PUBLISHED), (LOCAL, TABLE_1)], ids=["published", "local"])


def root_of(name: str) -> _Element:
    """
    A file of the contract.
    """
    return etree.fromstring((files("saglikclient.mhrs.contract") / name).read_bytes())


@pytest.mark.parametrize("name", sorted(render.files()))
def test_file_is_what_the_tables_render(name: str, bundle: Path) -> None:
    """
    The tables are the only place where a field is written down; `make contract` writes the files anew.
    """
    assert (bundle / name).read_bytes() == render.files()[name]


def test_files_are_all_there(bundle: Path) -> None:
    """
    What is not rendered is the wrapper and the data types, written by hand after the guide.
    """
    assert {path.name for path in bundle.glob("*.[wx]sd*")} == {*render.files(), "wrapper.xsd", "datatypes.xsd"}


def test_write_makes_the_same_files(bundle: Path, tmp_path: Path) -> None:
    """
    `write()` makes the same files in whatever folder.
    """
    render.write(tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: (bundle / name).read_bytes() for name in render.files()}


@pytest.mark.parametrize("name", ["payload.xsd", "PRSC_AR001001TR.xsd", BUNDLED, "LOCAL_AR001001TR.xsd", LOCAL])
def test_file_says_that_it_is_not_official(name: str) -> None:
    """
    A reconstruction says so in its first lines, so that nobody takes it for the Ministry's.
    """
    assert "not an official file" in str(root_of(name)[0].text)


@both
def test_zeep_reads_it_strictly(name: str, rows: tuple[Row, ...], bundle: Path) -> None:
    """
    The WSDL is valid for zeep in strict mode, with DTDs and entities forbidden.
    """
    loaded = zeep.Client(str(bundle / name), settings=zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True))

    (service,) = loaded.wsdl.services.values()
    (port,) = service.ports.values()
    assert len(port.binding.all()) == len(rows)


@both
def test_suds_reads_it(name: str, rows: tuple[Row, ...], bundle: Path) -> None:
    """
    Another SOAP stack finds the same operations, from files and without the network.
    """
    loaded = Client((bundle / name).as_uri(), cache=None)

    (definition,) = loaded.sd
    ((_, methods),) = definition.ports
    assert len(methods) == len(rows)
    assert {method for method, _ in methods} >= (OPERATIONS if name == BUNDLED else set())


@pytest.mark.parametrize("name", SCHEMAS)
def test_xsdata_reads_the_schemas(name: str, bundle: Path) -> None:
    """
    Xsdata's parser, which makes classes of schemas, takes each of them.
    """
    schema = SchemaParser(location=(bundle / name).as_uri()).from_bytes((bundle / name).read_bytes())

    assert schema.target_namespace == "urn:hl7-org:v3"
    assert [*schema.complex_types, *schema.elements, *schema.simple_types]


@both
def test_xsdata_reads_the_wsdl(name: str, rows: tuple[Row, ...], bundle: Path) -> None:
    """
    The same for the WSDL.
    """
    definitions = DefinitionsParser(location=(bundle / name).as_uri()).from_bytes((bundle / name).read_bytes())

    assert len(definitions.bindings[0].operations) == len(rows)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_valid_by_itself(name: str, bundle: Path) -> None:
    """
    Each schema, with what it includes, is a valid one.
    """
    assert etree.XMLSchema(etree.parse(bundle / name)) is not None


def test_service_is_named_as_the_guide_names() -> None:
    """
    The guide's pattern: the service's name, and after it _PortType, _Binding, _Service and _Port.
    """
    root = root_of(BUNDLED)
    (binding,), (service,), (port_type,) = (root.findall(f"{WSDL}{kind}") for kind in ("binding", "service", "portType"))
    (port,) = service.findall(f"{WSDL}port")

    assert (root.get("name"), root.get("targetNamespace")) == ("PRSC_AR001001TR", "urn:hl7-org:v3")
    assert port_type.get("name") == "PRSC_AR001001TR_PortType"
    assert (binding.get("name"), binding.get("type")) == ("PRSC_AR001001TR_Binding", "hl7:PRSC_AR001001TR_PortType")
    assert service.get("name") == "PRSC_AR001001TR_Service"
    assert (port.get("name"), port.get("binding")) == ("PRSC_AR001001TR_Port", "hl7:PRSC_AR001001TR_Binding")
    assert root.nsmap["hl7"] == "urn:hl7-org:v3"


def test_address_is_the_published_one_over_https() -> None:
    """
    The address is Table 1's, with https.
    """
    assert [address.get("location") for address in root_of(BUNDLED).iter(f"{SOAP}address")] == [ENDPOINT]


def test_sandbox_address_leads_nowhere() -> None:
    """
    The local contract names no host that there is.
    """
    (address,) = root_of(LOCAL).iter(f"{SOAP}address")

    assert str(address.get("location")).startswith("https://sandbox.invalid/")


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.method)
def test_operation_is_named_as_the_guide_names(row: Row) -> None:
    """
    Operation: application role and interaction without version; soapAction: the namespace and the interaction id; document/literal.
    """
    root, name = root_of(BUNDLED), f"PRSC_AR001001TR_{row.local_id.removesuffix('01')}"
    (abstract,) = root.findall(f"{WSDL}portType/{WSDL}operation[@name='{name}']")
    (bound,) = root.findall(f"{WSDL}binding/{WSDL}operation[@name='{name}']")
    (style,) = root.findall(f"{WSDL}binding/{SOAP}binding")

    assert [element.get("message") for element in abstract][:1] == [f"hl7:{row.interaction_id}_Message"]
    assert [element.get("soapAction") for element in bound.findall(f"{SOAP}operation")] == [f"urn:hl7-org:v3:{row.interaction_id}"]
    assert {element.get("use") for element in bound.iter(f"{SOAP}body")} == {"literal"}
    assert (style.get("style"), style.get("transport")) == ("document", "http://schemas.xmlsoap.org/soap/http")


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.method)
def test_message_is_named_as_the_guide_names(row: Row) -> None:
    """
    One part `Body` a message; root element of the interaction's name, of a type `<interaction>.Message`.
    """
    parts = root_of(BUNDLED).findall(f"{WSDL}message[@name='{row.interaction_id}_Message']/{WSDL}part")
    (element,) = root_of("PRSC_AR001001TR.xsd").findall(f"{XSD}element[@name='{row.interaction_id}']")

    assert [dict(part.attrib) for part in parts] == [{"name": "Body", "element": f"hl7:{row.interaction_id}"}]
    assert element.get("type") == f"{row.interaction_id}.Message"


@both
def test_answer_says_that_its_name_is_local(name: str, rows: tuple[Row, ...]) -> None:
    """
    The names of MHRS' answer interactions are not public: ours cannot be mistaken for the Ministry's.
    """
    outputs = [str(output.get("message")) for output in root_of(name).iter(f"{WSDL}output") if output.get("message")]

    assert len(outputs) == len(rows)
    assert all(output.endswith("_LocalAnswer_Message") for output in outputs)


@pytest.mark.parametrize("name", SCHEMAS)
def test_everything_is_in_the_hl7_namespace(name: str) -> None:
    """
    Target namespace `urn:hl7-org:v3`, and every element qualified.
    """
    root = root_of(name)

    assert (root.get("targetNamespace"), root.get("elementFormDefault")) == ("urn:hl7-org:v3", "qualified")


def test_every_payload_line_tells_its_source() -> None:
    """
    Who reads only the schema sees for each field how it is known.
    """
    notes = [str(note.text) for note in root_of("payload.xsd").iter(f"{XSD}documentation")]

    assert notes
    assert all(note.rpartition(": ")[2] in {"published type", "observed", "modelled"} for note in notes)
