"""Pictures of what was found, as data: Vega-Lite specifications that somebody else draws."""
