"""
What type checkers have to see of the public face. mypy and basedpyright read this file; nothing runs it.

A line with an ignore proves that a mistake is found: the ignore itself becomes an error as soon as it is not needed any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, assert_type

import saglikclient
from saglikclient import (
    AlreadyCancelled,
    AnswerTooLarge,
    AuthenticationError,
    CaptchaRequired,
    ConfigurationError,
    Credentials,
    Environment,
    Expired,
    GreenListRequired,
    HttpError,
    InvalidRequest,
    Issue,
    KurumKodu,
    NotFound,
    NotPermitted,
    NotSent,
    NumberMissing,
    OutcomeUnknown,
    PartialResult,
    ProtocolError,
    Records,
    Retries,
    SaglikError,
    Secret,
    ServiceError,
    SlotTaken,
    Tckn,
    Timeouts,
    TlsError,
    TlsOptions,
    TransportError,
    TryLater,
    Unknown,
)
from saglikclient.erapor import SCREENS, AccessToken, DogumBilgileri, ERapor, GelisSekli, Reason, Report, Role, Screen, Urls
from saglikclient.hes import HealthStatus, Hes, HesCode, HesOutcome, HesPlusResult, HesResult, OutcomeKind
from saglikclient.mhrs import (
    Aksiyon,
    Belge,
    CalismaCetveli,
    Cinsiyet,
    Contract,
    Degisiklik,
    DegisiklikTuru,
    Difference,
    Ek2,
    Ek2Warning,
    Esitleme,
    EsitlemeDurumu,
    GelisDurumu,
    Hasta,
    Istisna,
    IstisnaDurumu,
    KayitDurumu,
    Mhrs,
    Poliklinik,
    Randevu,
    RandevuDurumSonucu,
    RandevuDurumu,
    RandevuKanali,
    RandevuTalebi,
    RandevuTuru,
    Receipt,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
    SlotDurumu,
    Telefon,
    TelefonTipi,
)
from saglikclient.mhrs.rest import (
    HEPSI,
    AksiyonBilgisi,
    AksiyonIslemTuru,
    Answer,
    Bildirim,
    CalismaPlani,
    Cetvel,
    CetvelDurumu,
    CetvelTalebi,
    CetvelTipi,
    EklenecekCetvel,
    EklenenCetvel,
    EklenenIstisna,
    EklenenRandevu,
    IstisnaTalebi,
    Kodlu,
    KurumRandevusu,
    MemoryTokenStore,
    MhrsRest,
    MuayeneYeri,
    RandevuEklemeTalebi,
    RandevuSlotu,
    Token,
    TokenStore,
    VatandasTelefonu,
    YesilListeDurumu,
    YesilListeKaydi,
    YesilListeOnayi,
    YesilListeTalebi,
    as_randevu,
)
from saglikclient.testing import FAULTS, SANDBOX_START, Clock, Entry, Sandbox

if TYPE_CHECKING:
    from pandas import DataFrame

SABAH, OGLE = datetime(2026, 3, 3, 9), datetime(2026, 3, 3, 12)  # noqa: DTZ001 - naive means Türkiye time
HEKIM = "10000000146"


def every_row_has_its_type(
    mhrs: Mhrs, poliklinik: Poliklinik, sablon: Sablon, cetvel: CalismaCetveli, istisna: Istisna, durum: RandevuDurumu, talep: RandevuTalebi
) -> None:
    """
    The eighteen rows of Table 1, in its order.
    """
    assert_type(mhrs.poliklinik.kayit(poliklinik), Poliklinik)
    assert_type(mhrs.poliklinik.guncelleme(poliklinik), Receipt[Poliklinik])
    assert_type(mhrs.poliklinik.sorgulama(klinik_kodu=1), Records[Poliklinik])
    assert_type(mhrs.poliklinik.iptal(1), Receipt[None])
    assert_type(mhrs.sablon.kayit(sablon, mevcut=[sablon]), Sablon)
    assert_type(mhrs.sablon.guncelleme(sablon), Receipt[Sablon])
    assert_type(mhrs.sablon.durum_guncelleme(1, SablonDurumu.PASIF), Receipt[None])
    assert_type(mhrs.sablon.sorgulama(klinik_kodu=1, durum=SablonDurumu.AKTIF), Records[Sablon])
    assert_type(mhrs.calisma_cetveli.kayit(cetvel, mevcut=Records([cetvel])), CalismaCetveli)
    assert_type(mhrs.calisma_cetveli.guncelleme(cetvel), Receipt[CalismaCetveli])
    assert_type(mhrs.calisma_cetveli.sorgulama(SABAH, OGLE, hekim_kodu=HEKIM), Records[CalismaCetveli])
    assert_type(mhrs.calisma_cetveli.iptal(1), Receipt[None])
    assert_type(mhrs.randevu.istisna(istisna), Records[Istisna])
    assert_type(mhrs.randevu.sorgulama(SABAH, OGLE, klinik_kodu=1, hekim_kodu=Tckn(HEKIM)), Records[Randevu])
    assert_type(mhrs.randevu.durum_guncelleme([durum]), Records[RandevuDurumSonucu])
    assert_type(mhrs.randevu.kayit(talep), Randevu)
    assert_type(mhrs.randevu.kayit(talep, lookup=True), Randevu)
    assert_type(mhrs.randevu.iptal("1"), Receipt[None])
    assert_type(mhrs.randevu.bos_slot_sorgulama(SABAH, OGLE), Records[Slot])


def receipt_has_its_types(mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    A receipt says of what record it is.
    """
    receipt = mhrs.poliklinik.guncelleme(poliklinik)
    assert_type(receipt.request_id, str)
    assert_type(receipt.queued, bool)
    assert_type(receipt.issues, tuple[Issue, ...])
    assert_type(receipt.record, Poliklinik)
    assert_type(mhrs.poliklinik.iptal(1).record, None)


def what_goes_beyond_the_rows_has_its_type(mhrs: Mhrs, state: EsitlemeDurumu) -> None:
    """
    The stream, and item 4.a of EK 1.
    """
    assert_type(mhrs.retry_login(), None)
    assert_type(mhrs.randevu.akis(SABAH, OGLE, durum=GelisDurumu.GELDI, kayit_durumu=Unknown("9")), Iterator[Randevu])
    assert_type(mhrs.randevu.gun_sonu(days=2, physicians=[HEKIM]), Records[Randevu])
    esitleme = mhrs.randevu.esitleme(interval=timedelta(minutes=10), physicians=(HEKIM,), state=state)
    assert_type(esitleme, Esitleme)
    assert_type(mhrs.randevu.esitleme(interval=timedelta(minutes=10), progress=True), Esitleme)
    assert_type(mhrs.randevu.durum_guncelleme([], progress=print), Records[RandevuDurumSonucu])
    assert_type(esitleme.state, EsitlemeDurumu)
    assert_type(esitleme.state.to_dict(), dict[str, list[str]])
    assert_type(EsitlemeDurumu.from_dict({}), EsitlemeDurumu)
    assert_type(esitleme.stop(), None)
    for degisiklik in esitleme:
        assert_type(degisiklik, Degisiklik)
        assert_type(degisiklik.tur, DegisiklikTuru)
        assert_type(degisiklik.randevu, Randevu | None)


def records_are_a_typed_sequence(found: Records[Randevu]) -> None:
    """
    Index, slice, loop, and the ways out of it.
    """
    assert_type(found[0], Randevu)
    assert_type(found[1:], Records[Randevu])
    assert_type([randevu.randevu_hrn for randevu in found], list[str])
    assert_type(len(found), int)
    assert_type(found.items, tuple[Randevu, ...])
    assert_type(found.to_dicts(), list[dict[str, object]])
    assert_type(found[0].to_dict(), dict[str, object])
    table: DataFrame = found.to_dataframe()
    del table


def fields_of_an_appointment_have_their_types(randevu: Randevu) -> None:
    """
    What is absent is None, what is not known `Unknown`; a checker holds the caller to both.
    """
    assert_type(randevu.randevu_hrn, str)
    assert_type(randevu.baslangic, datetime)
    assert_type(randevu.hasta_tckn, Tckn | Unknown | None)
    assert_type(randevu.hekim_kodu, Tckn | Unknown)
    assert_type(randevu.klinik_kodu, int | Unknown | None)
    assert_type(randevu.hasta_adi, str | None)
    assert_type(randevu.dogum_tarihi, date | Unknown | None)
    assert_type(randevu.cinsiyet, Cinsiyet | Unknown | None)
    assert_type(randevu.telefonlar, tuple[Telefon, ...])
    assert_type(randevu.kayit_durumu, KayitDurumu | Unknown | None)
    assert_type(randevu.durum, GelisDurumu | Unknown | None)
    assert_type(randevu.engelli, bool | Unknown | None)
    assert_type(randevu.randevu_turu, RandevuTuru | Unknown | None)
    assert_type(randevu.kanal, RandevuKanali | Unknown | None)
    if isinstance(randevu.kanal, RandevuKanali):
        assert_type(randevu.kanal.label, str)
    randevu.randevu_hrn = "2"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def fields_of_the_other_models_have_their_types(
    cetvel: CalismaCetveli, istisna: Istisna, slot: Slot, sonuc: RandevuDurumSonucu, sablon: Sablon, telefon: Telefon
) -> None:
    """
    A converter widens what a constructor takes, never what a field gives.
    """
    assert_type(cetvel.hekim_kodu, Tckn | Unknown)
    assert_type(cetvel.tedavi_suresi, int | Unknown | None)
    assert_type(istisna.durum, IstisnaDurumu | Unknown | None)
    assert_type(istisna.telefon, Telefon | None)
    assert_type(istisna.belge, Belge | Unknown | None)
    assert_type(slot.durum, SlotDurumu | Unknown)
    assert_type(sonuc.basarili, bool)
    assert_type(sonuc.kesinlesti, bool)
    assert_type(sablon.dilimler, tuple[SablonDilimi, ...])
    assert_type(sablon.durum, SablonDurumu | Unknown)
    assert_type(telefon.tip, TelefonTipi | Unknown)


def constructors_take_what_they_convert() -> None:
    """
    A plain str for a Tckn, a number for a code, any iterable for a tuple.
    """
    dilim = SablonDilimi(gun=1, baslangic=time(9), bitis=time(12), aksiyon_kodu=1, tedavi_suresi=15)
    Sablon(sablon_adi="Hafta içi", klinik_kodu=1, dilimler=[dilim], durum=2)
    CalismaCetveli(hekim_kodu=HEKIM, klinik_kodu=1, poliklinik_kodu=1, baslangic=SABAH, bitis=OGLE, aksiyon_kodu=1)
    telefon = Telefon(alan_kodu="532", numara="1234567", tip=TelefonTipi.EV)
    hasta = Hasta(tckn=HEKIM, adi="Ayşe", soyadi="Örnek", cinsiyet=Unknown("9"), dogum_tarihi=date(1990, 1, 1), telefonlar=iter([telefon]))
    RandevuTalebi(cetvel_id=1, baslangic=SABAH, bitis=OGLE, hasta=hasta, refakatci_istiyor=None)
    RandevuDurumu(randevu_hrn="1", durum=GelisDurumu.GELDI, gelis_zamani=SABAH)
    assert_type(hasta.tckn, Tckn)
    assert_type(hasta.cinsiyet, Cinsiyet | Unknown)


def mistakes_in_a_constructor_are_found() -> None:
    """
    Something missing, of another type, unknown, or in a place of its own choice.
    """
    Poliklinik(klinik_kodu=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Poliklinik(klinik_kodu="1", poliklinik_adi="Göz")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Poliklinik(klinik_kodu=1, poliklinik_adi="Göz", poliklinik_kodu="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Poliklinik(klinik_kodu=1, poliklinik_adi="Göz", adi="Göz")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Poliklinik(1, "Göz")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Telefon(alan_kodu="532", numara="1234567", tip="ev")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RandevuDurumu(durum=GelisDurumu.GELDI)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Credentials(username="u")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def mistakes_in_a_call_are_found(mhrs: Mhrs, sablon: Sablon, randevu: Randevu) -> None:
    """
    Something missing, of another type, not yet judged, or unknown.
    """
    mhrs.randevu.sorgulama(SABAH)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mhrs.poliklinik.kayit(sablon)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mhrs.poliklinik.sorgulama(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mhrs.sablon.durum_guncelleme(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mhrs.randevu.sorgulama(SABAH, OGLE, hekim_kodu=randevu.hekim_kodu)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mhrs.randevu.esitleme()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    mhrs.randevu.silme  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018
    Mhrs(Credentials(username="u", password="p"), kurum_kodu=1, gonderen="g")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def a_client_takes_plain_values(
    by_row: dict[int, str], by_method: dict[str, str], either: dict[int | str, str], environ: Mapping[str, str]
) -> None:
    """
    Settings from wherever the caller has them.
    """
    credentials = Credentials(username="u", password="p")
    assert_type(credentials.password, Secret)
    assert_type(credentials.password.reveal(), str)
    assert_type(Credentials.from_env("MHRS", environ), Credentials)
    for ids in (by_row, by_method, either):
        Mhrs(credentials, kurum_kodu=KurumKodu("1"), gonderen="g", islem_yapan=HEKIM, environment=Environment.TEST, interaction_ids=ids)
    with Mhrs(credentials, kurum_kodu="1", gonderen="g", islem_yapan=Tckn(HEKIM), contract=Contract.bundled()) as mhrs:
        assert_type(mhrs, Mhrs)
        assert_type(mhrs.contract.compare(), tuple[Difference, ...])
        assert_type(mhrs.contract.operations, tuple[str, ...])
        assert_type(mhrs.close(), None)
    assert_type(Contract.load("mhrs.wsdl"), Contract)


def settings_are_plain_values(credentials: Credentials) -> None:
    """
    The same ones for each client; None means without a limit where it is said so.
    """
    timeouts, tls, retries = Timeouts(connect=3, read=None), TlsOptions(ca_bundle="ca.pem"), Retries(attempts=1, pace=lambda _: 0.0)
    assert_type(timeouts.read, float | None)
    assert_type(tls.ca_bundle, str | None)
    assert_type(retries.attempts, int)
    assert_type(Hes(credentials, timeouts=timeouts, tls=tls, retries=retries, max_answer=1), Hes)
    assert_type(Ek2(en_gec_gun=None).mhrs_payi, float | None)
    Timeouts(3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Hes(credentials, timeouts=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def identifiers_are_types_of_their_own(dilim: SablonDilimi) -> None:
    """
    Parsed once, then trusted; a code of the Ministry's is a member or `Unknown`.
    """
    assert_type(Tckn.parse(HEKIM), Tckn)
    assert_type(Tckn.random(), Tckn)
    assert_type(KurumKodu.parse("123456"), KurumKodu)
    assert_type(KurumKodu.random(), KurumKodu)
    assert_type(HesCode.parse("A1B2-3456-78"), HesCode)
    assert_type(HesCode.random().value, str)
    assert_type(Aksiyon.CALISMA.label, str)
    assert_type(GelisDurumu.read("1"), GelisDurumu | Unknown | None)
    assert_type(GelisDurumu.given(1), GelisDurumu | Unknown)
    assert_type(dilim.overlaps(dilim), bool)


def hes_is_typed(hes: Hes, code: HesCode, codes: Iterator[str | HesCode]) -> None:
    """
    Single and bulk checks, basic and plus; the verdict is called, and gives a bool.
    """
    assert_type(hes.check("A1B2-3456-78"), HesResult)
    assert_type(hes.retry_login(), None)
    assert_type(hes.check_employee(code), HesResult)
    assert_type(hes.check_visitor(code, city="06", district="Çankaya", explicit_address="Bilkent", latitude=39, longitude=32.7), HesResult)
    assert_type(hes.check_plus(code).is_vaccinated, bool | Unknown | None)
    assert_type(hes.check(code).current_health_status, HealthStatus | Unknown)
    assert_type(hes.check(code).is_riskless(SABAH), bool)
    assert_type(hes.check_many(["A1B2345678"], workers=2, on_error="collect", progress=print), Records[HesOutcome[HesResult]])
    assert_type(hes.check_many_plus([code]), Records[HesOutcome[HesPlusResult]])
    assert_type(hes.iter_check_many(codes), Iterator[HesOutcome[HesResult]])
    assert_type(hes.check_many(codes)[0].kind, OutcomeKind)
    assert_type(hes.check_many_plus(codes)[0].result, HesPlusResult | None)
    assert_type(HesCode.from_qr("|A1B2345678"), HesCode)
    assert_type(hes.check_many(codes, progress=True), Records[HesOutcome[HesResult]])
    assert_type(hes.check_many_plus(codes, progress=[0].append), Records[HesOutcome[HesPlusResult]])
    hes.check_many(codes, progress="bar")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hes.check_many(codes, on_error="ignore")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    hes.check_visitor(code, city="06")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Hes("u", "p")  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]


def erapor_is_typed(erapor: ERapor, token: AccessToken, report: Report, hasta: Hasta) -> None:
    """
    Token, addresses, and reports of which only some fields are known.
    """
    assert_type(erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM), AccessToken)
    assert_type(erapor.retry_login(), None)
    assert_type(token.value, str)
    assert_type(token.role.label, str)
    assert_type(token.expires_in, timedelta | None)
    assert_type(token.is_expired(), bool | None)
    assert_type(erapor.urls(token, any_role=True), Urls)
    assert_type(erapor.urls(token).create_report(hasta.tckn, reason=Reason.AKLI_MELEKE), str)
    assert_type(erapor.urls(token).create_report(patient_id=HEKIM, reason=3), str)
    assert_type(erapor.urls(token).dogum_create(HEKIM, DogumBilgileri(gelis_sekli=1, canli=True), yabanci=True), str)
    assert_type(erapor.urls(token).doctor_index(), str)
    assert_type(erapor.urls(token).open("dogum.create", {"patientId": HEKIM}), str)
    assert_type(Reason.AKLI_MELEKE.label, str)
    assert_type(DogumBilgileri().gelis_sekli, GelisSekli | Unknown | None)
    assert_type(SCREENS["dogum.create"], Screen)
    assert_type(SCREENS["dogum.create"].roles, tuple[Role, ...])
    assert_type(erapor.patient_reports(token, tckn=HEKIM), Records[Report])
    assert_type(report.hasta_tckn, Tckn | Unknown | None)
    assert_type(report.tarih, datetime | Unknown | None)
    assert_type(report.extra, Mapping[str, object])
    erapor.token(identity_number=HEKIM, role="6AAB18C7-B16B-4A04")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    erapor.urls(token).create_report(HEKIM, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ERapor(Credentials(username="u", password="p"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ERapor(Credentials(username="u", password="p"), application_code="a", parameters_in="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def errors_carry_typed_facts(refused: ServiceError, wrong: InvalidRequest) -> None:
    """
    What a handler of errors reads.
    """
    assert_type(refused.issues, tuple[Issue, ...])
    assert_type(refused.code, str)
    assert_type(refused.retryable, bool)
    assert_type(wrong.field, str)


def every_kind_of_error_has_its_facts(error: SaglikError) -> None:
    """
    One tree: what is caught by a base is told apart by its kind, and the facts of a kind are typed.
    """
    assert_type(error.operation, str)
    if isinstance(error, OutcomeUnknown):
        assert_type(error.message_id, str)
    elif isinstance(error, AnswerTooLarge):
        assert_type(error.limit, int)
    elif isinstance(error, HttpError):
        assert_type(error.retry_after, float | None)
        assert_type(error.status, int)
    elif isinstance(error, ProtocolError):
        assert_type(error.path, str)
    elif isinstance(error, PartialResult):
        assert_type(error.outcomes, tuple[object, ...])
        assert_type(error.error, SaglikError | None)
    elif isinstance(error, Expired):
        assert_type(error.expiration_date, datetime | None)
    elif isinstance(error, AlreadyCancelled | AuthenticationError | GreenListRequired | NotFound | NotPermitted | SlotTaken | TryLater):
        assert_type(error.code, str)
    network: list[type[TransportError]] = [NotSent, OutcomeUnknown, TlsError, AnswerTooLarge]
    refused: list[type[ServiceError]] = [
        AlreadyCancelled,
        CaptchaRequired,
        Expired,
        GreenListRequired,
        NotFound,
        NotPermitted,
        SlotTaken,
        TryLater,
    ]
    ours: list[type[SaglikError]] = [
        *network,
        *refused,
        AuthenticationError,
        ConfigurationError,
        HttpError,
        InvalidRequest,
        NumberMissing,
        ProtocolError,
    ]
    assert_type(ours, list[type[SaglikError]])
    builtin: list[type[ValueError | UserWarning]] = [InvalidRequest, Ek2Warning]
    assert_type(builtin, list[type[ValueError | UserWarning]])


def the_testing_kit_is_typed() -> None:
    """
    The Sandbox gives the real client.
    """
    with Sandbox(clock=Clock(SABAH)) as ministry:
        assert_type(ministry, Sandbox)
        assert_type(ministry.mhrs(), Mhrs)
        assert_type(ministry.erapor(), ERapor)
        assert_type(ministry.hes(), Hes)
        assert_type(ministry.journal, list[Entry])
        ministry.faults.next("lost-answer", times=2)
        ministry.faults.answer(b"<html/>", status=503, content_type="text/html")
        assert_type(ministry.browse("https://sandbox.invalid/").title, str)
    clock = Clock(SABAH)
    assert_type(clock(), datetime)
    assert_type(clock.advance(timedelta(hours=1)), None)
    assert_type(clock.set(OGLE), None)
    assert_type(Sandbox().clock, Clock)
    assert_type(Sandbox(clock=lambda: SABAH).clock.advance(timedelta(hours=1)), None)
    assert_type(Clock(clock)(), datetime)
    assert_type(SANDBOX_START, datetime)
    assert_type(FAULTS, tuple[str, ...])
    assert_type(Sandbox.with_hospital(hekim=3), Sandbox)


def the_door_is_typed() -> None:
    """
    Names are imported lazily, and still only those exist that are there.
    """
    assert_type(saglikclient.__version__, str)
    saglikclient.Credential  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018


def every_call_of_the_rest_service_has_its_type(
    rest: MhrsRest,
    talep: CetvelTalebi,
    plan: CalismaPlani,
    istisna: IstisnaTalebi,
    booking: RandevuEklemeTalebi,
    durum: RandevuDurumu,
    yesil: YesilListeTalebi,
) -> None:
    """
    The nineteen calls, in the order of the list.
    """
    assert_type(rest.retry_login(), None)
    assert_type(rest.cetvel.aksiyon_bilgileri(), Answer[Records[AksiyonBilgisi]])
    assert_type(rest.cetvel.ekle(talep), Answer[Records[EklenenCetvel]])
    assert_type(rest.cetvel.delete(1), Answer[None])
    assert_type(rest.cetvel.calisma_plani_guncelle(plan), Answer[Records[Cetvel]])
    assert_type(rest.cetvel.kesinlestir(SABAH.date(), OGLE.date(), cetvel_tipi=CetvelTipi.BOLUM, klinik_kodu=1), Answer[Records[Cetvel]])
    assert_type(rest.cetvel.search(SABAH, OGLE, cetvel_tipi=CetvelTipi.BOLUM, klinik_kodu=1), Answer[Records[Cetvel]])
    assert_type(rest.istisna.ekle(istisna), Answer[EklenenIstisna])
    assert_type(rest.istisna.delete(1), Answer[None])
    assert_type(rest.kurum_klinik.kurum_klinik_ekle(1), Answer[None])
    assert_type(rest.muayene_yeri.ekle(klinik_kodu=1, muayene_yeri_adi="1"), Answer[MuayeneYeri])
    assert_type(rest.klinik_hekim.ekle(klinik_kodu=1, hekim_tc_kimlik_no=HEKIM), Answer[None])
    assert_type(rest.randevu.kurum_randevulari_sorgula(SABAH, OGLE, klinik_kodu=1), Answer[Records[KurumRandevusu]])
    slots = rest.randevu.detay_sorgula(
        SABAH, OGLE, aksiyon_id=1, hasta_tc_kimlik_no=HEKIM, hekim_tc_kimlik_no=HEKIM, klinik_kodu=1, muayene_yeri_id=HEPSI
    )
    assert_type(slots, Answer[Records[RandevuSlotu]])
    assert_type(rest.randevu.randevu_ekle(booking), Answer[EklenenRandevu])
    assert_type(rest.randevu.randevu_iptal("1"), Answer[None])
    assert_type(rest.randevu.randevu_gerceklesme_bilgisi([durum]), Answer[None])
    assert_type(rest.yesil_liste.ekle(yesil), Answer[None])
    assert_type(rest.yesil_liste.onayla(yesil), Answer[None])
    assert_type(rest.yesil_liste.sorgula(hasta_kimlik_no=HEKIM, klinik_kodu=1), Answer[Records[YesilListeKaydi]])
    assert_type(rest.randevu.gun_sonu(clinics=[1]), Records[Randevu])
    assert_type(rest.randevu.esitleme(clinics=[1], interval=timedelta(minutes=10)), Esitleme)


def coded_values_keep_their_enum(cetvel: Cetvel, randevu: KurumRandevusu) -> None:
    """
    A coded value knows which enum it is of, and that a code may have no name.
    """
    assert_type(cetvel.cetvel_durumu, Kodlu[CetvelDurumu] | Unknown | None)
    if isinstance(cetvel.cetvel_durumu, Kodlu):
        assert_type(cetvel.cetvel_durumu.val, CetvelDurumu | Unknown)
    assert_type(as_randevu(randevu), Randevu)


def what_a_rest_client_is_made_with_has_its_type(credentials: Credentials, store: TokenStore, token: Token, added: EklenecekCetvel) -> None:
    """
    The client, its token store, and a wrong setting.
    """
    rest = MhrsRest(credentials, kurum_kodu=1, uygulama_kodu="U", islem_yapan=HEKIM, token_store=store, environment=Environment.TEST)
    assert_type(rest.close(), None)
    assert_type(store.load(), Token | None)
    store.save(token)
    with store.exclusive():
        assert_type(MemoryTokenStore().load(), Token | None)
    assert_type(token.is_stale(SABAH), bool)
    assert_type(added.eklenecek_cetvel_muayene_yeri_id, int | None)
    MhrsRest(credentials, kurum_kodu=1, islem_yapan=HEKIM)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def what_a_rest_answer_says_has_its_type(
    answer: Answer[Records[KurumRandevusu]],
    aksiyon: AksiyonBilgisi,
    onay: YesilListeOnayi,
    entry: YesilListeKaydi,
    telefon: VatandasTelefonu,
    ministry: Sandbox,
) -> None:
    """
    Data, words and codes.
    """
    assert_type(answer.says("RND6032"), bool)
    assert_type(answer.warnings, tuple[Bildirim, ...])
    assert_type(aksiyon.aksiyon_islem_turu, Kodlu[AksiyonIslemTuru] | Unknown | None)
    assert_type(entry.yesil_liste_durum, YesilListeDurumu | Unknown | None)
    assert_type(telefon.telefon_numarasi, str | None)
    assert_type(onay.icd_tanilar, tuple[str, ...])
    assert_type(ministry.mhrs_rest(), MhrsRest)
