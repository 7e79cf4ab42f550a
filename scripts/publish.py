"""Publish data/release to the Hub: one commit, one tag on exactly that commit, verified.

Exit code: 0 published (or published already), 1 refused or failed, 2 for wrong use; a failed run
can be repeated.
The token comes from HF_TOKEN or the Hub's login and is never shown.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from sifara.errors import UsageError
from sifara.gold.repository import find_repository
from sifara.publishing.hub import HubError
from sifara.publishing.redaction import redacted
from sifara.publishing.run import RefusedError, publish
from sifara.publishing.verification import VerificationError
from sifara.release.fetch import RevisionError

#: What can be right the next time, or once the data is.
FAILED = (HubError, RefusedError, RevisionError, VerificationError)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repo", required=True, metavar="ORG/NAME", help="dataset on the Hub")
    parser.add_argument("--tag", metavar="vX.Y.Z", help="default: v and the version of the data")
    parser.add_argument("--private", action="store_true", help="when the repository is created")
    parser.add_argument("--dry-run", action="store_true", help="check, show, contact nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    try:
        publish(
            find_repository(args.root),
            args.repo,
            tag=args.tag,
            private=args.private,
            dry_run=args.dry_run,
            say=lambda text: print(redacted(text), flush=True),
        )
    except (UsageError, OSError) as error:
        print(redacted(str(error)), file=sys.stderr)
        return 1 if isinstance(error, FAILED) else 2
    except KeyboardInterrupt:
        print("interrupted; run the same command again", file=sys.stderr)
        return 1
    except Exception:  # a defect; its traceback is shown, the token is not
        print(redacted(traceback.format_exc()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
