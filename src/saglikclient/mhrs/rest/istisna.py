"""
`rest.istisna`: requests to close a published schedule for a while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core.boundary import service
from saglikclient.mhrs.rest._operations import ISTISNA_DELETE, ISTISNA_EKLE, SERVICE
from saglikclient.mhrs.rest.model.istisna import IstisnaSilme

if TYPE_CHECKING:
    from saglikclient.mhrs.rest._caller import RestCaller
    from saglikclient.mhrs.rest.answer import Answer
    from saglikclient.mhrs.rest.model.istisna import EklenenIstisna, IstisnaTalebi


@service(SERVICE, "istisna")
@attrs.frozen(eq=False)
class IstisnaServisi:
    """
    Exceptions. How to query them is unknown: the public client posts to an obviously wrong path.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def ekle(self, talep: IstisnaTalebi) -> Answer[EklenenIstisna]:
        """
        Ask to close a published schedule for a while, with a document (`POST istisna`, a form).

        Args:
            talep: The request.

        Returns:
            The request with its number. It is pending; who decides is not published.

        Raises:
            OutcomeUnknown: If it may have been registered.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.one(ISTISNA_EKLE, talep)

    def delete(self, istisna_id: int) -> Answer[None]:
        """
        Withdraw an exception (`DELETE istisna/delete`). Weak evidence: the calling code of the public client is faulty.

        Args:
            istisna_id: Its number.

        Raises:
            InvalidRequest: If the number is not positive.
            OutcomeUnknown: If it may have been withdrawn.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(ISTISNA_DELETE, IstisnaSilme(istisna_id=istisna_id))
