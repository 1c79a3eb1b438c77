"""The one block that `make run` prints: where it is, and how each role signs in."""

from config.demo.cedar import CEDAR
from config.demo.juniper import JUNIPER
from config.demo.plans import PASSWORD, Plan
from config.demo.willow import WILLOW


def block(address: str, *, is_demo: bool) -> str:
    lines = ["", f"  Rapport is at {address}", ""]
    if is_demo:
        lines += [f"  Sign in by one button per role, or by e-mail with the password {PASSWORD}:", ""]
        lines += [line for plan in (WILLOW, CEDAR, JUNIPER) for line in sign_ins(plan)]
        lines += ["", "  The first time the practices move in one after the other, for about half a minute."]
    lines += ["  Ctrl-C stops it; what you change is kept.", ""]
    return "\n".join(lines)


def sign_ins(plan: Plan) -> list[str]:
    """The first person of each role who signs in, below the practice's name."""
    first = {person.role: person.mail for person in reversed(plan.team) if person.mail}
    roles = sorted(first, key=lambda role: [person.role for person in plan.team].index(role))
    names = [plan.name, *[""] * (len(roles) - 1)]
    return [
        f"    {name:16} {role.replace('_', ' '):13} {first[role]}@{plan.domain}"
        for name, role in zip(names, roles, strict=True)
    ]
