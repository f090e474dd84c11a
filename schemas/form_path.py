"""A JSON form is changed at a path, so that an example can say only in what it differs from a sample."""

import copy
import itertools
import re
from typing import Any, Final

_STEP: Final = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def set_at(form: Any, path: str, new: Any) -> None:
    """Put a value at a path of a JSON form, in place; `None` takes a field out.

    Objects on the way are made where they are missing. An index one past the end of a list adds to it; `None` at an
    index takes that element out. What is put in is a copy: a later change of the form leaves the given value alone.

    Raises:
        KeyError: a step of the path leads nowhere.
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
