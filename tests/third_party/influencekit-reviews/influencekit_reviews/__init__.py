"""A new sort of data and a model of it, written by somebody outside the project."""

from influencekit import hookimpl
from influencekit_reviews.model import ReviewsGiven
from influencekit_reviews.source import ReviewsCsv


@hookimpl
def influencekit_register_sources(register):
    register(ReviewsCsv())


@hookimpl
def influencekit_register_models(register):
    register(ReviewsGiven())
