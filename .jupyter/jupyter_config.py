"""Encrypt the traffic between JupyterLab and the kernel, which also silences the kernel's notice that it is not."""

import zmq

c = get_config()  # noqa: F821  (Jupyter puts it there)

# A pyzmq that was compiled without CurveZMQ would refuse this setting.
if zmq.has("curve"):
    c.KernelManager.transport_encryption = "auto"
