"""Holds the rules for bots, which see names and addresses alone, to accounts that people labelled."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from influencekit.backtests import Given
from influencekit.domain import Identity
from influencekit.errors import InputError
from influencekit.models.contribution.grades import Grades
from influencekit.people.bots import bot
from influencekit.report import Table
from influencekit.words import count

NEEDS = frozenset({"files"})
DATA = "CSV files with the columns contributor (or name), perhaps email, and bot (1 or 0)"
_NAMES = ("contributor", "name", "login")
_TRUTH: Mapping[str, bool] = {"1": True, "true": True, "bot": True} | dict.fromkeys(
    ("0", "false", "human"), False
)
BOT, HUMAN = "bot", "human"
_MARK = re.compile(r"\[bot\]$")
_ENDING = re.compile(r"bot\]?$|[-_]bot\b", re.IGNORECASE)


def marked(who: Identity) -> bool:
    """Whether the name ends with ``[bot]``, as GitHub names its apps."""
    return bool(_MARK.search(who.name))


def named(who: Identity) -> bool:
    """Whether the name ends with ``bot`` or has it as a word."""
    return bool(_ENDING.search(who.name))


def by_rules(who: Identity) -> bool:
    """Whether `influencekit.people.bots.bot` gives a reason."""
    return bool(bot(who))


WAYS: Mapping[str, Callable[[Identity], bool]] = {
    "influencekit": by_rules,
    "the name says bot": named,
    "marked [bot]": marked,
}


@attrs.frozen
class Account:
    """One account that people labelled."""

    who: Identity
    bot: bool


def graded(accounts: Sequence[Account], tell: Callable[[Identity], bool]) -> Grades:
    """Return how well `tell` does on `accounts`."""
    return Grades.of(
        [BOT if account.bot else HUMAN for account in accounts],
        [BOT if tell(account.who) else HUMAN for account in accounts],
    )


def backtest(given: Given) -> tuple[Table, ...]:
    """Return precision, recall and F1 of bots, one table a file.

    Raises
    ------
    InputError
        A file is no such CSV, or all its accounts are bots, or none is.
    """
    return tuple(_table(name, list(accounts(text, name))) for name, text in given.files.items())


def accounts(text: str, name: str) -> Iterator[Account]:
    """Yield each labelled account once.

    Parameters
    ----------
    name
        What errors call the file.

    Raises
    ------
    InputError
        It is no such CSV, or says different things of one account.
    """
    reader = csv.DictReader(io.StringIO(text.replace("\0", " "), newline=""), restval="")
    known: dict[Identity, bool] = {}
    try:
        column = next((each for each in _NAMES if each in (reader.fieldnames or ())), "")
        if not column or "bot" not in (reader.fieldnames or ()):
            raise InputError(
                f"{name}: the first line of the CSV must name the columns contributor (or name) and bot."
            )
        for row in reader:
            truth = _TRUTH.get(row["bot"].strip().lower())
            who = Identity(row[column].strip(), row.get("email", ""))
            if truth is None or known.setdefault(who, truth) != truth:
                raise InputError(
                    f"{name}:{reader.line_num}: expected 1 or 0 under bot, the same for the same "
                    f"account; found {row['bot'][:20]!r}."
                )
    except csv.Error as error:
        where = f"{name}, after line {reader.line_num:,}"
        raise InputError(f"{where}: this is no CSV: {error}.") from None
    yield from (Account(who, truth) for who, truth in known.items())


def _table(name: str, found: Sequence[Account]) -> Table:
    bots = sum(account.bot for account in found)
    if not 0 < bots < len(found):
        raise InputError(
            f"{name}: {bots:,} of {count(len(found), 'account')} are bots; both bots and people are needed."
        )
    ways = {way: graded(found, tell) for way, tell in WAYS.items()}
    return Table(
        name="bots",
        title=f"Bots among the accounts in {name}",
        columns=("way", "precision", "recall", "F1", "accuracy"),
        rows=tuple(
            (way, grades.precision(BOT), grades.recall(BOT), grades.f1(BOT), grades.accuracy)
            if BOT in grades.classes
            else (way, None, None, None, grades.accuracy)
            for way, grades in ways.items()
        ),
        notes=(
            f"{bots:,} bots and {len(found) - bots:,} people, told by name and address alone.",
            "Precision is what matters: a person who is taken for a bot vanishes from every table.",
        ),
    )
