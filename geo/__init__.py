"""Degrees, metres, pixels, bytes: what is true of any place on Earth and any file.

Tested against closed forms, other libraries and hostile files in `tests/geo`.
Must not import `layers`, `routing`, `planning` or `views`: it knows no road and no crime.
"""

from geo import guards as guards
