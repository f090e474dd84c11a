"""Download what the slow tests need from Maven repositories, once: `python -m tests.support.fetch`."""

from tests.support.java_examples import find_java_examples
from tests.support.local_registry import find_registry
from tests.support.older_kafka.installation import find_older_kafka
from workers.local_kafka.installation import find_kafka

if __name__ == "__main__":
    find_kafka()
    find_older_kafka()
    find_registry()
    find_java_examples()
