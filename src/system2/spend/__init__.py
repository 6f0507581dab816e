"""Money: the ledger, the caps, the prices."""
