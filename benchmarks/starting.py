"""
What a new process pays: the import alone, and the way to the first answer.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from answers import MESSAGE_ID, answer
from rounds import processes
from table import Row, at_most

HERE = Path(__file__).parent
ENGINES = ("zeep", "lxml", "requests", "stamina")
SETUP = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from null_adapter import hl7
content = Path({body!r}).read_bytes()
adapter = hl7(lambda message_id: [content.replace({message_id!r}, message_id.encode())])
"""
ENGINES_ALONE = "import requests, lxml.etree, attrs, zeep\n"
MODELS = "from saglikclient.mhrs import Mhrs\nfrom saglikclient.mhrs._hl7 import answers, table_reader\n"
OURS = "from small_call import asked, client\nassert len(client(adapter).randevu.sorgulama(*asked())) == 1"
ZEEP = "import bare_zeep\nassert len(bare_zeep.query(bare_zeep.client(adapter)).controlActEvent.subject) == 1"


@contextmanager
def scripts() -> Iterator[dict[str, str]]:
    """
    The two ways to the first answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "answer.xml"
        body.write_bytes(answer(1))
        setup = SETUP.format(here=str(HERE), body=str(body), message_id=MESSAGE_ID.encode())
        yield {"ours": setup + OURS, "zeep": setup + ZEEP}


def steps() -> str:
    """
    Where the time of a cold start goes.
    """
    with scripts() as ways:
        lines = {
            "Python": "pass",
            "… and requests, lxml, attrs and zeep": ENGINES_ALONE,
            "… and our models and tables, without zeep": MODELS,
            "… and both": ENGINES_ALONE + MODELS,
            "bare zeep, with the WSDL and the first call": ways["zeep"],
            "ours, with the WSDL and the first call": ways["ours"],
        }
        times = processes(lines, 7)
    told = (f"| {name} | {time * 1e3:.0f} |" for name, time in times.items())
    return "\n".join(("| a new process | ms |", "| --- | --- |", *told, ""))


def rows() -> Iterator[Row]:
    """
    The lines about starting.
    """
    with scripts() as ways:
        times = processes(ways, 9)
    detail = f"{times['ours'] * 1e3:.0f} ms against {times['zeep'] * 1e3:.0f}"
    yield at_most(
        "cold start: new process, import, first call done",
        "the same with bare zeep and the same WSDL",
        1.1,
        times["ours"] / times["zeep"],
        detail,
    )
    times = processes({"ours": "import saglikclient", "nothing": "pass"}, 25)
    more = (times["ours"] - times["nothing"]) * 1e3
    code = f"import saglikclient, sys; print([name for name in {ENGINES!r} if name in sys.modules])"
    engines = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    met = more <= 30 and engines == "[]"  # noqa: PLR2004 - the target
    yield Row(
        "`import saglikclient`", "`python -c pass`", "at most +30 ms, no engine", f"+{more:.1f} ms, engines loaded: {engines}", met=met
    )
