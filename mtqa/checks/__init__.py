"""Checks: the rules that find suspected errors, and the inspection that runs them.

A rule is one file in `rules/`: a function with the `rule` decorator, which gives its id, its
MQM type, its default severity, what it needs and examples that are also its tests and its page
in `mtqa checks show`. Rules from other packages come by the entry point group `mtqa.checks`.
"""

from mtqa.checks.inspection import Context, Inspection, inspect
from mtqa.checks.passage import Pair, Passage, Relation
from mtqa.checks.rule import Example, Need, Rule, Scope, Suspicion, load_rules, rule

__all__ = [
    "Context",
    "Example",
    "Inspection",
    "Need",
    "Pair",
    "Passage",
    "Relation",
    "Rule",
    "Scope",
    "Suspicion",
    "inspect",
    "load_rules",
    "rule",
]
