"""The built-in models, registered through the public hook like a stranger's."""

from typing import Any

from influencekit.hookspecs import hookimpl


@hookimpl
def influencekit_register_models(register: Any) -> None:
    """Offer every built-in model."""
    from influencekit.models.contribution.channels import Channels  # noqa: PLC0415 - see below
    from influencekit.models.contribution.concepts import Concepts  # noqa: PLC0415
    from influencekit.models.contribution.kinds import ContributionKinds  # noqa: PLC0415
    from influencekit.models.influence.growth import GrowthLoop  # noqa: PLC0415
    from influencekit.models.influence.linear import LinearInfluence  # noqa: PLC0415
    from influencekit.models.influence.network.standing import NetworkRanks  # noqa: PLC0415
    from influencekit.models.knowledge.expertise import Expertise  # noqa: PLC0415
    from influencekit.models.knowledge.ownership import Ownership  # noqa: PLC0415
    from influencekit.models.knowledge.risk import KnowledgeRisk  # noqa: PLC0415
    from influencekit.models.knowledge.succession import Succession  # noqa: PLC0415
    from influencekit.models.knowledge.survival import LineSurvival  # noqa: PLC0415
    from influencekit.models.mentoring.way_in import WayIn  # noqa: PLC0415
    from influencekit.models.opportunity.areas import Opportunities  # noqa: PLC0415

    # Imported here so that whoever only lists plugins does not load numpy.
    for model in (
        KnowledgeRisk(),
        Ownership(),
        LineSurvival(),
        Opportunities(),
        LinearInfluence(),
        NetworkRanks(),
        GrowthLoop(),
        ContributionKinds(),
        Channels(),
        Concepts(),
        Expertise(),
        Succession(),
        WayIn(),
    ):
        register(model)
