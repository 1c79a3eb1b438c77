"""Everything about one client, app by app: each function returns file name → rows for the zip of an export."""

from clients.exporting import Contribution, clients_part

EXPORTS: list[Contribution] = [clients_part]
