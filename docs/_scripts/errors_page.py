"""
The page of errors: the tree as the module draws it, and for each leaf what happened, what it carries, and what to do.
"""

from __future__ import annotations

import inspect
import re

from page_tables import code

from saglikclient import errors
from saglikclient.errors import SaglikError

REMEDIES = {
    "ConfigurationError": "Correct the setting that the text names. Nothing was sent, and nothing will be until it is corrected.",
    "InvalidRequest": "Correct the field that `field` names so that it keeps `rule`, and call again: nothing was sent.",
    "NotSent": (
        "Call again. Reads and writes alike were already repeated as `Retries` says; if it lasts, look at the name of the host, the "
        "proxy and the firewall."
    ),
    "OutcomeUnknown": (
        "After a write, query first: if the Ministry has what you wrote, go on; if it does not, write again. A read was already repeated. "
        "Keep `request_id` for the log, and of MHRS' HL7 service for the Ministry's support."
    ),
    "TlsError": (
        "Do not switch verification off. The text says what is wrong: give the authority's certificate with `TlsOptions`, look for a proxy "
        "that opens TLS, or ask the service's operator; then call again, since nothing was sent."
    ),
    "AnswerTooLarge": "Ask for less: a shorter time, one clinic. Or raise `max_answer=`.",
    "AuthenticationError": (
        "Correct user name, password, role or application code. The same ones are not tried again, since an account may be locked: if it "
        "was mended at the Ministry's side, call `retry_login()`."
    ),
    "HttpError": (
        "If `retryable`, it was already repeated: call again later, after `retry_after`. Else look at the address: something other than "
        "the service answered."
    ),
    "ProtocolError": "Tell us `path`: the service and this version do not agree on the contract.",
    "NumberMissing": (
        "Query for the record, e.g. the appointments of that slot; `randevu.kayit(..., lookup=True)` does so by itself. Do not send the "
        "record again."
    ),
    "PartialResult": "Use `outcomes`. Treat `error` by its own section here, and call again for those that have no outcome.",
    "AlreadyCancelled": "Treat it as done; query the appointment if you did not expect it.",
    "Expired": "Ask the person for a new code; `expiration_date` tells since when.",
    "GreenListRequired": "Let a physician add the patient to the green list (`yesil_liste.ekle`) and book again, or offer another clinic.",
    "NotFound": "Look at the number or code that you asked for; it was understood and is not there.",
    "NotPermitted": "Ask the Ministry to give the institution or the user the right to this operation; calling again changes nothing.",
    "SlotTaken": "Query the free slots again and offer another one.",
    "TryLater": "Call again later. Reads were already repeated as `Retries` says; a write may simply be made again, since it was refused.",
    "CaptchaRequired": "Stop querying for some minutes, and query less often: larger `interval`, fewer clients an account.",
    "ServiceError": "Read `code` and `issues`, show `message` to the user, correct what it finds fault with, and call again.",
}
"""What to do, by the name of the error."""

INTRODUCTION = """# Errors

Whatever goes wrong in a call is a {py:class}`~saglikclient.SaglikError`. Its `str()` is safe to log: it holds neither a secret nor a
person. What may speak of a person stands in `message`, which is for the user and not for the log."""
COMMON = """All of them carry {}. `retryable` says whether the same call may simply be made again; what repeats by itself is decided by
operation."""


def page() -> str:
    """
    The whole page.
    """
    drawn = re.search(r"^::\n\n(.*)", inspect.getdoc(errors) or "", re.MULTILINE | re.DOTALL)
    assert drawn  # noqa: S101 - the module's docstring draws it
    every = ", ".join(code(name) for name in attributes(SaglikError))
    tree = f"```text\n{inspect.cleandoc(drawn[1])}\n```"
    return "\n\n".join([INTRODUCTION, tree, COMMON.format(every), *map(_section, raised())]) + "\n"


def raised() -> list[type[SaglikError]]:
    """
    The errors that are raised as they are, in the order of the tree: the leaves, and `ServiceError` and `TryLater` where no leaf fits.
    """
    drawn = re.findall(r"─ (\w+)", errors.__doc__ or "")
    kinds = [getattr(errors, name) for name in drawn]
    return [kind for kind in kinds if not kind.__subclasses__() or kind in {errors.ServiceError, errors.TryLater}]


def happened(kind: type[SaglikError]) -> str:
    """
    The first sentence of its docstring.
    """
    return re.split(r"(?<=\.)\s", " ".join((inspect.getdoc(kind) or "").split()), maxsplit=1)[0]


def attributes(kind: type[SaglikError]) -> dict[str, str]:
    """
    What its docstring says that it carries.
    """
    listed = re.search(r"^Attributes:\n((?: {4}.*\n?)+)", inspect.cleandoc(kind.__doc__ or ""), re.MULTILINE)
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", listed[1] if listed else "", re.MULTILINE)
    return {name: " ".join(meaning.split()) for name, meaning in found}


def _section(kind: type[SaglikError]) -> str:
    name = kind.__name__
    carried = "\n".join(f"- {code(attribute)}: {meaning}" for attribute, meaning in attributes(kind).items())
    if issubclass(kind, errors.ServiceError) and kind is not errors.ServiceError:
        carried = f"{carried}\n- `code`, `message`, `issues`: see [ServiceError](#serviceerror).".strip()
    parts = [f"## {name}", f"{{py:exc}}`~saglikclient.{name}`: {happened(kind)}", carried, f"**What to do:** {REMEDIES[name]}"]
    return "\n\n".join(filter(None, parts))
