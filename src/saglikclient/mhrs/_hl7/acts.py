"""
The tables: the fields of each MHRS message and their places.

The payload schemas of MHRS' HL7 service (`PRSC_MT…`, `QUSC_MT…`) were never published. The field lists come from its later generations, the
shapes from HL7 v3 Scheduling: an appointment is an act in mood APT, a stretch of time one in mood SLOT, the patient its subject, the
physician its performer, the poliklinik its location. The source of each line states how much of that is known; only `published` ones come
from the Ministry.
"""

from __future__ import annotations

from saglikclient._core import timing
from saglikclient.mhrs._hl7 import names
from saglikclient.mhrs._hl7.datatypes import (
    Attachment,
    Attribute,
    Coded,
    Interval,
    PersonName,
    Telecom,
    Text,
    code,
    identity,
    number,
    reference,
    truth,
)
from saglikclient.mhrs._hl7.tables import Act, Field, Need, Part, Source
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli, CetvelIptali, CetvelSorgusu
from saglikclient.mhrs.model.gelis import RandevuDurumSonucu, RandevuDurumu
from saglikclient.mhrs.model.istisna import Istisna
from saglikclient.mhrs.model.kisi import Hasta
from saglikclient.mhrs.model.kodlar import (
    Cinsiyet,
    GelisDurumu,
    IstisnaDurumu,
    KayitDurumu,
    RandevuKanali,
    RandevuTuru,
    SablonDurumu,
    SlotDurumu,
)
from saglikclient.mhrs.model.poliklinik import Poliklinik, PoliklinikIptali, PoliklinikSorgusu
from saglikclient.mhrs.model.randevu import Randevu, RandevuIptali, RandevuSorgusu, RandevuTalebi, Slot, SlotSorgusu
from saglikclient.mhrs.model.sablon import Sablon, SablonDilimi, SablonDurumDegisikligi, SablonSorgusu

PUBLISHED_TYPE, OBSERVED, MODELLED = Source.PUBLISHED_TYPE, Source.OBSERVED, Source.MODELLED
ALWAYS, ANSWER = Need.ALWAYS, Need.ANSWER

ID = Attribute("II", number, "extension")
"""An MHRS number. Its OID is not published, so no root is sent."""
TEXT_ID = Attribute("II", reference, "extension")
TCKN = Attribute("II", identity, "extension", root=names.TCKN)
DAY = Attribute("TS", timing.from_day, write=timing.to_day)
MOMENT = Attribute("TS", timing.from_ts, write=timing.to_ts)
CLOCK = Attribute("TIME", timing.from_clock, write=timing.to_clock)
COUNT = Attribute("INT", number)
YES_NO = Attribute("BL", truth, write=lambda value: "true" if value else "false")
VERDICT = Attribute("BL", truth, write=YES_NO.write, outweighs=False)
"""Whether something was done: false outweighs true."""
KLINIK = Coded(code, names.KLINIK)
KLINIK_NAMED = Coded(code, names.KLINIK, named=True)
ACTION = Coded(code)
CINSIYET = Coded(Cinsiyet.read, names.CINSIYET)

HEKIM = "performer/assignedPerson"
YER = "location/serviceDeliveryLocation"
KISI = "subject/patient/patientPerson"
SLOT, APPOINTMENT, REQUEST = ({"classCode": "ACT", "moodCode": mood} for mood in ("SLOT", "APT", "ARQ"))


def _value(name: str, element: str, kind: Attribute | Coded, source: Source, need: Need = Need.NEVER) -> Field:
    """
    A query parameter: an element of its own that holds a `value` (published: the guide's section on queries).
    """
    return Field((name,), f"{element}/value", kind, source, need)


DONEM = Field(("baslangic", "bitis"), "donem/value", Interval(), MODELLED, ALWAYS)
KLINIK_KODU = _value("klinik_kodu", "klinikKodu", KLINIK, PUBLISHED_TYPE)
HEKIM_KODU = _value("hekim_kodu", "hekimKodu", TCKN, PUBLISHED_TYPE)

POLIKLINIK = Act(
    "Poliklinik",
    "serviceDeliveryLocation",
    Poliklinik,
    (
        Field(("poliklinik_kodu",), "id", ID, OBSERVED, ANSWER),
        Field(("klinik_kodu", "klinik_adi"), "code", KLINIK_NAMED, PUBLISHED_TYPE, ALWAYS, needed=("klinik_kodu",)),
        Field(("poliklinik_adi",), "location/name", Text(), OBSERVED, ALWAYS),
    ),
    {"classCode": "SDLOC"},
)

POLIKLINIK_IPTALI = Act(
    "PoliklinikIptali",
    "serviceDeliveryLocation",
    PoliklinikIptali,
    (Field(("poliklinik_kodu",), "id", ID, OBSERVED, ALWAYS),),
    {"classCode": "SDLOC"},
)

POLIKLINIK_SORGUSU = Act("PoliklinikSorgusu", "queryByParameter", PoliklinikSorgusu, (KLINIK_KODU,))

SABLON_DILIMI = Act(
    "SablonDilimi",
    "component",
    SablonDilimi,
    (
        Field(("aksiyon_kodu",), "timeSlot/code", ACTION, OBSERVED, ALWAYS),
        Field(("gun",), "timeSlot/dayOfWeek", COUNT, MODELLED, ALWAYS),
        Field(("baslangic",), "timeSlot/startTime", CLOCK, MODELLED, ALWAYS),
        Field(("bitis",), "timeSlot/endTime", CLOCK, MODELLED, ALWAYS),
        Field(("tedavi_suresi",), "timeSlot/slotMinutes", COUNT, OBSERVED, ALWAYS),
        Field(("slot_basina_hasta",), "timeSlot/patientsPerSlot", COUNT, OBSERVED),
    ),
    {"typeCode": "COMP"},
)

SABLON = Act(
    "Sablon",
    "actSlot",
    Sablon,
    (
        Field(("sablon_kodu",), "id", ID, MODELLED, ANSWER),
        Field(("sablon_adi",), "title", Text(), MODELLED, ALWAYS),
        Field(("durum",), "statusCode", Attribute("CS", SablonDurumu.read, "code"), MODELLED, ALWAYS),
        Field(("klinik_kodu",), f"{YER}/code", KLINIK, PUBLISHED_TYPE, ALWAYS),
        Part("dilimler", "component", SABLON_DILIMI, MODELLED, ALWAYS, many=True),
    ),
    SLOT,
)

SABLON_DURUMU = Act(
    "SablonDurumu",
    "actSlot",
    SablonDurumDegisikligi,
    (
        Field(("sablon_kodu",), "id", ID, MODELLED, ALWAYS),
        Field(("durum",), "statusCode", Attribute("CS", SablonDurumu.read, "code"), MODELLED, ALWAYS),
    ),
    SLOT,
)

SABLON_SORGUSU = Act(
    "SablonSorgusu",
    "queryByParameter",
    SablonSorgusu,
    (KLINIK_KODU, _value("durum", "durum", Attribute("CS", SablonDurumu.read, "code"), MODELLED)),
)

CALISMA_CETVELI = Act(
    "CalismaCetveli",
    "actSlot",
    CalismaCetveli,
    (
        Field(("cetvel_id",), "id", ID, OBSERVED, ANSWER),
        Field(("referans_no",), "referenceId", TEXT_ID, OBSERVED),
        Field(("aksiyon_kodu",), "code", ACTION, OBSERVED, ALWAYS),
        Field(("baslangic", "bitis"), "effectiveTime", Interval(), OBSERVED, ALWAYS),
        Field(("tedavi_suresi",), "slotMinutes", COUNT, OBSERVED),
        Field(("slot_basina_hasta",), "patientsPerSlot", COUNT, OBSERVED),
        Field(("hekim_kodu",), f"{HEKIM}/id", TCKN, PUBLISHED_TYPE, ALWAYS),
        Field(("poliklinik_kodu",), f"{YER}/id", ID, OBSERVED, ALWAYS),
        Field(("klinik_kodu",), f"{YER}/code", KLINIK, PUBLISHED_TYPE, ALWAYS),
        Field(("sablon_kodu",), "definition/actSlot/id", ID, MODELLED),
    ),
    SLOT,
)

CETVEL_IPTALI = Act("CetvelIptali", "actSlot", CetvelIptali, (Field(("cetvel_id",), "id", ID, OBSERVED, ALWAYS),), SLOT)

CETVEL_SORGUSU = Act(
    "CetvelSorgusu",
    "queryByParameter",
    CetvelSorgusu,
    (
        DONEM,
        HEKIM_KODU,
        KLINIK_KODU,
        _value("poliklinik_kodu", "poliklinikKodu", ID, OBSERVED),
        _value("aksiyon_kodu", "aksiyonKodu", ACTION, OBSERVED),
    ),
)

ISTISNA = Act(
    "Istisna",
    "actSlot",
    Istisna,
    (
        Field(("istisna_id",), "id", ID, OBSERVED, ANSWER),
        Field(("aksiyon_kodu",), "code", ACTION, OBSERVED, ALWAYS),
        Field(("aciklama",), "text", Text(), OBSERVED, ALWAYS),
        Field(("durum",), "statusCode", Attribute("CS", IstisnaDurumu.read, "code"), OBSERVED, ANSWER),
        Field(("baslangic", "bitis"), "effectiveTime", Interval(), OBSERVED, ALWAYS),
        Field(("red_nedeni",), "reasonText", Text(), OBSERVED),
        Field(("belge",), "document", Attachment(), OBSERVED),
        Field(("hekim_kodu",), f"{HEKIM}/id", TCKN, PUBLISHED_TYPE, ALWAYS),
        Field(
            ("telefon", "eposta"),
            f"{HEKIM}/telecom",
            Telecom(single=True),
            PUBLISHED_TYPE,
            ALWAYS,
            many=True,
            needed=("eposta",),
        ),
        Field(("klinik_kodu",), f"{YER}/code", KLINIK, PUBLISHED_TYPE, ALWAYS),
    ),
    SLOT,
)

RANDEVU = Act(
    "Randevu",
    "actAppointment",
    Randevu,
    (
        Field(("randevu_hrn",), "id", TEXT_ID, OBSERVED, ALWAYS),
        Field(("randevu_turu",), "code", Coded(RandevuTuru.read), OBSERVED),
        Field(("randevu_notu",), "text", Text(), OBSERVED),
        Field(("durum",), "statusCode", Attribute("CS", GelisDurumu.read, "code"), OBSERVED),
        Field(("kayit_durumu",), "recordStatusCode", Attribute("CS", KayitDurumu.read, "code"), OBSERVED),
        Field(("baslangic", "bitis"), "effectiveTime", Interval(), OBSERVED, ALWAYS),
        Field(("eklenme_zamani",), "availabilityTime", MOMENT, OBSERVED),
        Field(("kanal",), "channelCode", Attribute("CS", RandevuKanali.read, "code"), OBSERVED),
        Field(("refakatci_istiyor",), "companionInd", YES_NO, OBSERVED),
        Field(("hasta_tckn",), "subject/patient/id", TCKN, PUBLISHED_TYPE),
        Field(("sanal_tc",), "subject/patient/virtualIdInd", YES_NO, OBSERVED),
        Field(("engelli",), "subject/patient/disabledInd", YES_NO, OBSERVED),
        Field(("kimsesiz",), "subject/patient/withoutKinInd", YES_NO, OBSERVED),
        Field(("yuksek_riskli_gebe",), "subject/patient/highRiskPregnancyInd", YES_NO, OBSERVED),
        Field(("hasta_adi", "hasta_soyadi"), f"{KISI}/name", PersonName(), PUBLISHED_TYPE),
        Field(("cinsiyet",), f"{KISI}/administrativeGenderCode", CINSIYET, PUBLISHED_TYPE),
        Field(("dogum_tarihi",), f"{KISI}/birthTime", DAY, PUBLISHED_TYPE),
        Field(("telefonlar",), f"{KISI}/telecom", Telecom(with_email=False), PUBLISHED_TYPE, many=True),
        Field(("hekim_kodu",), f"{HEKIM}/id", TCKN, PUBLISHED_TYPE, ALWAYS),
        Field(("hekim_adi_soyadi",), f"{HEKIM}/assignedPerson/name", Text(), OBSERVED),
        Field(("poliklinik_kodu",), f"{YER}/id", ID, OBSERVED),
        Field(("klinik_kodu", "klinik_adi"), f"{YER}/code", KLINIK_NAMED, PUBLISHED_TYPE),
        Field(("yeni_poliklinik_adi",), f"{YER}/location/name", Text(), OBSERVED),
        Field(("eski_poliklinik_adi",), f"{YER}/location/formerName", Text(), OBSERVED),
        Field(("kurum_adi",), f"{YER}/serviceProviderOrganization/name", Text(), OBSERVED),
    ),
    APPOINTMENT,
)

RANDEVU_SORGUSU = Act(
    "RandevuSorgusu",
    "queryByParameter",
    RandevuSorgusu,
    (
        DONEM,
        KLINIK_KODU,
        HEKIM_KODU,
        _value("durum", "durumKodu", Attribute("CS", GelisDurumu.read, "code"), OBSERVED),
        _value("kayit_durumu", "kayitDurumKodu", Attribute("CS", KayitDurumu.read, "code"), OBSERVED),
    ),
)

RANDEVU_DURUMU = Act(
    "RandevuDurumu",
    "actAppointment",
    RandevuDurumu,
    (
        Field(("randevu_hrn",), "id", TEXT_ID, OBSERVED, ALWAYS),
        Field(("durum",), "statusCode", Attribute("CS", GelisDurumu.read, "code"), OBSERVED, ALWAYS),
        Field(("gelis_zamani",), "arrivalTime", MOMENT, OBSERVED),
        Field(("gerceklesme_zamani",), "activityTime", MOMENT, OBSERVED),
    ),
    APPOINTMENT,
)

RANDEVU_DURUM_SONUCU = Act(
    "RandevuDurumSonucu",
    "actAppointment",
    RandevuDurumSonucu,
    (
        Field(("randevu_hrn",), "id", TEXT_ID, OBSERVED, ALWAYS),
        Field(("hata_kodu",), "code", Coded(str), OBSERVED),
        Field(("aciklama",), "text", Text(), OBSERVED),
        Field(("basarili",), "updatedInd", VERDICT, OBSERVED, ALWAYS),
    ),
    APPOINTMENT,
)

HASTA = Act(
    "Hasta",
    "patient",
    Hasta,
    (
        Field(("tckn",), "id", TCKN, PUBLISHED_TYPE, ALWAYS),
        Field(("engelli",), "disabledInd", YES_NO, OBSERVED),
        Field(("kimsesiz",), "withoutKinInd", YES_NO, OBSERVED),
        Field(("adi", "soyadi"), "patientPerson/name", PersonName(), PUBLISHED_TYPE, ALWAYS),
        Field(("cinsiyet",), "patientPerson/administrativeGenderCode", CINSIYET, PUBLISHED_TYPE, ALWAYS),
        Field(("dogum_tarihi",), "patientPerson/birthTime", DAY, PUBLISHED_TYPE, ALWAYS),
        Field(
            ("telefonlar", "eposta"),
            "patientPerson/telecom",
            Telecom(),
            PUBLISHED_TYPE,
            ALWAYS,
            many=True,
            needed=("telefonlar",),
        ),
    ),
    {"classCode": "PAT"},
)

RANDEVU_TALEBI = Act(
    "RandevuTalebi",
    "actAppointment",
    RandevuTalebi,
    (
        Field(("randevu_notu",), "text", Text(), OBSERVED),
        Field(("baslangic", "bitis"), "effectiveTime", Interval(), OBSERVED, ALWAYS),
        Field(("refakatci_istiyor",), "companionInd", YES_NO, OBSERVED),
        Part("hasta", "subject/patient", HASTA, MODELLED, ALWAYS),
        Field(("cetvel_id",), "definition/actSlot/id", ID, OBSERVED, ALWAYS),
    ),
    REQUEST,
)

RANDEVU_IPTALI = Act(
    "RandevuIptali",
    "actAppointment",
    RandevuIptali,
    (Field(("randevu_hrn",), "id", TEXT_ID, OBSERVED, ALWAYS),),
    APPOINTMENT,
)

SLOT_SORGUSU = Act("SlotSorgusu", "queryByParameter", SlotSorgusu, (DONEM, KLINIK_KODU, HEKIM_KODU))

BOS_SLOT = Act(
    "Slot",
    "actSlot",
    Slot,
    (
        Field(("randevu_turu",), "code", Coded(RandevuTuru.read), OBSERVED),
        Field(("durum",), "statusCode", Attribute("CS", SlotDurumu.read, "code"), OBSERVED, ALWAYS),
        Field(("baslangic", "bitis"), "effectiveTime", Interval(), OBSERVED, ALWAYS),
        Field(("hekim_kodu",), f"{HEKIM}/id", TCKN, PUBLISHED_TYPE, ALWAYS),
        Field(("poliklinik_kodu",), f"{YER}/id", ID, OBSERVED),
        Field(("klinik_kodu",), f"{YER}/code", KLINIK, PUBLISHED_TYPE),
        Field(("cetvel_id",), "definition/actSlot/id", ID, OBSERVED, ALWAYS),
    ),
    SLOT,
)
