"""
Values that readers stumble over, in XML and JSON alike.
"""

from __future__ import annotations

NASTY = (
    *("", " ", "0", "-1", "1", "true", "false", "TRUE", "null", "NaN", "Infinity", "1e999", "9" * 25, "9" * 5000, "0x10", "１２３", "٣"),
    *("AA", "AE", "AR", "CA", "CE", "CR", "aa", " AA", "OK", "NF", "QE", "ok", "E", "RISKLESS", "RISKY", "riskless", "03-014", "01-001"),
    *("24427250916", "10000000146", "Ayşe Nur Örnek", "tel:+905550000001", "2026", "20260230250000", "99999999999999", "00000000000000"),
    *("20260305090000+9999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-03-02T08:00:00", "31.02.2026", "x" * 20_000),
    *(
        "\u202e\u2066\ufeff",
        "\U0001f3e5",
        "i\u0307",
        "İıŞş",
        "{message_id}",
        "&amp;",
        "../../etc",
        "' OR 1=1",
        "%s{0}",
        "PRSC_IN000001TR01",
    ),
)
