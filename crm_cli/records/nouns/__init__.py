"""Every noun's class, one module each: data, no rules."""
