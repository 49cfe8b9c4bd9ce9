"""What the coordinator's desk tells people."""

from core.notifications import Kind, register

WEEKLY_SUMMARY = register(
    Kind(
        code="coordinator.weekly-summary",
        label="What waits, once a week",
        audience="The coordinator and deputy of a prison.",
        subject="{{ count }} thing{{ count|pluralize }} {{ count|pluralize:'waits,wait' }} on your worklist",
        template="coordinator/weekly_summary",
        may_switch_off=True,
    )
)
VACANT = register(
    Kind(
        code="coordinator.vacant",
        label="A prison without a named coordinator",
        audience="National administrators.",
        subject="A prison has no named coordinator",
        template="coordinator/vacant",
    )
)
OFFER_RECEIVED = register(
    Kind(
        code="coordinator.offer-received",
        label="An organisation offers a service",
        audience="The coordinator and deputy of the prison it is offered to.",
        subject="An organisation offers a service to your prison",
        template="coordinator/offer_received",
    )
)
ITEM_DUE = register(
    Kind(
        code="coordinator.item-due",
        label="A prison reminds your organisation of its checklist",
        audience="The leads of an organisation that works in a prison, or is about to.",
        subject="A prison waits for something from your organisation",
        template="coordinator/item_due",
    )
)
FORUM_INVITED = register(
    Kind(
        code="coordinator.forum-invited",
        label="An invitation to a prison's forum",
        audience="Organisations that a coordinator invites: their mailbox and their leads.",
        subject="You are invited to a prison's voluntary sector forum on {{ on|date:'l j F Y' }}",
        template="coordinator/forum_invited",
    )
)
FORUM_CHANGED = register(
    Kind(
        code="coordinator.forum-changed",
        label="A forum has moved or is called off",
        audience="Organisations that were invited, because day, time or place changed or the meeting is called off.",
        subject="A prison's voluntary sector forum on {{ on|date:'l j F Y' }}: please look again",
        template="coordinator/forum_changed",
    )
)
MESSAGE = register(
    Kind(
        code="coordinator.message",
        label="A message of a prison to organisations",
        audience="Organisations that a coordinator writes to: their mailbox and their leads.",
        subject="A prison that you work in has written to your organisation",
        template="coordinator/message",
    )
)
REGIME_NOTICE = register(
    Kind(
        code="coordinator.regime-notice",
        label="A notice about a prison's regime",
        audience="Organisations that come to a prison on the day the notice is about: their mailbox and their leads.",
        subject="Please read before you travel: a prison's regime on {{ on|date:'l j F Y' }}",
        template="coordinator/regime_notice",
        immediate_only=True,
    )
)
