"""Subject access: everything that is held about somebody, as they may have it (UK GDPR article 15).

An app says in its `subjects.py` (picked up by autodiscovery) how a sort of subject is found and where it stands:

    register(SubjectKind("member", "Member", "Membership number", find=by_number, parts=parts_of))

`extend("user", more_parts)` adds what another app holds about the same sort of subject, and `register_records` says
which rows besides the account are a user's own, so that looks at them are shown too, but not those that
`register_own_way` names as their own. What is given of a row follows
from `privacy.py` (`export=True`).
"""

from core.subject_access.files import write_zip
from core.subject_access.kinds import (
    Part,
    SubjectKind,
    all_kinds,
    extend,
    kind_for,
    own_ways,
    records_of,
    register,
    register_own_way,
    register_records,
)
from core.subject_access.reading import Copy, copy_of
from core.subject_access.trail import by_others, looks_at

__all__ = [
    "Copy",
    "Part",
    "SubjectKind",
    "all_kinds",
    "by_others",
    "copy_of",
    "extend",
    "kind_for",
    "looks_at",
    "own_ways",
    "records_of",
    "register",
    "register_own_way",
    "register_records",
    "write_zip",
]
