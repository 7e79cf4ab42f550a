"""What people look at: terminal tables, the leaderboard, the card."""
