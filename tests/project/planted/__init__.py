"""Rows whose time is over, for the proof that nothing personal stays: one module per app.

A table that holds something personal and that has no row here gets one made by itself (`planting.row_of`). Where the
rule asks for a state (closed, acknowledged, released) or the table has constraints, add a function here:

    @plants
    def concerns() -> None: ...
"""

from tests.project.planted import accounts, coordinator, core, directory, referrals, volunteers
from tests.project.planted.planting import MARK, PLANTERS, SPECIAL, plant_everything

APPS = (accounts, coordinator, core, directory, referrals, volunteers)

__all__ = ["APPS", "MARK", "PLANTERS", "SPECIAL", "plant_everything"]
