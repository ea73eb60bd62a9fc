"""Which items two or more runs share: the ground under every comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.errors import UsageError
from mtqa.runs.record import ItemRecord
from mtqa.runs.stored import StoredRun


@dataclass(frozen=True, slots=True)
class AlignedItems:
    """The items that all runs have, in the order of the first."""

    rows: tuple[tuple[ItemRecord, ...], ...]
    """One row an item, one column a run."""
    left_out: int
    """Items that at least one run does not have."""

    @property
    def same_text(self) -> bool:
        """Whether the examined text is the same in every run, so that findings can be matched."""
        return all(item.target == row[0].target for row in self.rows for item in row)


def align_items(runs: Sequence[StoredRun], *, common: bool = False) -> AlignedItems:
    """Match the items of several runs.

    Two items are the same if they have the same id and the same source; where there is no source,
    the same text. The target may differ: another system's translation is what is compared.

    Args:
        runs: Two or more runs.
        common: Leave out what is not in every run instead of refusing.

    Raises:
        UsageError: The runs are over different items and `common` is not set, or share none.
    """
    tables = [{item.id: item for item in run.items() if item.error is None} for run in runs]
    first = tables[0]
    shared = [key for key in first if all(_same(first[key], table.get(key)) for table in tables)]
    total = len(set().union(*tables))
    left_out = total - len(shared)
    if left_out and not common:
        raise UsageError(_difference(runs, tables, len(shared)))
    if not shared:
        raise UsageError(
            f"runs {' and '.join(run.id for run in runs)} have no item in common; "
            "compare runs over the same data"
        )
    return AlignedItems(tuple(tuple(table[key] for table in tables) for key in shared), left_out)


def _same(item: ItemRecord, other: ItemRecord | None) -> bool:
    if other is None:
        return False
    if item.source is None or other.source is None:
        return item.source == other.source and item.target == other.target
    return item.source == other.source


def _difference(
    runs: Sequence[StoredRun], tables: Sequence[dict[str, ItemRecord]], shared: int
) -> str:
    first = tables[0]
    reasons: list[str] = []
    for run, table in zip(runs[1:], tables[1:], strict=True):
        for owner, only in (
            (runs[0], [key for key in first if key not in table]),
            (run, [key for key in table if key not in first]),
        ):
            if only:
                reasons.append(f"{len(only)} only in {owner.id} (such as {only[0]!r})")
        other = [key for key in first if key in table and not _same(first[key], table[key])]
        if other:
            reasons.append(f"{len(other)} with another text in {run.id} (such as {other[0]!r})")
    way_out = f"--common compares the {shared} they share" if shared else "they share none"
    return f"the runs are over different items: {'; '.join(reasons)}; {way_out}"
