"""What the directory adds to Wagtail's admin: `directory.wagtail_hooks` plugs it in."""
