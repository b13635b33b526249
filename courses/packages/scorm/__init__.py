"""SCORM 1.2 and 2004: the manifest, the data model, the order of parts and the roll-up."""
