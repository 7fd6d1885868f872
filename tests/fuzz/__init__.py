"""Hostile inputs in numbers: how they are made, who judges them, and the runs that try them."""
