"""Settings and feeds as a person writes them. Imports nothing of ours; read by flows only."""
