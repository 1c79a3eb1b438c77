"""The table that `make bench` prints."""

from collections.abc import Sequence

from benchmarks.measuring import Line

COLUMNS = ("", "shape", "floor", "ours", "ratio", "CPU", "growth", "MB", "gate", "")
RIGHT = {2, 3, 4, 5, 6, 7}


def table(lines: Sequence[Line]) -> str:
    """All lines below one another, as Markdown, so that it can be pasted as it is."""
    rows = [_cells(line) for line in lines]
    widths = [max(len(row[n]) for row in [COLUMNS, *rows]) for n in range(len(COLUMNS))]
    rule = ["-" * (width - 1) + ":" if n in RIGHT else "-" * width for n, width in enumerate(widths)]
    return "\n".join(_line(row, widths) for row in (COLUMNS, rule, *rows))


def _cells(line: Line) -> tuple[str, ...]:
    figures = (line.ratio, line.cpu, line.exponent)
    told = ("" if figure is None else f"{figure:.2f}" for figure in figures)
    memory = f"{line.memory:.0f}" if line.memory else ""
    verdict = ("holds" if line.held else "MISSED") if line.gate else ""
    return (line.name, line.shape, line.floor, line.ours, *told, memory, line.gate, verdict)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = (
        cell.rjust(width) if n in RIGHT else cell.ljust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(shown)} |"
