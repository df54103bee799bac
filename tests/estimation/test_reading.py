from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.estimation import CaptureTable, read_table
from zicht.knowledge.sentences import LANGUAGES, say_problem

GOOD = "a,b,count\n1,0,10\n0,1,20\n1,1,3\n"
EXPECTED = CaptureTable.of(("a", "b"), {(1, 0): 10, (0, 1): 20, (1, 1): 3})


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("count", "Count"),
        GOOD + "\n\n",
        GOOD.replace(",", " , "),
        "count,a,b\n10,1,0\n20,0,1\n3,1,1\n",
        "a,b,count\n1,1,3\n0,1,20\n1,0,10\n",
    ],
)
def test_the_same_table_however_it_is_written(text: str) -> None:
    assert read_table(text) == EXPECTED


def test_a_file_with_a_byte_order_mark_reads_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "tabel.csv"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert read_table(path) == EXPECTED == read_table(str(path))


@pytest.mark.parametrize(
    ("row", "at", "column", "rule"),
    [
        ("1,0,1.5", 4, "count", "capture_table.count"),
        ("1,0,-1", 4, "count", "capture_table.count"),
        ("1,0,nan", 4, "count", "capture_table.count"),
        ("1,0,", 4, "count", "capture_table.count"),
        ("1,0,²", 4, "count", "capture_table.count"),
        ("1,0,99999999999", 4, "count", "capture_table.count"),
        ('1,0,"1,000"', 4, "count", "capture_table.count"),
        ("1,x,1", 4, "b", "capture_table.bit"),
        ("2,0,1", 4, "a", "capture_table.bit"),
        ("0,0,9", 4, "", "capture_table.unobserved"),
        ("0,1,9", 4, "", "capture_table.row_twice"),
        ("1,1,1,1", 4, "", "capture_table.width"),
    ],
)
def test_a_bad_row_is_named_with_its_line_column_and_rule(row: str, at: int, column: str, rule: str) -> None:
    with pytest.raises(InputProblems) as error:
        read_table(f"a,b,count\n1,0,10\n0,1,20\n{row}\n".replace("1,0,10\n", "1,1,10\n", 1))
    (problem,) = error.value.problems
    assert (problem.row, problem.column, problem.rule) == (at, column, rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a,b\n1,0\n", "capture_table.no_count"),
        ("a,b,count,count\n1,0,1,1\n", "capture_table.no_count"),
        ("a,count\n1,5\n", "capture_table.one_list"),
        ("count\n5\n", "capture_table.no_lists"),
        ("a,b,a,count\n1,0,1,5\n", "capture_table.list_twice"),
        (",b,count\n1,0,5\n", "capture_table.list_unnamed"),
        (",".join(f"l{n}" for n in range(40)) + ",count\n", "capture_table.empty"),
        (",".join(f"l{n}" for n in range(40)) + ",count\n1" + ",0" * 39 + ",5\n", "capture_table.lists_many"),
        ("a,b,count\n", "capture_table.empty"),
        ("\n", "capture_table.empty"),
    ],
)
def test_a_bad_header_is_named(text: str, rule: str) -> None:
    with pytest.raises(InputProblems) as error:
        read_table(text)
    assert rule in [problem.rule for problem in error.value.problems]


def test_every_problem_is_told_at_once_and_in_both_languages() -> None:
    with pytest.raises(InputProblems) as error:
        read_table("a,b,count\n1,x,1.5\n0,0,4\n1,1\n")
    assert len(error.value.problems) == 4
    for problem in error.value.problems:
        assert len({say_problem(problem, language) for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "capture_table.not_text"),
        (b"a,b,count\n" * 200_000, "capture_table.large"),
        (b"", "capture_table.empty"),
        (None, "capture_table.not_found"),
    ],
)
def test_a_file_that_is_no_table_is_a_clear_problem(tmp_path: Path, content: bytes | None, rule: str) -> None:
    path = tmp_path / "tabel.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputProblems) as error:
        read_table(path)
    assert [problem.rule for problem in error.value.problems] == [rule]


@given(st.text(max_size=200))
def test_no_text_does_anything_but_read_or_name_its_problems(text: str) -> None:
    try:
        table = read_table(text + "\n")
    except InputProblems as error:
        assert error.problems
    else:
        assert len(table.lists) >= 2


cells = st.dictionaries(st.tuples(*[st.integers(0, 1)] * 3).filter(any), st.integers(0, 10**9), min_size=1, max_size=7)


@given(cells)
def test_a_table_written_out_reads_back_the_same(counts: dict[tuple[int, ...], int]) -> None:
    rows = [",".join(map(str, (*pattern, count))) for pattern, count in counts.items()]
    assert read_table("\n".join(["a,b,c,count", *rows])) == CaptureTable.of(("a", "b", "c"), counts)
