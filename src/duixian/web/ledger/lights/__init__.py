"""Lights (红黄绿灯): rules kept as data, working days, milestones; what each item's light is and why."""
