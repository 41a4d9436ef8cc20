"""
Table 1 of "MHRS Yönergesi EK 1" as data: eighteen rows, the only place that says what an operation is.

To add an operation, add a row here; CONTRIBUTING.md has the whole recipe, and a test fails for each step left out.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar

import attrs

from saglikclient import fields
from saglikclient.fields import argument
from saglikclient.mhrs.hl7 import acts
from saglikclient.records import Model

if TYPE_CHECKING:
    from saglikclient.mhrs.hl7.bindings import Act
    from saglikclient.mhrs.model.calisma_cetveli import CetvelIptali
    from saglikclient.mhrs.model.poliklinik import PoliklinikIptali
    from saglikclient.mhrs.model.randevu import RandevuIptali
    from saglikclient.mhrs.model.sablon import SablonDurumDegisikligi

Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)


class Kind(enum.Enum):
    """
    How the service treats a message.
    """

    UPDATE = "update"
    CANCEL = "cancel"
    QUERY = "query"

    @property
    def response_mode(self) -> str:
        """
        `responseModeCode`: Q where the service queues (record, update), I where it answers at once (query, cancel).

        Source: Sağlık-NET HL7 guide 1.5, transmission wrapper.
        """
        return "Q" if self is Kind.UPDATE else "I"


@attrs.frozen(kw_only=True, eq=False)
class Interaction(Generic[Sent, Got]):
    """
    One row of Table 1.

    Attributes:
        number: "İşlem Nr" of the row.
        title: "Web Servis Adı" of the row.
        method: The method that offers it, below `Mhrs`.
        interaction_id: "Web Servis Methodu"; None where the Ministry's table leaves it empty (rows 16 to 18).
        kind: How the service treats it.
        request: The table of what is sent.
        answer: The table of what comes back; None if only the acknowledgement does.
        brings: True if an answer without records cannot be a success: it is where a number comes from.
        alone: True if an answer with a second record cannot be a success: one thing was sent.
        safe: True if it only reads, so that it may be repeated whenever it failed.
    """

    number: int
    title: str
    method: str
    interaction_id: str | None
    kind: Kind
    request: Act[Sent]
    answer: Act[Got] | None
    brings: bool = False
    alone: bool = False
    safe: bool = False

    @property
    def local_id(self) -> str:
        """
        The id the Sandbox knows it by: the Ministry's, or for rows without one ours, which no real service accepts.
        """
        return self.interaction_id or f"LOCAL_IN{self.number:06}"

    def given(self, name: str, value: Sent) -> Sent:
        """
        What a caller passed, if it is what this row sends.

        Args:
            name: The argument's name.

            value: What was passed.

        Raises:
            InvalidRequest: If it is something else.
        """
        given: Sent = argument(name, fields.instance(self.request.model), value)
        return given


POLIKLINIK_KAYIT = Interaction(
    number=1,
    title="Poliklinik Kayıt",
    method="poliklinik.kayit",
    interaction_id="PRSC_IN001023TR01",
    kind=Kind.UPDATE,
    request=acts.POLIKLINIK,
    answer=acts.POLIKLINIK,
    brings=True,
    alone=True,
)
POLIKLINIK_GUNCELLEME = Interaction(
    number=2,
    title="Poliklinik Güncelleme",
    method="poliklinik.guncelleme",
    interaction_id="PRSC_IN001024TR01",
    kind=Kind.UPDATE,
    request=acts.POLIKLINIK,
    answer=acts.POLIKLINIK,
    alone=True,
)
POLIKLINIK_SORGULAMA = Interaction(
    number=3,
    title="Poliklinik Sorgulama",
    method="poliklinik.sorgulama",
    interaction_id="QUSC_IN001005TR01",
    kind=Kind.QUERY,
    request=acts.POLIKLINIK_SORGUSU,
    answer=acts.POLIKLINIK,
    safe=True,
)
POLIKLINIK_IPTAL: Interaction[PoliklinikIptali, Never] = Interaction(
    number=4,
    title="Poliklinik İptal",
    method="poliklinik.iptal",
    interaction_id="PRSC_IN001026TR01",
    kind=Kind.CANCEL,
    request=acts.POLIKLINIK_IPTALI,
    answer=None,
)
SABLON_KAYIT = Interaction(
    number=5,
    title="Şablon Kayıt",
    method="sablon.kayit",
    interaction_id="PRSC_IN001012TR01",
    kind=Kind.UPDATE,
    request=acts.SABLON,
    answer=acts.SABLON,
    brings=True,
    alone=True,
)
SABLON_GUNCELLEME = Interaction(
    number=6,
    title="Şablon Güncelleme",
    method="sablon.guncelleme",
    interaction_id="PRSC_IN001014TR01",
    kind=Kind.UPDATE,
    request=acts.SABLON,
    answer=acts.SABLON,
    alone=True,
)
SABLON_DURUM_GUNCELLEME: Interaction[SablonDurumDegisikligi, Never] = Interaction(
    number=7,
    title="Şablon Durum Güncelleme",
    method="sablon.durum_guncelleme",
    interaction_id="PRSC_IN001015TR01",
    kind=Kind.UPDATE,
    request=acts.SABLON_DURUMU,
    answer=None,
)
SABLON_SORGULAMA = Interaction(
    number=8,
    title="Şablon Sorgulama",
    method="sablon.sorgulama",
    interaction_id="QUSC_IN001003TR01",
    kind=Kind.QUERY,
    request=acts.SABLON_SORGUSU,
    answer=acts.SABLON,
    safe=True,
)
CETVEL_KAYIT = Interaction(
    number=9,
    title="Çalışma Cetveli Kayıt",
    method="calisma_cetveli.kayit",
    interaction_id="PRSC_IN001017TR01",
    kind=Kind.UPDATE,
    request=acts.CALISMA_CETVELI,
    answer=acts.CALISMA_CETVELI,
    brings=True,
    alone=True,
)
CETVEL_GUNCELLEME = Interaction(
    number=10,
    title="Çalışma Cetveli Güncelleme",
    method="calisma_cetveli.guncelleme",
    interaction_id="PRSC_IN001019TR01",
    kind=Kind.UPDATE,
    request=acts.CALISMA_CETVELI,
    answer=acts.CALISMA_CETVELI,
    alone=True,
)
CETVEL_SORGULAMA = Interaction(
    number=11,
    title="Çalışma Cetveli Sorgulama",
    method="calisma_cetveli.sorgulama",
    interaction_id="QUSC_IN001004TR01",
    kind=Kind.QUERY,
    request=acts.CETVEL_SORGUSU,
    answer=acts.CALISMA_CETVELI,
    safe=True,
)
CETVEL_IPTAL: Interaction[CetvelIptali, Never] = Interaction(
    number=12,
    title="Çalışma Cetveli İptal",
    method="calisma_cetveli.iptal",
    interaction_id="PRSC_IN001022TR01",
    kind=Kind.CANCEL,
    request=acts.CETVEL_IPTALI,
    answer=None,
)
RANDEVU_ISTISNA = Interaction(
    number=13,
    title="Randevu İstisna",
    method="randevu.istisna",
    interaction_id="PRSC_IN001010TR01",
    kind=Kind.UPDATE,
    request=acts.ISTISNA,
    answer=acts.ISTISNA,
    brings=True,
)
RANDEVU_SORGULAMA = Interaction(
    number=14,
    title="Randevu Sorgulama",
    method="randevu.sorgulama",
    interaction_id="QUSC_IN001001TR01",
    kind=Kind.QUERY,
    request=acts.RANDEVU_SORGUSU,
    answer=acts.RANDEVU,
    safe=True,
)
RANDEVU_DURUM_GUNCELLEME = Interaction(
    number=15,
    title="Randevu Durum Güncelleme",
    method="randevu.durum_guncelleme",
    interaction_id="PRSC_IN001009TR01",
    kind=Kind.UPDATE,
    request=acts.RANDEVU_DURUMU,
    answer=acts.RANDEVU_DURUM_SONUCU,
    brings=True,
)
RANDEVU_KAYIT = Interaction(
    number=16,
    title="Randevu Kayıt",
    method="randevu.kayit",
    interaction_id=None,
    kind=Kind.UPDATE,
    request=acts.RANDEVU_TALEBI,
    answer=acts.RANDEVU,
    brings=True,
    alone=True,
)
RANDEVU_IPTAL: Interaction[RandevuIptali, Never] = Interaction(
    number=17,
    title="Randevu İptal",
    method="randevu.iptal",
    interaction_id=None,
    kind=Kind.CANCEL,
    request=acts.RANDEVU_IPTALI,
    answer=None,
)
BOS_SLOT_SORGULAMA = Interaction(
    number=18,
    title="Randevu Boş Slot Sorgulama",
    method="randevu.bos_slot_sorgulama",
    interaction_id=None,
    kind=Kind.QUERY,
    request=acts.SLOT_SORGUSU,
    answer=acts.BOS_SLOT,
    safe=True,
)

TABLE_1: tuple[Interaction[Any, Any], ...] = (
    POLIKLINIK_KAYIT,
    POLIKLINIK_GUNCELLEME,
    POLIKLINIK_SORGULAMA,
    POLIKLINIK_IPTAL,
    SABLON_KAYIT,
    SABLON_GUNCELLEME,
    SABLON_DURUM_GUNCELLEME,
    SABLON_SORGULAMA,
    CETVEL_KAYIT,
    CETVEL_GUNCELLEME,
    CETVEL_SORGULAMA,
    CETVEL_IPTAL,
    RANDEVU_ISTISNA,
    RANDEVU_SORGULAMA,
    RANDEVU_DURUM_GUNCELLEME,
    RANDEVU_KAYIT,
    RANDEVU_IPTAL,
    BOS_SLOT_SORGULAMA,
)
"""The rows in the Ministry's order."""
