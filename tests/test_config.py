"""
Settings: refused when they are made, never printed in clear.
"""

from __future__ import annotations

import pickle
import traceback
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from saglikclient.config import Credentials, Options, Retries, Secret, Timeouts, TlsOptions, checked_endpoint
from saglikclient.errors import ConfigurationError

PASSWORD = "çok-gizli-parola"
USERNAME = "10000000146"


def made() -> Credentials:
    return Credentials(username=USERNAME, password=PASSWORD)  # type: ignore[arg-type]


def shown(value: object) -> list[str]:
    return [repr(value), str(value), f"{value}", f"{value!r}", f"{[value]}", f"{value!a}"]


def test_secret_shows_only_on_request() -> None:
    """
    No way of printing a secret spills it; `reveal()` gives it.
    """
    secret = Secret(PASSWORD)

    assert not [text for text in shown(secret) if "gizli" in text]
    assert secret.reveal() == PASSWORD


def test_secret_is_no_text() -> None:
    """
    A secret cannot be joined, added or formatted into a text by mistake.
    """
    assert not isinstance(Secret(PASSWORD), str)
    with pytest.raises(TypeError):
        "".join([Secret(PASSWORD)])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        format(Secret(PASSWORD), ">30")


def test_traceback_with_locals_holds_no_secret() -> None:
    """
    A crash report that captures local variables holds neither the password nor the user name.
    """

    def crash(credentials: Credentials) -> None:
        secret = credentials.password
        raise RuntimeError("boom", type(secret))

    with pytest.raises(RuntimeError) as caught:
        crash(made())
    report = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())

    assert "Secret(***)" in report
    assert PASSWORD not in report
    assert USERNAME not in report


@given(one=st.text(min_size=1), other=st.text(min_size=1))
def test_secrets_compare_by_value(one: str, other: str) -> None:
    """
    Two secrets are equal exactly if their texts are, whatever characters those hold; a text never equals one.
    """
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one) == Secret(one)
    assert len({Secret(one), Secret(one)}) == 1
    assert Secret(one) != one


@pytest.mark.parametrize("value", ["", None, b"bytes", 5, "p\udce7"])
def test_secret_must_be_a_text(value: Any) -> None:
    """
    An empty password is a missing one, and one from an environment in another encoding (a lone surrogate) cannot be sent.
    """
    with pytest.raises(ConfigurationError, match=r"^value must "):
        Secret(value)


@pytest.mark.parametrize("name", ["username", "password"])
def test_credentials_in_another_encoding_are_refused(name: str) -> None:
    """
    Credentials of an environment in windows-1254 are refused when they are made: the error names the field, and nothing of it, in whatever
    way it is shown.
    """
    environ = {"SAGLIK_REST_USERNAME": "12345", "SAGLIK_REST_PASSWORD": "parola"}
    environ[f"SAGLIK_REST_{name.upper()}"] = "Gizli-şifre".encode("windows-1254").decode("utf-8", "surrogateescape")

    with pytest.raises(ConfigurationError, match=f"^{name} must be encodable as UTF-8") as caught:
        Credentials.from_env("REST", environ)

    assert "Gizli" not in "".join(traceback.format_exception(caught.value))
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_credentials_are_never_shown() -> None:
    """
    Neither part of the credentials is printed: with some services the user name is a person's number.
    """
    assert not [text for text in shown(made()) if "gizli" in text or USERNAME in text]


@pytest.mark.parametrize("value", [made(), Options(timeouts=Timeouts(connect=None)), Retries(attempts=1), TlsOptions(allow_http=True)])
def test_settings_pickle(value: object) -> None:
    """
    A client that is shipped to a worker takes its settings along, password included.
    """
    twin = pickle.loads(pickle.dumps(value))

    assert twin == value
    assert getattr(twin, "password", None) == getattr(value, "password", None)


def test_credentials_wrap_the_password_once() -> None:
    """
    A plain password is wrapped, a wrapped one stays as it is.
    """
    secret = Secret(PASSWORD)

    assert made().password == secret
    assert Credentials(username=USERNAME, password=secret).password is secret


@pytest.mark.parametrize("username", ["", "  ", None, 5])
def test_credentials_need_a_username(username: Any) -> None:
    """
    A missing user name is told at once, not by the Ministry.
    """
    with pytest.raises(ConfigurationError, match=r"^username must "):
        Credentials(username=username, password=PASSWORD)  # type: ignore[arg-type]


def test_credentials_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The variables are named after the service, in capitals; the process' environment is read unless another is given.
    """
    variables = {"SAGLIK_MHRS_USERNAME": USERNAME, "SAGLIK_MHRS_PASSWORD": PASSWORD}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert Credentials.from_env("mhrs") == Credentials.from_env("MHRS", variables) == made()


@pytest.mark.parametrize("missing", [("USERNAME",), ("PASSWORD",), ("USERNAME", "PASSWORD")])
@pytest.mark.parametrize("empty", [False, True])
def test_missing_variables_are_named(missing: tuple[str, ...], empty: bool) -> None:
    """
    The error names each variable that is not set or empty, only those, and no value of the others.
    """
    environ = {f"SAGLIK_HES_{part}": PASSWORD for part in ("USERNAME", "PASSWORD") if part not in missing}
    environ |= {f"SAGLIK_HES_{part}": "" for part in missing if empty}

    with pytest.raises(ConfigurationError) as caught:
        Credentials.from_env("HES", environ)

    assert str(caught.value) == "not set in the environment: " + ", ".join(f"SAGLIK_HES_{part}" for part in missing)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((Timeouts, name, value) for name in ("connect", "read", "total") for value in (0, -1, "5", True, float("nan"), float("inf"))),
        *((Retries, "attempts", value) for value in (0, -1, 1.5, None, True, "3")),
        *((Retries, name, value) for name in ("wait_initial", "wait_max", "wait_jitter") for value in (-0.1, None, float("nan"))),
        (Retries, "longest_retry_after", -1),
        *((Options, "max_answer", value) for value in (0, -1, None, 0.5)),
    ],
)
def test_a_setting_out_of_its_range_is_refused(kind: Any, name: str, value: object) -> None:
    """
    A number that would hang, never wait or never stop is refused when the setting is made, by its name.
    """
    with pytest.raises(ConfigurationError, match=f"^{name} "):
        kind(**{name: value})


def test_no_limit_and_no_wait_are_possible() -> None:
    """
    None means no time limit, on purpose; 0 means not to wait; 1 attempt means never again.
    """
    timeouts = Timeouts(connect=None, read=None, total=None)
    assert (timeouts.connect, timeouts.read, timeouts.total) == (None, None, None)
    assert Retries(attempts=1, wait_initial=0, wait_max=0, wait_jitter=0, longest_retry_after=0).attempts == 1


def test_waiting_is_limited_unless_asked_otherwise() -> None:
    """
    Without any setting every wait has an end, and certificates are trusted by the bundle that comes along.
    """
    options = Options()

    assert (options.timeouts.connect, options.timeouts.read, options.timeouts.total) == (5.0, 30.0, 300.0)
    assert options.max_answer == 64 * 1024 * 1024
    assert (options.tls.allow_http, options.tls.system_store, options.tls.ca_bundle) == (False, False, None)


def test_contradicting_tls_options_are_refused() -> None:
    """
    Two stores are mutually exclusive, and a key without a certificate is a mistake.
    """
    with pytest.raises(ConfigurationError, match="mutually exclusive"):
        TlsOptions(ca_bundle="ca.pem", system_store=True)
    with pytest.raises(ConfigurationError, match="client_key"):
        TlsOptions(client_key="key.pem")
    assert TlsOptions(client_certificate="both.pem", client_key="key.pem").client_key == "key.pem"


@pytest.mark.parametrize("address", ["https://a.example", "https://a.example:8443/x/Y.asmx", "HTTPS://a.example/", "https://[::1]:443/"])
def test_plain_https_address_is_taken_as_it_is(address: str) -> None:
    """
    An https address with a host passes unchanged.
    """
    assert checked_endpoint(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example/x",
        "//a.example/x",
        "ftp://a.example/",
        "file:///etc/hosts",
        "https://",
        "https:///x",
        "https://:443/x",
        "https:a.example",
        "https://a.example:x/",
        "https://a.example:99999/",
        "https://[::1/",
        "https://user@a.example/",
        "https://user:gizli@a.example/",
        "https://@a.example/",
        "https://a.example/x?wsdl",
        "https://a.example/x?",
        "https://a.example/x#top",
        "https://a.example/x#",
        " https://a.example/",
        "https://a.exam\nple/",
        "https://a.example\\b.example/",
        "https://a example/",
    ],
)
@pytest.mark.parametrize("allow_http", [False, True])
def test_any_other_address_is_refused(address: str, allow_http: bool) -> None:
    """
    No scheme but https, no host missing, no user, query or fragment, nothing that a URL parser would read in two ways.
    """
    with pytest.raises(ConfigurationError) as caught:
        checked_endpoint(address, allow_http=allow_http)

    assert "gizli" not in str(caught.value)


def test_plain_http_needs_consent() -> None:
    """
    Plain http is refused, unless it is allowed on purpose; the error says how.
    """
    with pytest.raises(ConfigurationError, match=r"allow_http=True"):
        checked_endpoint("http://a.example/")
    assert checked_endpoint("http://a.example/", allow_http=True) == "http://a.example/"


@given(st.text() | st.text().map("https://a.example".__add__) | st.from_regex(r"https://[a-z@:/\\?#\[\] ]+", fullmatch=True))
def test_address_is_read_as_it_is_connected(address: str) -> None:
    """
    Whatever text comes as an address, it is refused with our error, or urllib3 sees nothing in it that we did not.
    """
    with suppress(ConfigurationError, LocationParseError):
        url = parse_url(checked_endpoint(address))
        assert (url.scheme, url.auth, url.query, url.fragment) == ("https", None, None, None)
        assert url.host
