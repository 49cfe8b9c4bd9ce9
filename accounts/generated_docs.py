"""The documents about accounts that are written from the code."""

from accounts.roles import ROLES
from core.docs import generated_doc


@generated_doc("roles.md")
def roles() -> str:
    """Write the table of roles: where each is held, its sentence, what it permits."""
    lines = [
        "# Roles",
        "",
        "Held by a `RoleAssignment` with dates; what a role permits holds in its prison or organisation only.",
        "",
        "Whoever holds a role that sees people signs in with a second factor.",
        "",
        "| role | held in | in a sentence | permits | sees people |",
        "|---|---|---|---|---|",
    ]
    for role in ROLES.values():
        permits = ", ".join(sorted(role.permissions)).replace("_", " ") or "—"
        sees = "yes" if role.sees_people else "no"
        lines.append(f"| {role.label} | {role.kind.label.lower()} | {role.sentence} | {permits} | {sees} |")
    return "\n".join(lines)
