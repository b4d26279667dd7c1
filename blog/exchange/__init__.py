"""Take posts in from other systems and give them out: read, plan, write, export; friend links are not its business."""
