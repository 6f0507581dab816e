"""Generated problems, each against a solver that was not used to make it."""

import itertools
import math
import re
from fractions import Fraction

import pytest

from system2.bench.generators import GENERATORS, problems
from system2.bench.problems import circuit_value, game_of_24, sudoku, traps
from system2.errors import UsageError

SEEDS = range(1000)
LEVELS = (1, 2, 3, 5)


def level(seed: int) -> int:
    return LEVELS[seed % len(LEVELS)]


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize("name", GENERATORS)
def test_the_same_seed_makes_the_same_problem_and_another_one_another(name):
    made = [GENERATORS[name](seed, 2) for seed in range(50)]
    again = [GENERATORS[name](seed, 2) for seed in range(50)]
    assert [(case.question, case.answer) for case in made] == [(case.question, case.answer) for case in again]
    assert len({case.question for case in made}) > 40


@pytest.mark.parametrize("name", GENERATORS)
def test_its_own_answer_is_right_and_another_one_is_wrong(name):
    for seed in range(100):
        case = GENERATORS[name](seed, level(seed))
        assert case.check(case.answer)
        assert not case.check(f"{case.answer}1")
        assert not case.check("")


@pytest.mark.parametrize("name", GENERATORS)
def test_a_difficulty_below_1_makes_no_sense(name):
    with pytest.raises(ValueError, match="the least is 1"):
        GENERATORS[name](0, 0)


def test_a_set_is_asked_for_by_name():
    assert [case.answer for case in problems("arithmetic", 3, seed=5)] == [
        GENERATORS["arithmetic"](seed, 1).answer for seed in (5, 6, 7)
    ]
    with pytest.raises(UsageError, match=r"There is no problem set 'chess'\. There are: arithmetic"):
        problems("chess", 3)


def test_modular_sums_are_what_they_are_and_have_one_term_more_than_the_difficulty():
    for seed in SEEDS:
        case = GENERATORS["modular-addition"](seed, level(seed))
        *terms, modulus = numbers_in(case.question)
        rest = sum(terms)
        while rest >= modulus:
            rest -= modulus
        assert case.answer == str(rest)
        assert len(terms) == level(seed) + 1


def test_arithmetic_is_right_and_has_as_many_operations_as_the_difficulty():
    for seed in SEEDS:
        case = GENERATORS["arithmetic"](seed, level(seed))
        parts = case.question.removeprefix("What is ").removesuffix("?").split()
        value = int(parts[0])
        for sign, number in zip(parts[1::2], parts[2::2], strict=True):
            assert 10 <= int(number) <= 99
            value = {"+": value.__add__, "-": value.__sub__}[sign](int(number))
        assert case.answer == str(value)
        assert len(parts) == 2 * level(seed) + 1


def test_permutations_are_composed_as_if_balls_were_moved_in_as_many_steps_as_the_difficulty():
    """Composed from the last to the first, where the generator goes from the first to the last."""
    for seed in SEEDS:
        case = GENERATORS["permutations"](seed, level(seed))
        steps = [list(map(int, line.split(". ")[1].split())) for line in case.question.splitlines() if ". " in line[:3]]
        places = [1, 2, 3, 4, 5]
        for moves in reversed(steps):
            places = [moves[place - 1] for place in places]
        assert case.answer == " ".join(map(str, places))
        assert len(steps) == level(seed)
        assert case.check("".join(map(str, places)))


def test_squarings_are_one_power_and_as_many_as_the_difficulty():
    for seed in SEEDS:
        difficulty = level(seed)
        case = GENERATORS["iterated-squaring"](seed, difficulty)
        start, prime, *times = numbers_in(case.question)
        assert times == ([] if difficulty == 1 else [difficulty])
        assert case.answer == str(pow(start, 2**difficulty, prime))


def test_circuits_have_the_value_that_a_walk_back_from_the_last_gate_finds_and_the_depth_of_the_difficulty():
    for seed in SEEDS:
        case = circuit_value.generate(seed, level(seed))
        gates = dict(line.split(" = ") for line in case.question.splitlines() if " = " in line)
        wanted = re.search(r"value of (\w+),", case.question)[1]
        value, depth = walk_back(gates, wanted)
        assert (case.answer, depth) == (str(value), level(seed))


def walk_back(gates: dict[str, str], name: str) -> tuple[int, int]:
    """The value of a gate, and the longest way from it to an input."""
    known: dict[str, tuple[int, int]] = {}

    def found(name: str) -> tuple[int, int]:
        if name not in known:
            if gates[name] in "01":
                return int(gates[name]), 0
            first, kind, second = gates[name].split()
            (a, one), (b, other) = found(first), found(second)
            truth = {"AND": a and b, "OR": a or b, "XOR": a != b, "NAND": not (a and b)}[kind]
            known[name] = int(truth), max(one, other) + 1
        return known[name]

    return found(name)


def test_circuits_are_as_often_true_as_not():
    truths = sum(circuit_value.generate(seed, 4).answer == "1" for seed in SEEDS)
    assert 350 < truths < 650


def test_every_game_of_24_has_a_solution_and_the_harder_ones_have_fewer():
    """The solution is right by Python's own arithmetic; for some, how many ways there are, by trying each."""
    for seed in SEEDS:
        difficulty = seed % 3 + 1
        case = game_of_24.generate(seed, difficulty)
        numbers = numbers_in(case.question)[:4]
        assert sorted(numbers_in(case.answer)) == sorted(numbers)
        assert math.isclose(eval(case.answer), 24)  # our own text, of digits, signs and parentheses
        if seed < 20:
            assert ends(list(map(Fraction, numbers))) in game_of_24.WAYS[difficulty]


def ends(values: list[Fraction]) -> int:
    """How often joining two numbers again and again ends with 24, every way tried by itself."""
    if len(values) == 1:
        return int(values[0] == 24)
    total = 0
    for a, b in itertools.permutations(range(len(values)), 2):
        rest = [value for place, value in enumerate(values) if place not in (a, b)]
        both_ways = [values[a] - values[b], *([values[a] / values[b]] if values[b] else [])]
        one_way = [values[a] + values[b], values[a] * values[b]] if a < b else []
        total += sum(ends([*rest, value]) for value in both_ways + one_way)
    return total


@pytest.mark.parametrize(
    ("expression", "right"),
    [
        ("(10 - 4) * (10 - 6)", False),
        ("4 * (10 - 6) + 5 + 3", False),
        ("(10 - 4) × (9 − 5)", True),
        ("$(10-4)*(9-5)$ = 24", True),
        ("(5 - 9) * (4 - 10)", True),
        ("24", False),
        ("4 * 5 + 9 - 10 / 2", False),
        ("10 ** 4", False),
        ("__import__('os').system('true')", False),
        ("((((((((((", False),
        ("(" * 5000, False),
        ("4 / (5 - 5)", False),
    ],
)
def test_an_expression_is_right_that_makes_24_of_exactly_the_four_numbers(expression, right):
    assert game_of_24.makes_target(expression, (4, 5, 9, 10)) is right


ROWS = [[9 * row + column for column in range(9)] for row in range(9)]
COLUMNS = [list(column) for column in zip(*ROWS, strict=True)]
BOXES = [
    [9 * (3 * band + row) + 3 * stack + column for row in range(3) for column in range(3)]
    for band in range(3)
    for stack in range(3)
]
UNITS = ROWS + COLUMNS + BOXES


def puzzle_in(question: str) -> list[int]:
    return [int(sign.replace(".", "0")) for sign in "".join(re.findall(r"^[.1-9]{9}$", question, re.MULTILINE))]


def solutions(cells: list[int], most: int = 2) -> list[list[int]]:
    """The solutions of a puzzle, by exact cover over rows, columns and boxes kept as bits."""
    rows, columns, boxes, open_cells = [0] * 9, [0] * 9, [0] * 9, []
    for cell, digit in enumerate(cells):
        row, column = divmod(cell, 9)
        if digit:
            bit = 1 << digit
            rows[row] |= bit
            columns[column] |= bit
            boxes[row // 3 * 3 + column // 3] |= bit
        else:
            open_cells.append((cell, row, column, row // 3 * 3 + column // 3))
    found: list[list[int]] = []
    filled = cells[:]

    def fill() -> None:
        best, choices = None, 0
        fewest = 10
        for each in open_cells:
            cell, row, column, box = each
            if filled[cell]:
                continue
            free = 0x3FE & ~(rows[row] | columns[column] | boxes[box])
            if free.bit_count() < fewest:
                best, choices, fewest = each, free, free.bit_count()
                if fewest <= 1:
                    break
        if best is None:
            found.append(filled[:])
            return
        cell, row, column, box = best
        while choices and len(found) < most:
            bit = choices & -choices
            choices ^= bit
            filled[cell] = bit.bit_length() - 1
            for unit, place in ((rows, row), (columns, column), (boxes, box)):
                unit[place] |= bit
            fill()
            for unit, place in ((rows, row), (columns, column), (boxes, box)):
                unit[place] ^= bit
        filled[cell] = 0

    fill()
    return found


def settles_itself(cells: list[int]) -> bool:
    """Whether it is solved by cells with one digit left and digits with one place left."""
    peers = [{other for unit in UNITS if cell in unit for other in unit} for cell in range(81)]
    cells = cells[:]
    left = [
        set(range(1, 10)) - {cells[other] for other in peers[cell]} if not cells[cell] else set() for cell in range(81)
    ]

    def put(cell: int, digit: int) -> None:
        cells[cell] = digit
        left[cell] = set()
        for other in peers[cell]:
            left[other].discard(digit)

    moved = True
    while moved:
        moved = False
        for cell in range(81):
            if not cells[cell] and len(left[cell]) == 1:
                put(cell, left[cell].pop())
                moved = True
        for unit in UNITS:
            for digit in range(1, 10):
                places = [cell for cell in unit if digit in left[cell]]
                if len(places) == 1:
                    put(places[0], digit)
                    moved = True
    return all(cells)


@pytest.mark.parametrize("name", ["sudoku-easy", "sudoku-hard"])
def test_every_sudoku_has_one_solution_which_is_its_answer(name):
    for seed in SEEDS[::4]:
        case = GENERATORS[name](seed, level(seed))
        assert ["".join(map(str, found)) for found in solutions(puzzle_in(case.question))] == [case.answer]


def test_the_cells_of_an_easy_sudoku_settle_each_other_and_more_are_empty_the_harder_it_is():
    for seed in range(30):
        blanks = []
        for difficulty in range(1, 6):
            puzzle = puzzle_in(sudoku.generate_easy(seed, difficulty).question)
            blanks.append(puzzle.count(0))
            assert settles_itself(puzzle)
        assert blanks == [10, 20, 30, 40, 50]


def test_the_cells_of_a_hard_sudoku_do_not_settle_each_other_and_more_are_empty_the_harder_it_is():
    for seed in range(30):
        blanks = []
        for difficulty in range(1, 5):
            puzzle = puzzle_in(sudoku.generate_hard(seed, difficulty).question)
            blanks.append(puzzle.count(0))
            assert not settles_itself(puzzle)
        assert blanks == [50, 52, 54, 56]


WORDS_OF_TRAPS = ("rack", "machines", "Weeds", "snail", "Anna", "car", "letter")


def test_every_trap_has_the_answer_that_trying_finds_and_not_the_one_that_comes_to_mind():
    kinds = set()
    for seed in SEEDS:
        trap = traps.trap(seed, level(seed))
        assert trap.answer == tried(trap.question)
        assert trap.answer != trap.tempting
        kinds.add(next(word for word in WORDS_OF_TRAPS if word in trap.question))
    assert len(kinds) == len(traps.KINDS)


def test_the_numbers_of_traps_grow_with_the_difficulty():
    sums = [
        sum(max(numbers_in(traps.trap(seed, difficulty).question), default=0) for seed in range(200))
        for difficulty in (1, 2, 3)
    ]
    assert 5 * sums[0] < sums[1] < sums[2] / 5


def tried(question: str) -> int:
    """The answer by trying or by playing it through."""
    figures = numbers_in(question)
    match question.split(maxsplit=1)[0], figures:
        case "A", [total, more] if "rack" in question:
            return next(fan for fan in range(total) if fan + (fan + more) == total)
        case _, [few, parts, minutes, many, _] if "machines" in question:
            a_part = Fraction(few * minutes, parts)  # machine minutes
            return int(a_part * many / many)
        case "Weeds", [days]:
            covered, day = Fraction(1), days
            while covered > Fraction(1, 2):
                covered, day = covered / 2, day - 1
            return day
        case "A", [depth, up, down]:
            height, day = 0, 1
            while height + up < depth:
                height, day = height + up - down, day + 1
            return day
        case "Anna", [_, sisters]:
            girls = next(girls for girls in range(1, sisters + 2) if girls == sisters)  # all of them, Anna too
            return girls - 1
        case "A", [there, back]:
            length = math.lcm(there, back)
            return int(Fraction(2 * length, length // there + length // back))
        case "How", _:
            letter, text = re.findall(r'"([^"]*)"', question)
            return sum(sign == letter for sign in text.lower())
    raise AssertionError(question)
