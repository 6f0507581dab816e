"""The value of a Boolean circuit, complete for polynomial time: gates hang on gates (Ladner 1975)."""

from system2.bench.problems.case import ProblemCase, chance, exact

WIDTH = 4
GATES = {
    "AND": lambda a, b: a & b,
    "OR": lambda a, b: a | b,
    "XOR": lambda a, b: a ^ b,
    "NAND": lambda a, b: 1 - (a & b),
}


def generate(seed: int, difficulty: int) -> ProblemCase:
    """`difficulty` layers of four gates: every gate hangs on one of the layer before and on any earlier value."""
    draw = chance("circuit value", seed, difficulty)
    layer = [f"x{place}" for place in range(1, WIDTH + 1)]
    values = {name: draw.randint(0, 1) for name in layer}
    lines = [f"{name} = {value}" for name, value in values.items()]
    for depth in range(1, difficulty + 1):
        earlier = list(values)
        gates = []
        for place in range(1, WIDTH + 1):
            name, kind = f"g{depth}_{place}", draw.choice(list(GATES))
            first = draw.choice(layer)
            second = draw.choice([other for other in earlier if other != first])
            values[name] = GATES[kind](values[first], values[second])
            lines.append(f"{name} = {first} {kind} {second}")
            gates.append(name)
        layer = gates
    wanted = layer[-1]
    question = (
        "A circuit has these inputs and gates:\n\n" + "\n".join(lines) + f"\n\nWhat is the value of {wanted}, 0 or 1?"
    )
    return exact(question, str(values[wanted]))
