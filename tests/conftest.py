"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claimx.candidates.context import Context
from claimx.pipeline import Pipeline, load


@pytest.fixture(scope="session")
def rules() -> Pipeline:
    """The pipeline of profile ``rules``, built once."""
    return load("rules")


@pytest.fixture(scope="session")
def analyze(rules: Pipeline) -> Callable[[str], Context]:
    """A text as the rules see it before any has run."""
    return rules.analyze
