"""Who is who: identities become people; bots, teams and likely duplicates."""
