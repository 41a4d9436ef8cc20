"""
The transmission wrapper of a request. Source: Sağlık-NET HL7 guide 1.5; every field is required and the order is the contract's.

Modelled: the acting person and the institution are sent as `authorOrPerformer` of the control act. No document specifies where MHRS reads
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient._core.model import Model
from saglikclient._core.timing import to_ts
from saglikclient.config import Environment
from saglikclient.mhrs._hl7 import names
from saglikclient.mhrs.interactions import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from saglikclient.identifiers import KurumKodu, Tckn
    from saglikclient.mhrs._hl7.datatypes import Node
    from saglikclient.mhrs.interactions import Interaction

Sent = TypeVar("Sent", bound=Model)

PROCESSING = {Environment.PRODUCTION: "P", Environment.TEST: "T"}


@attrs.frozen(kw_only=True)
class Parties:
    """
    Sender, receiver, institution and acting person of a message.
    """

    gonderen: str
    alici: str
    kurum_kodu: KurumKodu
    islem_yapan: Tckn = attrs.field(repr=False)
    environment: Environment


def request(
    row: Interaction[Sent, Any],
    interaction_id: str,
    sent: Sequence[Sent],
    parties: Parties,
    message_id: str,
    created: datetime,
) -> Node:
    """
    Wrap the models of a request.

    Args:
        row: The operation.

        interaction_id: Its id at this endpoint.

        sent: The models; exactly one for a query.

        parties: Sender, receiver and acting person.

        message_id: The message's GUID, lower case with dashes.

        created: The time of creation.
    """
    return {
        "id": {"root": names.MESSAGE_ID, "extension": message_id},
        "creationTime": {"value": to_ts(created)},
        "responseModeCode": {"code": row.kind.response_mode},
        "interactionId": {"root": names.INTERACTION_ID, "extension": interaction_id},
        "processingCode": {"code": PROCESSING[parties.environment]},
        "processingModeCode": {"code": "T"},
        "acceptAckCode": {"code": "AL"},
        "receiver": device("receiver", parties.alici),
        "sender": device("sender", parties.gonderen),
        "controlActEvent": {
            **names.structure("", "controlActEvent"),
            "authorOrPerformer": _author(parties),
            **_content(row, sent),
        },
    }


def device(role: str, application: str) -> Node:
    """
    Return the `sender` or `receiver` with its application code.
    """
    inner = {**names.structure(role, "device"), "id": {"root": names.APPLICATION, "extension": application}}
    return {**names.structure("", role), "device": inner}


def _author(parties: Parties) -> Node:
    organization = {
        **names.structure("assignedPerson", "representedOrganization"),
        "id": {"root": names.KURUM, "extension": str(int(parties.kurum_kodu))},
    }
    person = {
        **names.structure("authorOrPerformer", "assignedPerson"),
        "id": {"root": names.TCKN, "extension": str(parties.islem_yapan)},
        "representedOrganization": organization,
    }
    return {**names.structure("controlActEvent", "authorOrPerformer"), "assignedPerson": person}


def _content(row: Interaction[Sent, Any], sent: Sequence[Sent]) -> Node:
    """
    Return a query's parameters, or the acts of a write.
    """
    if row.kind is Kind.QUERY:
        (query,) = sent
        return {"queryByParameter": {"statusCode": {"code": "new"}, **row.request.encode(query)}}
    subject = names.structure("controlActEvent", "subject")
    return {"subject": [{**subject, row.request.element: row.request.encode(model)} for model in sent]}
