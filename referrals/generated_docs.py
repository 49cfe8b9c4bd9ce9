"""The state diagram of referrals, written from the workflow."""

from core.docs import generated_doc
from referrals.workflow import MOVES, mermaid


@generated_doc("referral-states.md")
def referral_states() -> str:
    """Write the diagram and the table of moves."""
    lines = [
        "# States of a referral",
        "",
        "```mermaid",
        mermaid(),
        "```",
        "",
        "| move | from | to | by | reason | tells |",
    ]
    lines.append("|---|---|---|---|---|---|")
    for move in MOVES.values():
        cells = [
            move.label,
            ", ".join(status.label for status in move.sources),
            move.target.label,
            ", ".join(sorted(actor.label for actor in move.actors)),
            "one of a list" if move.reason_needed else "a note" if move.note_needed else "",
            ", ".join(sorted(actor.label for actor in move.tells)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
