"""The exam room on a whole terminal. Widgets show a session's state and send events; the rules are elsewhere."""
