"""
Rules of single fields: what passes is fit for the wire, what does not is refused with the field's name and without the value.
"""

from __future__ import annotations

import enum
import traceback
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from saglikclient._core import fields
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | st.timezones())
    | st.lists(st.integers())
    | st.just(object())
)
CONVERTERS: list[Callable[[Any], Any]] = [
    fields.text,
    fields.whole,
    fields.truth,
    fields.moment,
    fields.day,
    fields.clock,
    fields.instances(date),
    fields.instance(date),
]


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Kayit:
    """
    One field of each kind of rule.
    """

    ad: str = "a"
    sayi: int | None = attrs.field(default=None, validator=fields.between(1, 7))
    sira: tuple[date, ...] = attrs.field(default=(date(2024, 1, 1),), converter=fields.instances(date), validator=fields.at_least_one)
    basi: datetime | None = NOON
    sonu: datetime | None = attrs.field(default=None, validator=fields.after("basi", same_day=True))
    eposta: str | None = attrs.field(default=None, validator=fields.email)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Ust:
    """
    A model whose converter makes another one.
    """

    alt: Kayit = attrs.field(converter=lambda plain: Kayit(**plain))


@pytest.mark.parametrize("convert", CONVERTERS)
@given(value=anything)
def test_a_rule_passes_or_refuses(convert: Callable[[Any], Any], value: object) -> None:
    """
    Whatever a caller gives, a converter takes it or raises `InvalidRequest`; no other error, and what it took it takes again unchanged.
    """
    try:
        taken = convert(value)
    except InvalidRequest:
        return
    assert convert(taken) == taken


@given(st.text())
def test_accepted_text_survives_xml(value: str) -> None:
    """
    A text that passes can be put into XML and comes back the same; blanks around it are dropped.
    """
    try:
        taken = fields.text(value)
    except InvalidRequest:
        return
    element = etree.Element("a")
    element.text = taken

    assert etree.fromstring(etree.tostring(element)).text == taken == value.strip()


@given(st.text())
def test_text_is_refused_for_a_reason(value: str) -> None:
    """
    A text is refused only if it is empty, too long, or XML cannot carry it.
    """
    try:
        fields.text(value)
    except InvalidRequest:
        element = etree.Element("a")
        try:
            element.text = value.strip()
        except ValueError:
            return
        assert not value.strip() or len(value.strip()) > fields.MAX_TEXT


@pytest.mark.parametrize(("value", "taken"), [(" Göz\n", "Göz"), ("a" * 255, "a" * 255), ("a\tb\nc", "a\tb\nc")])
def test_text_is_taken(value: str, taken: str) -> None:
    """
    A text of up to 255 characters passes, tabs and line breaks inside included.
    """
    assert fields.text(value) == taken


@pytest.mark.parametrize("value", ["", " \n", "a\0b", "a\x0bb", "a\x1fb", "a\ud800", "a\ufffe", "a\uffff", "a" * 256, None, 5, b"a"])
def test_text_is_refused(value: Any) -> None:
    """
    An empty text, control characters, half characters, a text too long and what is no text are refused.
    """
    with pytest.raises(InvalidRequest):
        fields.text(value)


@pytest.mark.parametrize("value", [True, False, 1.0, "1", None])
def test_whole_number_is_no_lookalike(value: Any) -> None:
    """
    A text, a float or True is no whole number.
    """
    with pytest.raises(InvalidRequest, match="whole number"):
        fields.whole(value)


@pytest.mark.parametrize("value", [1, 0, "true", None])
def test_truth_is_no_lookalike(value: Any) -> None:
    """
    Only True and False are; 0 meant "absent" elsewhere.
    """
    with pytest.raises(InvalidRequest, match="True or False"):
        fields.truth(value)


@given(st.datetimes(datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-12-31"), timezones=st.timezones()))
def test_aware_moment_stays_that_moment(value: datetime) -> None:
    """
    A moment with a zone is converted to Türkiye time.
    """
    taken = fields.moment(value)

    assert taken.astimezone(UTC) == value.astimezone(UTC)
    assert taken.tzinfo is TURKIYE


@given(st.datetimes())
def test_naive_moment_is_turkiye_time(value: datetime) -> None:
    """
    A moment without a zone is what the clock on the wall shows in Türkiye.
    """
    assert fields.moment(value) == value.replace(tzinfo=TURKIYE)


def test_moment_beyond_the_calendar_is_refused() -> None:
    """
    A moment that has no Türkiye time (the year 10000) is refused, not a crash.
    """
    with pytest.raises(InvalidRequest, match="supported range"):
        fields.moment(datetime.max.replace(tzinfo=UTC))


def test_date_and_moment_are_not_exchanged() -> None:
    """
    A date has no time of day, and a moment's day depends on its zone: neither is taken for the other.
    """
    with pytest.raises(InvalidRequest):
        fields.moment(date(2024, 3, 5))  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest):
        fields.day(NOON)
    assert fields.day(date(2024, 3, 5)) == date(2024, 3, 5)


@pytest.mark.parametrize("value", [time(9, 0, 1), time(9, 0, 0, 1), time(9, tzinfo=UTC), "09:00", None])
def test_clock_is_whole_minutes_without_a_zone(value: Any) -> None:
    """
    A template's time of day has neither seconds nor a zone.
    """
    assert fields.clock(time(9, 30)) == time(9, 30)
    with pytest.raises(InvalidRequest):
        fields.clock(value)


@given(st.emails())
def test_email_addresses_are_taken(value: str) -> None:
    """
    An e-mail address of the common form passes.
    """
    assert Kayit(eposta=f" {value} ").eposta == value


@pytest.mark.parametrize("value", ["", "a", "a@b", "@b.c", "a@", "a@b.", "a@.c", "a@b..c", "a b@c.d", "a@b@c.d", "a@b.c d", 5])
def test_other_texts_are_no_email(value: Any) -> None:
    """
    A text without exactly one @, a name before it and a domain with a dot behind it is refused.
    """
    with pytest.raises(InvalidRequest):
        Kayit(eposta=value)


class Renk(enum.Enum):
    """
    A class of a field.
    """

    MAVI = "mavi"


@pytest.mark.parametrize(
    ("annotation", "right", "taken", "wrong"),
    [
        ("str", " a ", "a", 5),
        ("int", 5, 5, True),
        ("bool", True, True, 1),
        ("datetime", NOON, NOON, date(2024, 3, 5)),
        ("date", date(2024, 3, 5), date(2024, 3, 5), NOON),
        ("time", time(9), time(9), time(9, 0, 1)),
        ("timedelta", timedelta(1), timedelta(1), 1),
        ("Renk", Renk.MAVI, Renk.MAVI, "mavi"),
        ("Kayit", Kayit(ad="b"), Kayit(ad="b"), "b"),
    ],
)
def test_a_field_without_a_converter_has_the_rule_of_its_annotation(annotation: str, right: object, taken: object, wrong: object) -> None:
    """
    What a field is said to be is what it takes, and nothing else; None passes only where the annotation has it.
    """
    needed, optional = _model(annotation), _model(f"{annotation} | None")

    assert needed(alan=right).alan == taken
    assert optional(alan=right).alan == taken
    assert optional(alan=None).alan is None
    for made, value in ((needed, wrong), (optional, wrong), (needed, None)):
        with pytest.raises(InvalidRequest) as caught:
            made(alan=value)
        assert caught.value.field == "alan"


@pytest.mark.parametrize("annotation", ["float", "bytes", "object", "Any", "int | str", "int | str | None", "list[int]", "tuple[int, ...]"])
@pytest.mark.parametrize("transformer", [fields.named, fields.configured])
def test_a_field_without_a_rule_is_an_error_of_its_class(annotation: str, transformer: Callable[..., Any]) -> None:
    """
    No field is silently without a rule: one whose annotation has none needs a converter, or its class cannot be made.
    """
    with pytest.raises(TypeError, match=r"Model\.alan: its annotation has no rule"):
        _model(annotation, transformer)

    assert _model(annotation, transformer, converter=lambda value: value)(alan=5).alan == 5


def test_an_inherited_field_keeps_its_rule() -> None:
    """
    A model's rules hold in what is derived from it, also where that has annotations of its own.
    """

    @attrs.frozen(kw_only=True, field_transformer=fields.named)
    class Alt(Kayit):
        ek: int = 0

    with pytest.raises(InvalidRequest, match="ad: must be a text"):
        Alt(ad=5)  # type: ignore[arg-type]


def _model(annotation: str, transformer: Callable[..., Any] = fields.named, **told: Any) -> Any:
    """
    A class with one field.
    """
    body = {"__annotations__": {"alan": annotation}, "__module__": __name__, "alan": attrs.field(**told)}
    return attrs.frozen(type("Model", (), body), kw_only=True, field_transformer=transformer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ad", "gizli-değer" * 40),
        ("ad", 20000001),
        ("sayi", 20000001),
        ("sayi", "20000001"),
        ("sayi", 0),
        ("sayi", 8),
        ("sira", ["gizli-değer"]),
        ("sira", "gizli-değer"),
        ("sira", 20000001),
        ("sira", None),
        ("sira", ()),
        ("basi", date(2017, 2, 3)),
        ("sonu", NOON),
        ("sonu", NOON - timedelta(seconds=1)),
        ("sonu", NOON + timedelta(hours=12)),
    ],
)
def test_error_names_the_field_and_not_the_value(field: str, value: object) -> None:
    """
    Which field and which rule can be read from the error; the value appears in no part of its traceback.
    """
    with pytest.raises(InvalidRequest) as caught:
        Kayit(**{field: value})  # type: ignore[arg-type]
    report = "".join(traceback.format_exception_only(caught.value))

    assert caught.value.field == field
    assert caught.value.rule
    assert str(caught.value).startswith(f"{field}: ")
    assert "gizli" not in report
    assert "20000001" not in report


def test_rules_let_good_values_pass() -> None:
    """
    Bounds are included, a later time of the same Türkiye day passes, and None passes where a field is optional.
    """
    assert [Kayit(sayi=number).sayi for number in (1, 7, None)] == [1, 7, None]
    assert Kayit(sonu=NOON + timedelta(hours=8)).sonu == NOON + timedelta(hours=8)
    assert Kayit(basi=None, sonu=NOON).basi is None
    assert Kayit(sira=iter([date(2024, 1, 2)])).sira == (date(2024, 1, 2),)  # type: ignore[arg-type]


def test_same_day_is_a_day_in_turkiye() -> None:
    """
    Two moments of one UTC day that lie on two days in Türkiye are not on the same day.
    """
    late = datetime(2024, 3, 5, 20, tzinfo=UTC)

    with pytest.raises(InvalidRequest, match="same day"):
        Kayit(basi=late, sonu=late + timedelta(hours=2))


def test_inner_field_names_the_outer_one() -> None:
    """
    An error of a model that a converter makes names the field that the caller wrote.
    """
    with pytest.raises(InvalidRequest) as caught:
        Ust(alt={"sayi": 9})  # type: ignore[arg-type]

    assert caught.value.field.startswith("alt")
