"""Scores people by the reviews that they gave."""

import attrs

from influencekit import ModelResult, Reason, Score


class ReviewsGiven:
    name = "reviews-given"
    title = "Who reviews other people's work"
    unit = "reviews"
    version = 1
    needs = frozenset({"interactions"})
    after = frozenset()

    @attrs.frozen(kw_only=True)
    class Params:
        days: int = 365
        """How far back to look, in days."""

    def run(self, evidence, params, upstream):
        since = evidence.as_of - params.days * 86_400
        given = {}
        for deal in evidence.interactions:
            if deal.kind == "review" and deal.at >= since:
                given.setdefault(evidence.person_of[deal.giver], []).append(deal)
        scores = [
            Score(
                subject=evidence.people[person].subject,
                value=float(len(deals)),
                reasons=(
                    Reason(
                        text=f"reviewed {len(deals)} times",
                        share=1.0,
                        locators=tuple(deal.locator for deal in deals[-5:]),
                    ),
                ),
            )
            for person, deals in given.items()
        ]
        return ModelResult(
            model=self.name,
            title=self.title,
            version=self.version,
            unit=self.unit,
            params=attrs.asdict(params),
            scores=tuple(sorted(scores, key=lambda it: (-it.value, it.subject.key))),
        )
