"""Reads reviews.csv."""

import csv

from influencekit import Identity, Interaction, Problem


class ReviewsCsv:
    """Columns: reviewer, reviewer_email, author, author_email, at (seconds since 1970)."""

    name = "reviews"
    reads = "reviews.csv"
    gives = frozenset({"interactions"})

    def detect(self, root):
        return (root / "reviews.csv").is_file()

    def read(self, root, request):
        with (root / "reviews.csv").open(newline="", encoding="utf-8") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                request.task.check()
                locator = f"reviews.csv:{line}"
                try:
                    yield Interaction(
                        kind="review",
                        giver=Identity(row["reviewer"], row["reviewer_email"]),
                        taker=Identity(row["author"], row["author_email"]),
                        at=int(row["at"]),
                        locator=locator,
                    )
                except (ValueError, KeyError) as error:
                    message = f"This line is no review ({error}); it is left out."
                    yield Problem(kind="source", name=self.name, message=message, locator=locator)
