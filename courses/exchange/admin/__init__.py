"""The door for designers in the editor: import a path, export a path."""
