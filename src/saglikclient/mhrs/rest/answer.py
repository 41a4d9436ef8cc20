"""
What every call of the REST service returns: the data, and what the Ministry said beside it.
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
    Something that the Ministry says beside its answer.

    Attributes:
        kodu: Its code, e.g. `RND6032`; empty if it gave none.
        mesaj: Its own words. They may speak of a person: show them to a user, do not log them.
    """

    kodu: str = ""
    mesaj: str = attrs.field(default="", repr=masking.mask_all)


@attrs.frozen(kw_only=True)
class Answer(Generic[T_co]):
    """
    An answer that said it succeeded.

    Attributes:
        data: What was asked for; None where the call brings nothing.
        infos: What the Ministry says beside it.
        warnings: What the Ministry warns of, although it did what was asked. Never empty without reason: show it to somebody.
        lang: The language of its words; None if not given.
        extra: Members of the answer that this version has no field for, by their wire names; the `data` of a call that reads none too.
    """

    data: T_co
    infos: tuple[Bildirim, ...] = ()
    warnings: tuple[Bildirim, ...] = ()
    lang: str | None = None
    extra: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, hash=False)

    def says(self, kodu: str) -> bool:
        """
        Whether a code stands among the infos or warnings.

        Args:
            kodu: The code, e.g. `RND6032`.
        """
        return any(said.kodu == kodu for said in (*self.infos, *self.warnings))
