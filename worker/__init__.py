"""Small jobs in the background: index sync, mail, restock notices, the nightly fit, retention."""
