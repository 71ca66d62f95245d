"""Full-screen parts, in Textual; nothing outside this package imports it but the commands that open a screen."""
