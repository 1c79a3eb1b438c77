"""Which rules may say no to an operation: read from the actions it calls, whose docstrings name what they refuse.

So the description of the API and the code cannot part: whoever writes a new Refusal under `Refuses` has documented it.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from practices.errors import Refusal

HEAD = re.compile(r"^\s*Refuses\s+(?P<first>.*)$")
OTHER_HEAD = re.compile(r"^\s*[A-Z][a-z]+\s{2,}\S")
LIKE = re.compile(r"as `(\w+)`|and `(\w+)`")
NOT_FOR_PROGRAMS = re.compile(r"; (?:the client|online) also.*")
CLASS = re.compile(r"\b[A-Z]\w+\b")


def every(base: type[Refusal] = Refusal) -> set[type[Refusal]]:
    """All refusals there are, also those of other modules that are not loaded by this one."""
    return {child for kind in base.__subclasses__() for child in {kind, *every(kind)}}


def sentences() -> dict[str, list[str]]:
    """What every code says, by code; some rules say no in two voices, to a client and to the desk."""
    said: dict[str, set[str]] = {}
    for kind in in_order(every()):
        if str(kind.sentence) and not kind.__module__.startswith("tests"):
            said.setdefault(kind.code, set()).add(str(kind.sentence))
    return {code: sorted(several) for code, several in said.items()}


def refusals_of(method: Callable[..., Any]) -> list[type[Refusal]]:
    """What may refuse a view's method, by code; bases that are never raised themselves are left out."""
    found = {kind for action in actions_in(method) for kind in refused_by(action)}
    return in_order(kind for kind in found if str(kind.sentence))


def in_order(kinds: Iterable[type[Refusal]]) -> list[type[Refusal]]:
    """By code; of several with one code always in the same order, the one it is called after last."""
    return sorted(kinds, key=lambda kind: (kind.code, kind.__name__, kind.__module__))


def actions_in(method: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Every action a method names, called here or handed on, in itself or in the methods of its own that it names."""
    names = {**sys.modules[method.__module__].__dict__, "self": getattr(method, "__self__", None)}
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    for node in ast.walk(tree):
        thing = None
        if isinstance(node, ast.Name):
            thing = names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            thing = getattr(names.get(node.value.id), node.attr, None)
        if inspect.isfunction(thing) and ".actions" in thing.__module__:
            yield thing
        elif inspect.ismethod(thing) and thing.__module__ == method.__module__:
            yield from actions_in(thing)


def refused_by(action: Callable[..., Any], seen: frozenset[str] = frozenset()) -> set[type[Refusal]]:
    """What an action's docstring says that it refuses, following "as `book`"."""
    words = NOT_FOR_PROGRAMS.sub("", said(action.__doc__ or ""))
    found: set[type[Refusal]] = set()
    for name in CLASS.findall(words):
        if kind := refusal_named(name, action):
            found |= {kind, *every(kind)} if "one of its kinds" in words else {kind}
    for one, other in LIKE.findall(words):
        name = one or other
        like = named(name, action)
        if inspect.isfunction(like) and name not in seen:
            found |= refused_by(like, seen | {name})
    return found


def said(docstring: str) -> str:
    """The words under `Refuses`, up to the next head."""
    words: list[str] = []
    for line in docstring.splitlines():
        if match := HEAD.match(line):
            words.append(match["first"])
        elif words and (OTHER_HEAD.match(line) or not line.strip()):
            break
        elif words:
            words.append(line.strip())
    return " ".join(words)


def refusal_named(name: str, action: Callable[..., Any]) -> type[Refusal] | None:
    kind = named(name, action)
    if isinstance(kind, type) and issubclass(kind, Refusal):
        return kind
    known = {one.__name__: one for one in in_order(every())}
    return known.get(name)


def named(name: str, action: Callable[..., Any]) -> Any:
    """What a name in a docstring means: in the action's own module, or beside it in the package."""
    here = sys.modules[action.__module__]
    package = sys.modules[action.__module__.partition(".actions")[0] + ".actions"]
    return getattr(here, name, None) or getattr(package, name, None)
