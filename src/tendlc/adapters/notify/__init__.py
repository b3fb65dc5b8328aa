"""Ways to tell people and programs what happened; each fills the Notifier port."""
