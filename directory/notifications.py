"""What the directory tells people."""

from core.notifications import Kind, register

REVIEW_DUE = register(
    Kind(
        code="directory.review-due",
        label="Listings to check",
        audience="An organisation whose listings are due for a check, at its mailbox.",
        subject="{{ count }} of your listings {{ count|pluralize:'is,are' }} due for a check",
        template="directory/review_due",
        to_users=False,
    )
)
REVIEW_LINK = register(
    Kind(
        code="directory.review-link",
        label="A new link to check listings",
        audience="An organisation that asked for a new link, at its mailbox.",
        subject="Your new link to check your listings",
        template="directory/review_link",
        to_users=False,
    )
)
REVIEW_DUE_HERE = register(
    Kind(
        code="directory.review-due-here",
        label="Listings to check by phone",
        audience="The coordinator, when an organisation has no mailbox that works.",
        subject="{{ count }} listing{{ count|pluralize }} in your directory {{ count|pluralize:'has,have' }} "
        "nobody to write to and {{ count|pluralize:'is,are' }} due for a check",
        template="directory/review_due_here",
    )
)
LISTING_ANSWERED = register(
    Kind(
        code="directory.listing-answered",
        label="An organisation says something has changed",
        audience="The coordinator, when an organisation says that a listing has changed or closed, "
        "or that our e-mails reach the wrong mailbox.",
        subject="An organisation has told you about {{ count }} listing{{ count|pluralize }}",
        template="directory/listing_answered",
    )
)
