"""
The result of every call of the REST service: the data, and the notices of the Ministry.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the model's constructor takes one
from typing import Generic, TypeVar

import attrs

from saglikclient._core import masking
from saglikclient._core.model import Model

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Bildirim(Model):
    """
    A notice of the Ministry in an answer.

    Attributes:
        kodu: Its code, e.g. `RND6032`; empty if there is none.
        mesaj: Its text. It may contain personal data: show it to a user, do not log it.
    """

    kodu: str = ""
    mesaj: str = attrs.field(default="", repr=masking.mask_all)


@attrs.frozen(kw_only=True)
class Answer(Generic[T_co]):
    """
    A successful answer.

    Attributes:
        data: The result; None if the call returns none.
        infos: Notices of the Ministry.
        warnings: Warnings of the Ministry, although the call succeeded. Show them to a user.
        lang: The language of the notices; None if not given.
        extra: Members of the answer without a field in this version, by their wire names; also the `data` of a call that does not read it.
    """

    data: T_co
    infos: tuple[Bildirim, ...] = ()
    warnings: tuple[Bildirim, ...] = ()
    lang: str | None = None
    extra: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, hash=False)

    def says(self, kodu: str) -> bool:
        """
        Whether the infos or warnings contain a code.

        Args:
            kodu: The code, e.g. `RND6032`.
        """
        return any(notice.kodu == kodu for notice in (*self.infos, *self.warnings))
