"""The fictional region: a truth that is known, and registers that each see their own part of it."""

from zicht.synthetic.diversity import Diversity, Draw, diversity
from zicht.synthetic.people import TruePerson
from zicht.synthetic.region import MOST_SIGNALS, Region, SyntheticSignal, region
from zicht.synthetic.users import User
from zicht.synthetic.writing import Written, write

__all__ = [
    "MOST_SIGNALS",
    "Diversity",
    "Draw",
    "Region",
    "SyntheticSignal",
    "TruePerson",
    "User",
    "Written",
    "diversity",
    "region",
    "write",
]
