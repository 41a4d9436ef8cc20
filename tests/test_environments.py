"""
Which environment a client talks to is said, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import ConfigurationError, Credentials, Environment
from saglikclient.erapor import ERapor
from saglikclient.hes import Hes
from saglikclient.mhrs import Mhrs

if TYPE_CHECKING:
    from collections.abc import Callable

CREDENTIALS = Credentials(username="kullanici", password="parola")
MAKERS: list[Callable[..., Any]] = [
    lambda **options: Mhrs(CREDENTIALS, kurum_kodu=123456, gonderen="HBYS", islem_yapan="10000000146", **options),
    lambda **options: ERapor(CREDENTIALS, application_code="UYGULAMA", **options),
    lambda **options: Hes(CREDENTIALS, **options),
]


@pytest.mark.parametrize("make", MAKERS, ids=["mhrs", "erapor", "hes"])
@pytest.mark.parametrize("environment", ["prod", None, 1], ids=str)
def test_a_misspelt_environment_is_refused(make: Callable[..., Any], environment: object) -> None:
    """
    Anything that is no environment is a ConfigurationError, never the other environment.
    """
    with pytest.raises(ConfigurationError, match=r"Environment\.TEST"):
        make(environment=environment)


@pytest.mark.parametrize("make", MAKERS, ids=["mhrs", "erapor", "hes"])
def test_an_empty_endpoint_is_refused(make: Callable[..., Any]) -> None:
    """
    An endpoint that is empty, e.g. from an unset variable, does not mean production.
    """
    with pytest.raises(ConfigurationError, match="endpoint"):
        make(endpoint="", environment=Environment.PRODUCTION)


def test_a_plain_text_names_an_environment() -> None:
    """
    The text of a settings file is taken as what it says.
    """
    assert "eraportest" in repr(MAKERS[1](environment="test"))
