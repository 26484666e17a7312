import subprocess
import sys

# A process of its own, since a limit that was lowered stays so.
CHILD = """
import resource, sys
from tasks.descriptors import affordable
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(affordable(64), affordable(8))
"""


def afforded(soft, hard):
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(soft), str(hard)], capture_output=True, text=True, check=True
    )
    return tuple(map(int, ran.stdout.split()))


def test_few_descriptors_make_few_connections():
    many, few = afforded(64, 64)
    assert 8 < many < 32
    assert few == 8


def test_one_connection_is_always_tried():
    assert afforded(20, 20) == (1, 1)


def test_a_soft_limit_is_raised_as_far_as_it_takes():
    assert afforded(64, 4_096) == (64, 8)
