"""e-Rapor, the Ministry's electronic reports: tokens, addresses of the report screens, reverse query."""

from __future__ import annotations

from saglikclient.erapor.client import ERapor
from saglikclient.erapor.models import AccessToken, DogumBilgileri, GelisSekli, Reason, Report, Role
from saglikclient.erapor.screens import SCREENS, Screen
from saglikclient.erapor.urls import Urls

__all__ = ["SCREENS", "AccessToken", "DogumBilgileri", "ERapor", "GelisSekli", "Reason", "Report", "Role", "Screen", "Urls"]
