"""The API under requests nobody thought of: schemathesis makes them from the description, through WSGI, on PostgreSQL.

Every case, or chain of linked cases, is taken back, so that each finds the same world. What goes wrong is collected,
one line for each operation and kind of failure.
"""

import traceback
from collections import Counter
from contextlib import ExitStack, contextmanager
from copy import deepcopy

import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import docs
from config.wsgi import application
from tests.api.conftest import Program
from tests.api.real_values import RealValues

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
STEPS = 12


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def listening(hear):
    """Hear of crashes, and keep the connection that holds the world: as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    got_request_exception.connect(hear)
    try:
        yield
    finally:
        got_request_exception.disconnect(hear)
        for signal in signals:
            signal.connect(close_old_connections)


class Trial:
    """Sends cases with one practice's key, and keeps count.

    faults      (operation, kind) → how to see it
    reached     operations that did their work at least once
    """

    def __init__(self, program: Program, neighbour: Program) -> None:
        self.program, self.values = program, RealValues(program, neighbour)
        self.schema = openapi.from_dict(
            {**deepcopy(docs.describe()), "security": []}
        )  # the key is ours to send
        self.operations = [found.ok() for found in self.schema.get_all_operations()]
        self.forget()
        connection.check_constraints()  # else the whole world is checked again after each case that is taken back

    def forget(self) -> None:
        """Begin to count anew."""
        self.faults: dict[tuple[str, str], str] = {}
        self.statuses: Counter[int] = Counter()
        self.reached: set[str] = set()
        self.crash = ""

    @property
    def unreached(self) -> list[str]:
        return sorted({one.label for one in self.operations} - self.reached)

    @property
    def cases(self) -> int:
        return self.statuses.total()

    def send(self, case: schemathesis.Case):
        """One request, as it would have been committed."""
        self.fill(case)
        self.crash = ""
        with listening(self._keep_crash):
            response = case.call(**self.how())
        self.judge(case, response)
        try:
            with transaction.atomic():
                connection.check_constraints()
        except DatabaseError as error:
            self.note(case, "refused at commit", str(error))
        return response

    def fill(self, case: schemathesis.Case) -> None:
        for part in ("path_parameters", "query", "body"):
            value = getattr(case, part)
            if isinstance(value, dict | list) and value:
                setattr(case, part, self.values.fill(value))
        if self.values.is_to_be_left_out(case.headers.get("If-Match")):
            del case.headers["If-Match"]

    def how(self) -> dict:
        headers = {"Authorization": f"Bearer {self.program.secret}"}
        return {"app": application, "base_url": "http://testserver", "headers": headers}

    def _keep_crash(self, **_: object) -> None:
        self.crash = traceback.format_exc()

    def judge(self, case: schemathesis.Case, response) -> None:
        label, status = case.operation.label, response.status_code
        self.statuses[status] += 1
        if 200 <= status < 300:
            self.reached.add(label)
            sent = [case.path_parameters, case.query, case.body]
            if is_well_formed(case) and self.values.names_a_neighbour(sent):
                self.note(case, f"a neighbour's id was answered with {status}", "")
        leaked = [
            one
            for one in self.values.their_ids
            if one.encode() in response.content and one not in repr(vars(case))
        ]
        if leaked:
            self.note(case, "a neighbour's id was shown", str(leaked))
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.note(case, failure.title, f"{failure}\n{self.crash[-1500:]}")

    def note(self, case: schemathesis.Case, kind: str, detail: str) -> None:
        said = f"{detail}\n{case.method} {case.path} {case.path_parameters} {case.query} {case.body!r:.800}"
        self.faults.setdefault((case.operation.label, kind), said)

    def alone(self, operation, mode: GenerationMode, *, begin: int, examples: int) -> None:
        """Cases of one operation, each in a fresh world."""

        @seed(begin)
        @_quietly(examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case):
            with taken_back():
                self.send(case)

        check()

    def linked(self, *, begin: int, scenarios: int, about: str = "/") -> None:
        """Chains of cases, each using what earlier ones answered; a world for each chain.

        about    regular expression of the paths to take
        """
        trial, chosen = self, self.schema.include(path_regex=about)

        @seed(begin)
        class Chain(chosen.as_state_machine()):
            def setup(self):
                self.world = ExitStack()
                self.world.enter_context(taken_back())

            def teardown(self):
                self.world.close()

            def call(self, case, **_):
                return trial.send(case)

            def validate_response(self, response, case, additional_checks=None, **_):
                """It was judged when it came."""

        run_state_machine_as_test(Chain, settings=_quietly(scenarios, stateful_step_count=STEPS))

    def report(self) -> str:
        answers = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        reached = f"never done: {', '.join(self.unreached) or 'none'}"
        faults = "\n\n".join(f"{' : '.join(key)}\n{said}" for key, said in sorted(self.faults.items()))
        counts = f"{self.cases} cases of {len(self.operations)} operations: {answers}"
        return f"{counts}; {reached}; {len(self.faults)} faults\n{faults}".rstrip()


def is_well_formed(case: schemathesis.Case) -> bool:
    return case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE


def _quietly(examples: int, **more) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )
