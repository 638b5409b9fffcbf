"""Encrypt what JupyterLab and the kernel say to each other, or each kernel would warn about it."""

import zmq

c = get_config()  # noqa: F821  (Jupyter defines it)

# A pyzmq that was compiled without CurveZMQ would refuse the setting.
if zmq.has("curve"):
    c.KernelManager.transport_encryption = "auto"
