"""Influence on a network, S9: who builds on whom, ranks, cascades, diffusion, opinions."""
