"""Records of mentoring pairs as a report may speak of them."""

from collections.abc import Iterable, Sequence

import attrs

from influencekit.domain import Identity
from influencekit.history import History
from influencekit.mentoring import Pair
from influencekit.people.identity import People, PeopleOptions
from influencekit.people.mailmap import Mailmap, for_names
from influencekit.people.teams import Matcher


def pairs_to_show(
    pairs: Iterable[Pair],
    histories: Sequence[History],
    people: People,
    options: PeopleOptions | None = None,
) -> tuple[Pair, ...]:
    """Return the pairs of two whom a report may name, oldest first.

    They are called by the names that they go by now, and what somebody wrote who may not be named is
    not there. Records call people by their names alone, so an opt-out by an address is theirs too who
    are called like somebody of that address, unless somebody else who stayed is called so.

    Parameters
    ----------
    histories, people, options
        Everybody in the repositories, who of them they are, and how that was found.
    """
    spelled = [identity for known in histories for identity in known.identities]
    aliases = list(people.aliases)
    mailmap = Mailmap.of([*aliases, *for_names(aliases, spelled)])
    out = Matcher.of((options or PeopleOptions()).opt_out)
    stayed = {known.name.casefold() for one in people.persons for known in one.identities}
    gone = {identity.name.casefold() for identity in spelled} - stayed

    def named(who: Identity | None) -> bool:
        if who is None:
            return True
        both = (who, mailmap.canonical(who))
        return not any(out.matches(it) or it.name.casefold() in gone for it in both)

    now = mailmap.canonical
    shown = [
        attrs.evolve(
            it,
            mentor=now(it.mentor),
            mentee=now(it.mentee),
            entries=tuple(
                attrs.evolve(entry, author=entry.author and now(entry.author))
                for entry in it.entries
                if named(entry.author)
            ),
        )
        for it in pairs
        if named(it.mentor) and named(it.mentee)
    ]
    return tuple(sorted(shown, key=lambda it: (it.at, it.id)))
