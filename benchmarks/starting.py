"""
What a new process pays: the import alone, and the way to the first answer.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from answers import MESSAGE_ID, answer
from rounds import processes
from table import Row, at_most

HERE = Path(__file__).parent
ENGINES = ("zeep", "lxml", "requests", "cattrs", "stamina")
SETUP = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from null_adapter import hl7
content = Path({body!r}).read_bytes()
adapter = hl7(lambda message_id: [content.replace({message_id!r}, message_id.encode())])
"""
OURS = "from small_call import asked, client\nassert len(client(adapter).randevu.sorgulama(*asked())) == 1"
ZEEP = "import bare_zeep\nassert len(bare_zeep.query(bare_zeep.client(adapter)).controlActEvent.subject) == 1"


def rows() -> Iterator[Row]:
    """
    The lines about starting.
    """
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "answer.xml"
        body.write_bytes(answer(1))
        setup = SETUP.format(here=str(HERE), body=str(body), message_id=MESSAGE_ID.encode())
        times = processes({"ours": setup + OURS, "zeep": setup + ZEEP}, 7)
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
    engines = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    met = more <= 30 and engines == "[]"  # noqa: PLR2004 - the target
    yield Row(
        "`import saglikclient`", "`python -c pass`", "at most +30 ms, no engine", f"+{more:.1f} ms, engines loaded: {engines}", met=met
    )
