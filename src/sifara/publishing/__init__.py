"""Publishing a release to the Hub: plan, checks, one commit, one tag, verification."""
