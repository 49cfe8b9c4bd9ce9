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
