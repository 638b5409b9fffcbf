"""System calls that the kernel refuses a student's code.

They make processes and programs, sockets and namespaces, or reach another process's memory.  The
sandbox already leaves nothing to reach by them; refused, they cannot fill the machine with
processes either, so what one submission can use is bounded by the limits of one process.  The
filter is a classic BPF program, as seccomp(2) takes it.  Where the processor is another one, the
limits alone hold.
"""

import ctypes
import errno
import platform
import struct

# By the name of the machine: the kernel's number for the architecture, and each call's number.
CALLS = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101,
            "mount": 165, "unshare": 272, "setns": 308, "process_vm_readv": 310,
            "process_vm_writev": 311, "execveat": 322, "bpf": 321, "userfaultfd": 323,
            "keyctl": 250, "add_key": 248, "perf_event_open": 298, "io_uring_setup": 425,
            "clone3": 435,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "clone": 220, "execve": 221, "ptrace": 117, "mount": 40, "unshare": 97,
            "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "execveat": 281,
            "bpf": 280, "userfaultfd": 282, "keyctl": 219, "add_key": 217,
            "perf_event_open": 241, "io_uring_setup": 425, "clone3": 435,
        },
    ),
}  # fmt: skip
CLONE_THREAD = 0x00010000
X32 = 0x40000000  # calls of another kind on x86_64
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
ALLOW, FAIL = 0x7FFF0000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST = 0, 4, 16  # where the call's data hold them


def refuse():
    """Have the kernel refuse them from now on; False where the processor is not known."""
    if platform.machine() not in CALLS:
        return False
    steps = b"".join(struct.pack("<HBBI", *step) for step in program(*CALLS[platform.machine()]))
    code = ctypes.create_string_buffer(steps, len(steps))
    filter_ = struct.pack("@HP", len(steps) // 8, ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if prctl(PR_SET_SECCOMP, FILTER, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")
    return True


def program(architecture, calls):
    """The filter's steps: (code, steps to skip if so, steps to skip if not, number)."""
    refusal = FAIL | errno.EPERM
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, refusal),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, refusal),
    ]
    for name, number in calls.items():
        if name == "clone":  # a thread is allowed
            steps += [
                (EQUAL, 0, 4, number),
                (LOAD, 0, 0, FIRST),
                (ANY_BIT, 1, 0, CLONE_THREAD),
                (RETURN, 0, 0, refusal),
                (RETURN, 0, 0, ALLOW),
            ]
        else:  # of clone3 the C library falls back to clone where it does not exist
            why = FAIL | errno.ENOSYS if name == "clone3" else refusal
            steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, why)]
    return [*steps, (RETURN, 0, 0, ALLOW)]
