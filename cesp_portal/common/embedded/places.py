"""Who runs the servers and where their files lie.

PostgreSQL refuses to run as root. Root therefore lends the servers an account of their own, which must reach its
data, its socket and its programs; a clone under /root hides all three, and they then live elsewhere, linked from
the clone.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cesp_portal.common.embedded.errors import ServerError

ACCOUNT_NAME = "cesp-portal"
SHELTER = Path("/var/lib/cesp-portal")
# sun_path holds 108 bytes, the last one NUL.
LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Account:
    """System account of the servers: user and group identifiers."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """True when the servers run as the current user."""
        return self.uid == os.geteuid()

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account, from a directory every account can enter."""
        return subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def executes(self, program: Path) -> bool:
        """True when the account can run the program, its libraries included."""
        try:
            return self.run([str(program), "--version"]).returncode == 0
        except PermissionError:
            return False

    def reaches(self, directory: Path) -> bool:
        """True when the account can write into the directory, parents included."""
        return self.run(["/usr/bin/test", "-w", str(directory), "-a", "-x", str(directory)]).returncode == 0


def server_account(data: Path) -> Account:
    """Account that runs the servers: the owner of existing data, else one's own, else (root) a dedicated one.

    Raises ServerError when the data belong to somebody else, or when root cannot create the account.
    """
    if data.exists():
        owner = data.stat()
        if os.geteuid() not in (0, owner.st_uid):
            raise ServerError(
                f"Les données de {data} appartiennent à un autre compte : relancez avec ce compte, "
                "ou effacez-les avec « sudo make clean »."
            )
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    return _dedicated_account()


def _dedicated_account() -> Account:
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        _create_account()
        entry = pwd.getpwnam(ACCOUNT_NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def _create_account() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SHELTER)]
    command += ["--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    # 9: somebody else created it in between.
    if done.returncode not in (0, 9):
        raise ServerError(
            f"Le compte système {ACCOUNT_NAME} ne peut pas être créé : lancez « {' '.join(command)} » "
            f"({done.stderr.strip()})."
        )


def data_directory(link: Path, account: Account) -> Path:
    """Private directory at `link`, or, when the account cannot reach it, in a shelter linked from there."""
    known = _existing(link)
    if known is not None:
        return known
    if _made_private(link, account):
        return link
    _sweep_shelter()
    SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(dir=SHELTER, prefix="data-"))
    holder.chmod(0o711)
    (holder / "origin").write_text(str(link))
    target = holder / link.name
    _made_private(target, account)
    link.symlink_to(target)
    return target


def socket_directory(link: Path, account: Account) -> Path:
    """Private directory short enough for a socket's path: at `link`, or temporary and linked from there."""
    known = _existing(link)
    if known is not None:
        return known
    if _is_short(link) and _made_private(link, account):
        return link
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  # made private by mkdtemp
        target = Path(tempfile.mkdtemp(dir=parent, prefix="cesp-"))
        target.chmod(0o700)
        os.chown(target, account.uid, account.gid)
        if _is_short(target) and account.reaches(target):
            link.symlink_to(target)
            return target
        target.rmdir()
    raise ServerError(
        f"Aucun répertoire court pour les sockets : définissez TMPDIR (chemin trop long : {link})."
    )


def forget_directory(link: Path) -> None:
    """Remove a directory made above, wherever it lies."""
    target = link.resolve()
    shutil.rmtree(target, ignore_errors=True)
    if link.is_symlink():
        link.unlink()
        if target.parent.parent == SHELTER:
            shutil.rmtree(target.parent, ignore_errors=True)


def _existing(link: Path) -> Path | None:
    if link.is_symlink() and not link.exists():
        link.unlink()  # what it pointed to was cleaned away (temporary directories are)
    return link.resolve() if link.exists() else None


def _made_private(directory: Path, account: Account) -> bool:
    directory.mkdir(mode=0o700)
    os.chown(directory, account.uid, account.gid)
    if account.is_ours or account.reaches(directory):
        return True
    directory.rmdir()
    return False


def _is_short(directory: Path) -> bool:
    return len(os.fsencode(directory)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH


def _sweep_shelter() -> None:
    """Drop sheltered data whose clone is gone."""
    for origin in SHELTER.glob("data-*/origin"):
        link = Path(origin.read_text())
        if not (link.is_symlink() and link.resolve().parent == origin.parent):
            shutil.rmtree(origin.parent, ignore_errors=True)
