"""Practices: the tenant, the people who work there, and the record of what happened.

Owns        Practice, Location, User, Member, Invitation, Event, Job, AccountMail, Heartbeat
Announces   PracticeOpened, MemberJoined, MemberLeft, RoleChanged, PracticeChanged, LocationChanged
Words       inside: acting for one practice; the wall: what keeps practices apart
"""
