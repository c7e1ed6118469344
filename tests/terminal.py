"""Run a command on a terminal of its own, and print what it writes there.

terminal.py [--columns N] [--background] [--resize AFTER_S:N] COMMAND...

With --background, the terminal stops writers in the background (tostop), and
the command is one. The status is the command's; 98 if it was stopped, 99 if
it did not end within a minute.
"""
import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

LIMIT_S = 60


def set_columns(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def run(command, background):
    """In the child, which leads the session of the terminal."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not background:
        os.execvp(command[0], command)
    mode = termios.tcgetattr(0)
    mode[3] |= termios.TOSTOP
    termios.tcsetattr(0, termios.TCSANOW, mode)
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.execvp(command[0], command)
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.kill(pid, signal.SIGKILL)
        os._exit(98)
    os._exit(os.waitstatus_to_exitcode(status))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--columns", type=int, default=80)
    p.add_argument("--background", action="store_true")
    p.add_argument("--resize")
    p.add_argument("command", nargs=argparse.REMAINDER)
    a = p.parse_args()
    gate, release = os.pipe()
    pid, fd = pty.fork()
    if pid == 0:
        os.read(gate, 1)
        run(a.command, a.background)
    set_columns(fd, a.columns)
    os.write(release, b"x")
    begun = time.monotonic()
    said = b""
    while time.monotonic() - begun < LIMIT_S:
        if a.resize and time.monotonic() - begun > float(a.resize.split(":")[0]):
            set_columns(fd, int(a.resize.split(":")[1]))
            said += b"<resized>"
            a.resize = None
        if not select.select([fd], [], [], 0.05)[0]:
            continue
        try:
            piece = os.read(fd, 65536)
        except OSError:  # nobody has the other end any more
            piece = b""
        if not piece:
            break
        said += piece
    else:
        os.kill(pid, signal.SIGKILL)
        print("still runs", file=sys.stderr)
        sys.exit(99)
    sys.stdout.buffer.write(said)
    sys.stdout.flush()
    status = os.waitpid(pid, 0)[1]
    sys.exit(os.waitstatus_to_exitcode(status) % 256)


main()
