"""Every operation of the schema, fed with what fits it and with what does not, under each role's key."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from articles.models import ApiKey
from tests import acts

EXAMPLES = 12
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
ROLES = ("nobody", "author", "editor", "board member")
FUZZING = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def headers_of(cast, role: str) -> dict[str, str]:
    people = {"author": cast.author, "editor": cast.editor, "board member": cast.rivera.user}
    if role not in people:
        return {}
    return {"Authorization": f"Bearer {ApiKey.objects.create(user=people[role])[1]}"}


def arrange(cast) -> dict[str, list]:
    """Articles in every state that matters, and the values by which paths name what is there."""
    approved = acts.approved(cast)
    doubtful = acts.submitted(cast, text="Take 800 mg ibuprofen [7].")
    found = [doubtful, acts.split(cast), acts.under_review(cast), approved]
    seats = [seat.pk for article in found for made in article.rounds.all() for seat in made.assignments.all()]
    return {
        "/articles/": [article.pk for article in found], "/assignments/": seats,
        "/public/": [approved.slug], "/references/": list(approved.current.entries.values_list("reference", flat=True)),
    }  # fmt: skip


def known(path: str, things: dict[str, list]) -> list:
    return next((ids for part, ids in reversed(things.items()) if part in path), [None])


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_input_brings_a_fault_or_an_undocumented_answer(committed, cast, role):
    things, headers = arrange(cast), headers_of(cast, role)
    schema = schemathesis.openapi.from_dict(Client().get("/api/schema/?format=json").json())
    schema.app = get_wsgi_application()
    troubles = []
    for found in schema.get_all_operations():
        for mode in GenerationMode:
            troubles += fuzz(found.ok(), mode, headers, known(found.ok().path, things))
    assert not troubles, "\n\n".join(troubles)


def fuzz(operation, mode: GenerationMode, headers: dict[str, str], there: list) -> list[str]:
    """What went wrong with one operation, in words."""

    @FUZZING
    @given(case=operation.as_strategy(generation_mode=mode), place=st.integers(-1, len(there) - 1))
    def send(case, place: int) -> None:
        if place >= 0 and there[place] is not None:
            case.path_parameters |= {name: there[place] for name in case.path_parameters if name in ("id", "slug")}
        case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        send()
    except FailureGroup as errors:  # told together, so that one run names them all
        return [f"{operation.label} ({mode.value}): {error}" for error in errors.exceptions]
    except Unsatisfiable:  # an operation that takes nothing cannot be given what does not fit
        return [f"{operation.label} takes nothing at all"] if mode is GenerationMode.POSITIVE else []
    except Failure as error:
        return [f"{operation.label} ({mode.value}): {error}"]
    return []
