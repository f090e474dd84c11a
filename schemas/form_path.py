"""Change a JSON form at a path, so that an example only states how it differs from a sample."""

import copy
import itertools
import re
from typing import Any, Final

_STEP: Final = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def set_at(form: Any, path: str, new: Any) -> None:
    """Set a value at a path of a JSON form, in place; `None` removes a field.

    Missing objects on the way are created. An index one past the end of a list appends to it; `None` at an index
    removes that element. The value is copied: a later change of the form does not change the given value.

    Raises:
        KeyError: an index of the path is past the end of its list.
    """
    steps: list[str | int] = [int(index) if index else name for name, index in _STEP.findall(path)]
    here = form
    for step, following in itertools.pairwise(steps):
        if isinstance(step, int):
            if step == len(here):
                here.append({})
            here = here[step]
        else:
            if here.get(step) is None:
                here[step] = [] if isinstance(following, int) else {}
            here = here[step]
    last, new = steps[-1], copy.deepcopy(new)
    if isinstance(last, int):
        if new is None:
            del here[last]
        elif last == len(here):
            here.append(new)
        elif last < len(here):
            here[last] = new
        else:
            raise KeyError(path)
    elif new is None:
        here.pop(last, None)
    else:
        here[last] = new
