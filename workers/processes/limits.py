"""Limits for a process that works on what others sent: memory and CPU time."""

import resource
import sys
from typing import Final

_STATUS: Final = "/proc/self/statm"


def limit_memory(more_bytes: int) -> None:
    """Let this process use that many bytes beyond what it has now."""
    if sys.platform != "linux":
        return  # Other systems, for development only, do not enforce the limit.
    with open(_STATUS, encoding="ascii") as status:
        used = int(status.read().split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + more_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def limit_cpu(seconds: int) -> None:
    """Let this process use that many seconds of CPU time from now on; the kernel ends it with SIGXCPU then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def lift_limits() -> None:
    """Take both limits off again."""
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        _, most = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, most))
