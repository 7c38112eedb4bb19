"""`python -m dev.home`: what script/run starts."""

import asyncio
import sys

from .options import parse
from .run import main

if __name__ == "__main__":
    sys.exit(asyncio.run(main(parse())))
