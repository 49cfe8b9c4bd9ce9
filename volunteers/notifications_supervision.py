"""What is told about supervision: that there is something to read or to do, and where."""

from core.notifications import Kind, register

SUPERVISION_NOTE = register(
    Kind(
        code="volunteers.supervision-note",
        label="A note of your talk",
        audience="Somebody who comes in, because their supervisor wrote down what they talked about.",
        subject="There is a note of your talk",
        template="volunteers/supervision_note",
    )
)
SUPERVISION_DIGEST = register(
    Kind(
        code="volunteers.supervision-digest",
        label="Talks that are due",
        audience="Supervisors, once a week when a talk with somebody they supervise is due.",
        subject="{{ count }} talk{{ count|pluralize }} with people you supervise {{ count|pluralize:'is,are' }} due",
        template="volunteers/supervision_digest",
        may_switch_off=True,
    )
)
