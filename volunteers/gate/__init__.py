"""The gate: who may enter, and if not, exactly what is missing.

`rules` decides from plain `facts` and knows no table; `standing` reads them for many people at once. Screens, the
gate list, sessions and imports all ask these two.
"""

from volunteers.gate.facts import Answer, Missing, Need, Requirement, Standing
from volunteers.gate.rules import day_of, may_enter, what_is_missing

__all__ = [
    "Answer",
    "Missing",
    "Need",
    "Requirement",
    "Standing",
    "day_of",
    "may_enter",
    "what_is_missing",
]
