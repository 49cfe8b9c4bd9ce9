"""What happens when somebody takes up an invitation to their own page."""

from accounts.joined import register
from volunteers.actions.inviting import link_record

register(link_record)
