"""
Table 1 of "MHRS Yönergesi EK 1" as data: eighteen rows, the only definition of the operations.

To add an operation, add a row here; CONTRIBUTING.md has the whole recipe, and a test fails for each step left out.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar, cast

import attrs

from saglikclient._core import fields
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient.mhrs._hl7 import acts

if TYPE_CHECKING:
    from saglikclient.mhrs._hl7.tables import Act

Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)


class Kind(enum.Enum):
    """
    How the service processes a message.
    """

    UPDATE = "update"
    CANCEL = "cancel"
    QUERY = "query"

    @property
    def response_mode(self) -> str:
        """
        `responseModeCode`: Q if the service queues (record, update), I if it answers at once (query, cancel).

        Source: Sağlık-NET HL7 guide 1.5, transmission wrapper.
        """
        return "Q" if self is Kind.UPDATE else "I"


@attrs.frozen(eq=False)
class Interaction(Generic[Sent, Got]):
    """
    One row of Table 1.

    Attributes:
        number: "İşlem Nr" of the row.
        title: "Web Servis Adı" of the row.
        method: The method of `Mhrs` that calls it.
        interaction_id: "Web Servis Methodu"; None where the Ministry's table leaves it empty (rows 16 to 18).
        kind: How the service processes it.
        request: The table of the request.
        answer: The table of the records in the answer; None if there is only an acknowledgement.
        must_return: True if an answer without records cannot be a success: it contains a new number.
        numbered: True if what it must contain is the number of a new record; without it, the record exists all the same.
        single: True if an answer with a second record cannot be a success: one record was sent.
    """

    number: int
    title: str
    method: str
    interaction_id: str | None
    kind: Kind
    request: Act[Sent]
    answer: Act[Got] | None
    must_return: bool = attrs.field(default=False, kw_only=True)
    numbered: bool = attrs.field(default=False, kw_only=True)
    single: bool = attrs.field(default=False, kw_only=True)

    @property
    def safe(self) -> bool:
        """
        True if it only reads, so that it can be retried after any failure.
        """
        return self.kind is Kind.QUERY

    @property
    def local_id(self) -> str:
        """
        The id in the Sandbox: the Ministry's, or for rows without one a local id, which no real service accepts.
        """
        return self.interaction_id or f"LOCAL_IN{self.number:06}"

    def given(self, name: str, value: Sent) -> Sent:
        """
        Return an argument if it is of the model that this row sends.

        Args:
            name: The argument's name.

            value: Its value.

        Raises:
            InvalidRequest: If it is anything else.
        """
        given: Sent = argument(name, fields.instance(self.request.model), value)
        return given


UPDATE, CANCEL, QUERY = Kind
NO_ANSWER = cast("Act[Never] | None", None)
"""The answer is only an acknowledgement."""

# fmt: off
POLIKLINIK_KAYIT = Interaction(1, "Poliklinik Kayıt", "poliklinik.kayit", "PRSC_IN001023TR01", UPDATE, acts.POLIKLINIK, acts.POLIKLINIK, must_return=True, numbered=True, single=True)
POLIKLINIK_GUNCELLEME = Interaction(2, "Poliklinik Güncelleme", "poliklinik.guncelleme", "PRSC_IN001024TR01", UPDATE, acts.POLIKLINIK, acts.POLIKLINIK, single=True)
POLIKLINIK_SORGULAMA = Interaction(3, "Poliklinik Sorgulama", "poliklinik.sorgulama", "QUSC_IN001005TR01", QUERY, acts.POLIKLINIK_SORGUSU, acts.POLIKLINIK)
POLIKLINIK_IPTAL = Interaction(4, "Poliklinik İptal", "poliklinik.iptal", "PRSC_IN001026TR01", CANCEL, acts.POLIKLINIK_IPTALI, NO_ANSWER)
SABLON_KAYIT = Interaction(5, "Şablon Kayıt", "sablon.kayit", "PRSC_IN001012TR01", UPDATE, acts.SABLON, acts.SABLON, must_return=True, numbered=True, single=True)
SABLON_GUNCELLEME = Interaction(6, "Şablon Güncelleme", "sablon.guncelleme", "PRSC_IN001014TR01", UPDATE, acts.SABLON, acts.SABLON, single=True)
SABLON_DURUM_GUNCELLEME = Interaction(7, "Şablon Durum Güncelleme", "sablon.durum_guncelleme", "PRSC_IN001015TR01", UPDATE, acts.SABLON_DURUMU, NO_ANSWER)
SABLON_SORGULAMA = Interaction(8, "Şablon Sorgulama", "sablon.sorgulama", "QUSC_IN001003TR01", QUERY, acts.SABLON_SORGUSU, acts.SABLON)
CETVEL_KAYIT = Interaction(9, "Çalışma Cetveli Kayıt", "calisma_cetveli.kayit", "PRSC_IN001017TR01", UPDATE, acts.CALISMA_CETVELI, acts.CALISMA_CETVELI, must_return=True, numbered=True, single=True)
CETVEL_GUNCELLEME = Interaction(10, "Çalışma Cetveli Güncelleme", "calisma_cetveli.guncelleme", "PRSC_IN001019TR01", UPDATE, acts.CALISMA_CETVELI, acts.CALISMA_CETVELI, single=True)
CETVEL_SORGULAMA = Interaction(11, "Çalışma Cetveli Sorgulama", "calisma_cetveli.sorgulama", "QUSC_IN001004TR01", QUERY, acts.CETVEL_SORGUSU, acts.CALISMA_CETVELI)
CETVEL_IPTAL = Interaction(12, "Çalışma Cetveli İptal", "calisma_cetveli.iptal", "PRSC_IN001022TR01", CANCEL, acts.CETVEL_IPTALI, NO_ANSWER)
RANDEVU_ISTISNA = Interaction(13, "Randevu İstisna", "randevu.istisna", "PRSC_IN001010TR01", UPDATE, acts.ISTISNA, acts.ISTISNA, must_return=True, numbered=True)
RANDEVU_SORGULAMA = Interaction(14, "Randevu Sorgulama", "randevu.sorgulama", "QUSC_IN001001TR01", QUERY, acts.RANDEVU_SORGUSU, acts.RANDEVU)
RANDEVU_DURUM_GUNCELLEME = Interaction(15, "Randevu Durum Güncelleme", "randevu.durum_guncelleme", "PRSC_IN001009TR01", UPDATE, acts.RANDEVU_DURUMU, acts.RANDEVU_DURUM_SONUCU, must_return=True)
RANDEVU_KAYIT = Interaction(16, "Randevu Kayıt", "randevu.kayit", None, UPDATE, acts.RANDEVU_TALEBI, acts.RANDEVU, must_return=True, numbered=True, single=True)
RANDEVU_IPTAL = Interaction(17, "Randevu İptal", "randevu.iptal", None, CANCEL, acts.RANDEVU_IPTALI, NO_ANSWER)
BOS_SLOT_SORGULAMA = Interaction(18, "Randevu Boş Slot Sorgulama", "randevu.bos_slot_sorgulama", None, QUERY, acts.SLOT_SORGUSU, acts.BOS_SLOT)

TABLE_1: tuple[Interaction[Any, Any], ...] = (
    POLIKLINIK_KAYIT, POLIKLINIK_GUNCELLEME, POLIKLINIK_SORGULAMA, POLIKLINIK_IPTAL,
    SABLON_KAYIT, SABLON_GUNCELLEME, SABLON_DURUM_GUNCELLEME, SABLON_SORGULAMA,
    CETVEL_KAYIT, CETVEL_GUNCELLEME, CETVEL_SORGULAMA, CETVEL_IPTAL,
    RANDEVU_ISTISNA, RANDEVU_SORGULAMA, RANDEVU_DURUM_GUNCELLEME, RANDEVU_KAYIT, RANDEVU_IPTAL, BOS_SLOT_SORGULAMA,
)
# fmt: on
"""The rows in the Ministry's order."""
