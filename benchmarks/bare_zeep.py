"""
zeep by itself on our WSDL, as somebody would use it who has no client: the envelope, the token and the answer are all zeep's work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
import zeep
from requests.adapters import BaseAdapter
from zeep.wsse.username import UsernameToken

WSDL = Path(__file__).parent.parent / "src/saglikclient/mhrs/contract/PRSC_AR001001TR.wsdl"
OPERATION = "PRSC_AR001001TR_QUSC_IN001001TR"
ROOT = "2.16.840.1.113883.3.129"
SENT = "99999999-2222-4333-8444-555555555555"


def client(adapter: BaseAdapter | None = None) -> zeep.Client:
    """
    A client of zeep's, with an adapter where the network would be.
    """
    session = requests.Session()
    if adapter is not None:
        session.mount("https://", adapter)
    settings = zeep.Settings(strict=False, xml_huge_tree=True)
    token = UsernameToken("sandbox", "sandbox-parola")
    return zeep.Client(str(WSDL), transport=zeep.Transport(session=session), wsse=token, settings=settings)


def query(made: zeep.Client) -> Any:
    """
    Ask for the appointments of a day.
    """
    return made.service[OPERATION](**content())


def content() -> dict[str, Any]:
    """
    The message by hand, as our client sends it.
    """
    device = {"classCode": "DEV", "determinerCode": "INSTANCE", "id": {"root": f"{ROOT}.1.1.5", "extension": "HBYS"}}
    organization = {"classCode": "ORG", "determinerCode": "INSTANCE", "id": {"root": f"{ROOT}.1.1.6", "extension": "123456"}}
    person = {
        "classCode": "ASSIGNED",
        "id": {"root": f"{ROOT}.1.1.1", "extension": "10000000146"},
        "representedOrganization": organization,
    }
    period = {"low": {"value": "20260302000000"}, "high": {"value": "20260303000000"}}
    return {
        "id": {"root": f"{ROOT}.2.1.2", "extension": SENT},
        "creationTime": {"value": f"{datetime.now():%Y%m%d%H%M%S}"},  # noqa: DTZ005 - Türkiye's own time, as the message has it
        "responseModeCode": {"code": "I"},
        "interactionId": {"root": f"{ROOT}.2.1.1", "extension": "QUSC_IN001001TR01"},
        "processingCode": {"code": "P"},
        "processingModeCode": {"code": "T"},
        "acceptAckCode": {"code": "AL"},
        "receiver": {"typeCode": "RCV", "device": device},
        "sender": {"typeCode": "SND", "device": device},
        "controlActEvent": {
            "classCode": "CACT",
            "moodCode": "EVN",
            "authorOrPerformer": {"typeCode": "AUT", "assignedPerson": person},
            "queryByParameter": {"statusCode": {"code": "new"}, "donem": {"value": period}},
        },
    }


def reader() -> Callable[[bytes], int]:
    """
    The reply parser of zeep, without the call around it.
    """
    made = client()
    binding = next(iter(made.wsdl.bindings.values()))
    operation = binding.get(OPERATION)

    def read(body: bytes) -> int:
        response = requests.Response()
        response.status_code, response._content = 200, body  # noqa: SLF001 - a reply without a network
        response.headers["Content-Type"] = "text/xml; charset=utf-8"
        return len(binding.process_reply(made, operation, response).controlActEvent.subject)

    return read
